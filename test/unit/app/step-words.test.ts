import { expect, test } from 'vitest';
import { heldBack, signs } from '../../../src/app/components/walk/step-words.ts';
import type { WalkView } from '../../../src/app/lab/walk/types.ts';

const view = (point: number[], unprojected?: number[]): WalkView => ({
  iteration: 0,
  point: Float32Array.from(point),
  gradient: new Float32Array(point.length),
  ...(unprojected ? { unprojected: Float32Array.from(unprojected) } : {}),
  loss: 0,
  probabilities: new Float32Array(2),
  predicted: 0,
  fell: false,
  fellStored: false,
  linf: 0,
  l2: 0,
});
const clean = Float32Array.of(0.5, 0.5, 0.95, 0.5);

test('tells what the ball held back from what the range did', () => {
  const from = view([0.5, 0.6, 0.95, 0.5], [0.58, 0.68, 1.03, 0.5]);
  const to = view([0.58, 0.6, 1, 0.5]);
  expect(heldBack(from, to, clean, 0.1, 'linf')).toEqual({ ball: 1, range: 1, moved: 3 });
});

test('under L2 the ball pulls every value that moved', () => {
  const from = view([0.5, 0.5, 0.95, 0.5], [0.6, 0.6, 0.95, 0.5]);
  const to = view([0.55, 0.55, 0.95, 0.5]);
  expect(heldBack(from, to, clean, 0.07, 'l2')).toEqual({ ball: 2, range: 0, moved: 2 });
});

test('says nothing where no step follows', () => {
  expect(heldBack(view([0.5, 0.5, 0.95, 0.5]), undefined, clean, 0.1, 'linf')).toBeNull();
  expect([...signs(Float32Array.of(-3, 0, 0.1))]).toEqual([-1, 0, 1]);
});
