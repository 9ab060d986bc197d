import type { Plan } from '../../assessment/plan.ts';
import { evasionAttacks } from '../../attacks/index.ts';
import type { SubjectSummary } from '../lab/types.ts';

/** The plan as the screen edits it; plain data. */
export interface PlanForm {
  indicators: string[];
  attacks: string[];
  norm: 'linf' | 'l2';
  epsilons: number[];
  iterations: number;
  restarts: number;
  /** Null: the whole test part. */
  samples: number | null;
  order: 'file' | 'random';
  seed: number;
  engine: 'auto' | 'wasm' | 'webgpu';
}

/** The attacks on offer, in the order in which they are listed. */
export const attackIds: readonly string[] = evasionAttacks.map(({ id }) => id);

export const indicatorIds = ['A.5-3', 'A.3-1'] as const;

const firstSamples = 200;

/** A small plan that shows its first points within seconds; everything can be made larger. */
export function smallPlan(subject: SubjectSummary): PlanForm {
  return {
    indicators: indicatorIds.filter((id) => id !== 'A.5-3' || !subject.notDifferentiable.length),
    attacks: ['fgsm', 'pgd', 'apgd-ce'],
    norm: 'linf',
    epsilons: [...subject.epsilons.linf],
    iterations: 40,
    restarts: 1,
    samples: Math.min(firstSamples, subject.testSamples),
    order: 'random',
    seed: 1,
    engine: 'wasm',
  };
}

/** The plan of the assessment. What the screen leaves open is the indicator's own default. */
export function toPlan(form: PlanForm): Plan {
  const { attacks, norm, epsilons, iterations, restarts, samples, order, seed, engine } = form;
  const parameters: Record<string, Plan['indicators'][number]['parameters']> = {
    'A.5-3': { attacks, norm, epsilons, iterations, restarts },
  };
  return {
    indicators: form.indicators.map((id) => ({ id, parameters: parameters[id] ?? {} })),
    samples,
    offset: 0,
    order,
    seed,
    engine,
    thresholds: [],
  };
}

function parseNumber(text: string): number {
  const [above, below = '1', ...more] = text.split('/');
  return more.length || !above.trim() || !below.trim() ? NaN : Number(above) / Number(below);
}

/** ε values as people type them: `0, 0.1 8/255`; null when one of them is no number ≥ 0. */
export function parseEpsilons(text: string): number[] | null {
  const parts = text.split(/[\s,;，、；]+/).filter(Boolean);
  const values = parts.map(parseNumber);
  if (!values.length || values.some((value) => !Number.isFinite(value) || value < 0)) return null;
  return [...new Set(values)].sort((a, b) => a - b);
}
