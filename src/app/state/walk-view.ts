import { evasionAttacks } from '../../attacks/index.ts';
import type { SubjectSummary } from '../lab/types.ts';
import type { Directions } from '../lab/walk/types.ts';
import { mostSteps } from '../lab/walk/types.ts';
import type { View } from './screens.ts';

/** What the step-by-step screen is set to; all of it stands in the address. */
export interface WalkChoice {
  readonly from: 'data' | 'draw' | 'photo';
  readonly sample: number;
  readonly attack: string;
  readonly norm: 'linf' | 'l2';
  readonly epsilon: number;
  readonly steps: number;
  readonly target: number | null;
  readonly seed: number;
  readonly directions: Directions;
}

function whole(text: string | undefined, least: number, most: number, otherwise: number): number {
  const value = Number(text);
  return text !== undefined && /^\d+$/.test(text) && value >= least && value <= most ? value : otherwise;
}

const oneOf = <T extends string>(text: string | undefined, known: readonly T[], otherwise: T): T =>
  known.find((entry) => entry === text) ?? otherwise;

/** The ε that is offered first: the middle of the grid without 0. */
export function firstEpsilon(grid: readonly number[]): number {
  const some = grid.filter((value) => value > 0);
  return some[Math.floor((some.length - 1) / 2)] ?? 0.1;
}

function directionsOf(text: string | undefined, size: number): Directions {
  if (text === 'gradient') return { kind: 'gradient' };
  const [, a, b] = /^(\d+)-(\d+)$/.exec(text ?? '') ?? [];
  const [first, second] = [Number(a), Number(b)];
  if (a !== undefined && first < size && second < size && first !== second)
    return { kind: 'features', first, second };
  return { kind: 'attack' };
}

export const writeDirections = (directions: Directions): string =>
  directions.kind === 'features' ? `${directions.first}-${directions.second}` : directions.kind;

/** Reads the view of an address; what makes no sense for this subject is the default. */
export function readWalkView(view: View, subject: SubjectSummary): WalkChoice {
  const size = subject.shape.reduce((product, dim) => product * dim, 1);
  const norm = oneOf(view.norm, ['linf', 'l2'], 'linf');
  const epsilon = Number(view.epsilon);
  const target = whole(view.target, 0, subject.classes - 1, -1);
  return {
    from: oneOf(view.from, ['data', 'draw', 'photo'], 'data'),
    sample: whole(view.sample, 0, subject.testSamples - 1, 0),
    attack: oneOf(
      view.attack,
      evasionAttacks.map(({ id }) => id),
      'pgd',
    ),
    norm,
    epsilon:
      view.epsilon !== undefined && Number.isFinite(epsilon) && epsilon >= 0
        ? epsilon
        : firstEpsilon(subject.epsilons[norm]),
    steps: whole(view.steps, 1, mostSteps, 10),
    target: target < 0 ? null : target,
    seed: whole(view.seed, 0, Number.MAX_SAFE_INTEGER, 1),
    directions: directionsOf(view.directions, size),
  };
}
