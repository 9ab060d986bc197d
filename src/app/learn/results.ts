import type { Plan } from '../../assessment/plan.ts';

/** A run that lessons speak of: its stored result is made by `npm run lessons`, and the page runs the same plan. */
export interface LessonRun {
  /** Bundled id; lessons have models of their own beside those on offer. */
  readonly target: string;
  readonly plan: Plan;
}

type Parameters = Plan['indicators'][number]['parameters'];

/** Samples drawn at random, class by class, by the same seed: runs on one data set look at the same samples. */
const plan = (samples: number, parameters: Parameters): Plan => ({
  indicators: [{ id: 'A.5-3', parameters: { norm: 'linf', samples: 2, ...parameters } }],
  samples,
  offset: 0,
  order: 'random',
  seed: 1,
  engine: 'wasm',
  thresholds: [],
});

/** Multiples of 1/16, the distance of neighbouring grey levels of the digits. */
const digits = { epsilons: [0, 1, 2, 3, 4, 5].map((step) => step / 16) };
const signs = { epsilons: [0, 1, 2, 4, 7, 10, 14].map((level) => level / 255) };

/** Members and non-members; a membership report grows with its records, and a stored one stays below 250 kB. */
const membership = (samples: number, attacks: readonly string[], shadows?: number): Plan => ({
  ...plan(samples, {}),
  indicators: [{ id: 'A.1-2', parameters: { attacks, ...(shadows === undefined ? {} : { shadows }) } }],
});

/** Every stored result of the lessons. */
export const lessonRuns = {
  'one-step': { target: 'digits-cnn', plan: plan(100, { ...digits, attacks: ['fgsm'], selfChecks: false }) },
  'many-steps': {
    target: 'digits-cnn',
    plan: plan(100, { ...digits, attacks: ['fgsm', 'bim', 'pgd'], iterations: 20, selfChecks: false }),
  },
  'curve-few': {
    target: 'digits-cnn',
    plan: plan(25, { ...digits, attacks: ['fgsm', 'pgd'], iterations: 40, selfChecks: false }),
  },
  curve: {
    target: 'digits-cnn',
    plan: plan(200, { ...digits, attacks: ['fgsm', 'pgd', 'apgd-dlr'], iterations: 40 }),
  },
  'signs-standard': {
    target: 'signs-cnn',
    plan: plan(150, {
      ...signs,
      samples: 1,
      attacks: ['pgd', 'apgd-dlr'],
      iterations: 20,
      selfChecks: false,
    }),
  },
  'signs-adversarial': {
    target: 'signs-cnn-adversarial',
    plan: plan(150, {
      ...signs,
      samples: 1,
      attacks: ['pgd', 'apgd-dlr'],
      iterations: 20,
      selfChecks: false,
    }),
  },
  'digits-adversarial': {
    target: 'digits-cnn-adversarial',
    plan: plan(200, { ...digits, attacks: ['fgsm', 'pgd', 'apgd-dlr'], iterations: 40, selfChecks: false }),
  },
  'loud-pgd': {
    target: 'digits-cnn-loud',
    plan: plan(150, { ...digits, attacks: ['pgd'], iterations: 40 }),
  },
  'loud-dlr': {
    target: 'digits-cnn-loud',
    plan: plan(150, { ...digits, attacks: ['pgd', 'apgd-dlr'], iterations: 40 }),
  },
  'membership-overfit': { target: 'purchases-mlp-overfit', plan: membership(4000, ['gap', 'loss']) },
  'membership-standard': { target: 'purchases-mlp', plan: membership(4000, ['gap', 'loss']) },
  'membership-dp': { target: 'purchases-mlp-dp', plan: membership(4000, ['gap', 'loss']) },
  'membership-lira': { target: 'purchases-mlp-overfit', plan: membership(2000, ['loss', 'lira'], 8) },
} as const satisfies Readonly<Record<string, LessonRun>>;

export type LessonRunId = keyof typeof lessonRuns;

export const lessonRunIds = Object.keys(lessonRuns) as LessonRunId[];

export const isLessonRun = (id: string): id is LessonRunId => Object.hasOwn(lessonRuns, id);
