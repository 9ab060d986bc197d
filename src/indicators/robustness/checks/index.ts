import { differences } from './differences.ts';
import { gradients } from './gradients.ts';
import { losses } from './losses.ts';
import { oneStep } from './one-step.ts';
import { randomNoise } from './random-noise.ts';
import { repeat } from './repeat.ts';
import { stability } from './stability.ts';
import type { SelfCheck } from './types.ts';
import { unbounded } from './unbounded.ts';

/** The self-checks that go with every robustness result, in the order of `measurement-rules` 2. One line each. */
export const selfChecks: readonly SelfCheck[] = [
  oneStep,
  unbounded,
  randomNoise,
  gradients,
  losses,
  stability,
  differences,
  repeat,
];
