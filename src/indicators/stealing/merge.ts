import type { Curve, Item, StealingMeasure } from '../../document/types.ts';
import type { Message } from '../../messages/index.ts';
import type { PartialResult, Selection, SubjectInfo } from '../types.ts';
import type { StealingParameters } from './fields.ts';
import { agreement, areaOf, figuresOf, overSeeds, type CopyFigures, type SeedMean } from './figures.ts';
import { shardsOf, type PieceSettings } from './plan.ts';
import { budgetsWithin, roleCounts, type RoleCounts } from './roles.ts';
import type { IndependentPart, TheftPart, VictimPart } from './run.ts';

/** Evaluation rows below which every figure is a guess. */
const FEW = 100;

/** The thieves of one sampler that are there, by seed. */
interface Thieves {
  readonly sampler: string;
  readonly parts: readonly TheftPart[];
  readonly figures: readonly (readonly CopyFigures[])[];
}

interface Gathered {
  readonly parameters: StealingParameters;
  readonly counts: RoleCounts;
  readonly budgets: readonly number[];
  readonly classes: number;
  readonly victim: VictimPart;
  readonly thieves: readonly Thieves[];
  readonly independents: readonly IndependentPart[];
}

function gather(
  parts: readonly (readonly [PieceSettings, PartialResult])[],
  parameters: StealingParameters,
  subject: SubjectInfo,
  selection: Selection,
): Gathered | undefined {
  const of = <T extends PartialResult>(wanted: (piece: PieceSettings['piece']) => boolean): T[] =>
    parts.flatMap(([{ piece }, part]) => (wanted(piece) ? [part as T] : []));
  const [victim] = of<VictimPart>(({ kind }) => kind === 'victim');
  if (!victim || victim.labels.length === 0) return undefined;
  const counts = roleCounts(subject, selection);
  return {
    parameters,
    counts,
    budgets: budgetsWithin(parameters.budgets, counts.pool),
    classes: subject.classes,
    victim,
    thieves: parameters.samplers.flatMap((sampler): Thieves[] => {
      const found = of<TheftPart>((piece) => piece.kind === 'theft' && piece.sampler === sampler);
      const figures = found.map((part) => figuresOf(part, victim));
      return found.length > 0 ? [{ sampler, parts: found, figures }] : [];
    }),
    independents: of<IndependentPart>(({ kind }) => kind === 'independent'),
  };
}

/** Means over a sampler's seeds at each budget; none where a seed has no such figure. */
function points(
  { figures }: Thieves,
  budgets: readonly number[],
  of: (figures: CopyFigures) => number | null | undefined,
  most = 1,
): ({ readonly x: number } & SeedMean)[] {
  return budgets.flatMap((x, at) => {
    const values = figures.flatMap((copies) => of(copies[at]) ?? []);
    return values.length === figures.length ? [{ x, ...overSeeds(values, 0, most) }] : [];
  });
}

function curvesOf({ budgets, victim, parameters }: Gathered, thieves: Thieves): Curve[] {
  const curve = (
    measure: StealingMeasure,
    n: number,
    of: (figures: CopyFigures) => number | null | undefined,
    epsilon?: number,
  ): Curve[] => {
    const most = measure === 'deviation' ? Infinity : 1;
    const found = points(thieves, budgets, of, most).map(({ x, value, low, high, seeds }) => ({
      x,
      y: value,
      low,
      high,
      correct: null,
      n,
      seeds,
    }));
    if (found.length === 0) return [];
    const at = epsilon === undefined ? {} : { norm: 'linf' as const, epsilon };
    return [
      {
        attack: thieves.sampler,
        sampler: thieves.sampler,
        kind: 'raw',
        measure,
        x: { name: 'queries', unit: 'query' },
        ...at,
        points: found,
      },
    ];
  };
  const n = victim.labels.length;
  return [
    ...curve('fidelity', n, ({ fidelity }) => fidelity),
    ...curve('accuracy', n, ({ accuracy }) => accuracy),
    ...curve('deviation', n, ({ deviation }) => deviation?.literal),
    ...parameters.epsilons.flatMap((epsilon, at) =>
      curve(
        'transferability',
        thieves.parts[0].attacked,
        ({ transferability }) => transferability[at],
        epsilon,
      ),
    ),
  ];
}

/** A mean height of a curve under one of its readings. */
export interface Area extends SeedMean {
  readonly sampler: string;
  /** `fidelity`: smaller is safer. `deviation`: the draft's literal figure; larger is safer, whatever the draft prints. */
  readonly measure: 'fidelity' | 'deviation' | 'deviation-clipped';
  readonly axis: 'linear' | 'log';
}

function areasOf({ budgets }: Gathered, { sampler, figures }: Thieves): Area[] {
  const readings = {
    fidelity: ({ fidelity }: CopyFigures) => fidelity,
    deviation: ({ deviation }: CopyFigures) => deviation!.literal,
    'deviation-clipped': ({ deviation }: CopyFigures) => deviation!.clipped,
  };
  const known = figures.every((copies) => copies.every(({ deviation }) => deviation !== null));
  const measures = known
    ? (['fidelity', 'deviation', 'deviation-clipped'] as const)
    : (['fidelity'] as const);
  return measures.flatMap((measure) =>
    (['linear', 'log'] as const).map((axis) => ({
      sampler,
      measure,
      axis,
      ...areaOf(budgets, figures, readings[measure], axis, measure === 'fidelity' ? 1 : Infinity),
    })),
  );
}

/** What agreement there is without any theft. */
function controlsOf({ budgets, classes, victim, thieves, independents }: Gathered) {
  return {
    /** Agreement of a guess. */
    chance: 1 / classes,
    trueLabels: thieves.map((one) => ({
      sampler: one.sampler,
      fidelity: points(one, budgets, ({ truly }) => truly?.fidelity),
      accuracy: points(one, budgets, ({ truly }) => truly?.accuracy),
      /** By how much copies agree more than the same networks with true labels do, paired by seed: what the answers gave. */
      excess: budgets.flatMap((x, at) => {
        const gains = one.figures.flatMap((copies) => {
          const { fidelity, truly } = copies[at];
          return truly ? [fidelity - truly.fidelity] : [];
        });
        return gains.length === one.figures.length ? [{ x, ...overSeeds(gains, -1) }] : [];
      }),
    })),
    independent:
      independents.length === 0
        ? null
        : {
            agreement: overSeeds(independents.map(({ predicted }) => agreement(predicted, victim.predicted))),
            accuracy: overSeeds(independents.map(({ predicted }) => agreement(predicted, victim.labels))),
          },
  };
}

/** What each sampler asked. */
function askedBy({ budgets, classes }: Gathered, { sampler, parts, figures }: Thieves) {
  return {
    sampler,
    /** By seed. */
    queries: parts.map(({ queries }) => [...queries]),
    counted: parts.map(({ counted }) => counted),
    alarms: parts.map(({ alarm }) => (alarm === 0 ? null : alarm)),
    /** By budget: questions that were made rather than taken from the pool, mean over seeds. */
    made: budgets.map(
      (_, at) =>
        overSeeds(
          parts.map(({ made }) => made[at]),
          0,
          Infinity,
        ).value,
    ),
    /** By budget and class, by the victim's answers; mean over seeds. */
    classes: budgets.map((_, at) =>
      Array.from(
        { length: classes },
        (_, label) =>
          overSeeds(
            parts.map(({ chosen }) => chosen[at][label]),
            0,
            Infinity,
          ).value,
      ),
    ),
    /** By ε: transferability among rows that victim and copy get right at the largest budget; null where there are none. */
    transferabilityBoth: (figures[0].at(-1)?.transferabilityBoth ?? []).map((_, at) => {
      const values = figures.flatMap((copies) => copies.at(-1)?.transferabilityBoth[at] ?? []);
      return values.length === figures.length ? overSeeds(values) : null;
    }),
  };
}

function warningsOf(
  { parameters, counts, budgets, victim, thieves }: Gathered,
  subject: SubjectInfo,
): Message[] {
  const beyond = parameters.budgets.filter((budget) => !budgets.includes(budget));
  const seeds = Math.min(...thieves.map(({ parts }) => parts.length));
  const { training } = subject;
  return [
    ...(training?.source === 'assumed' ? [{ id: 'stealing.assumed' as const }] : []),
    ...(training?.recipe ? [] : [{ id: 'stealing.guess' as const }]),
    ...(counts.poolFrom === 'test'
      ? [{ id: 'stealing.pool-test' as const, values: { pool: counts.pool, evaluation: counts.evaluation } }]
      : []),
    ...(beyond.length > 0
      ? [{ id: 'stealing.beyond' as const, values: { budgets: beyond.join(', '), pool: counts.pool } }]
      : []),
    ...(victim.labels.length < FEW
      ? [{ id: 'stealing.few' as const, values: { count: victim.labels.length } }]
      : []),
    ...(seeds < 2 ? [{ id: 'stealing.one-seed' as const }] : []),
  ];
}

/** The report's row from what pieces there are. */
export function mergePieces(
  id: string,
  parts: ReadonlyMap<string, PartialResult>,
  parameters: StealingParameters,
  subject: SubjectInfo,
  selection: Selection,
): Item {
  const shards = shardsOf(id, parameters, subject, selection);
  const done = shards.flatMap(({ key, settings }) => {
    const part = parts.get(key);
    return part ? [[settings as PieceSettings, part] as const] : [];
  });
  const blank = {
    id,
    status: done.length === shards.length ? ('measured' as const) : ('partial' as const),
    parameters: { ...parameters },
    correct: null,
    ids: [],
    outcomes: [],
  };
  const noPool: Message[] = roleCounts(subject, selection).pool === 0 ? [{ id: 'stealing.no-pool' }] : [];
  const gathered = gather(done, parameters, subject, selection);
  if (!gathered || gathered.thieves.length === 0 || gathered.budgets.length === 0)
    return { ...blank, value: null, interval: null, n: 0, curves: [], warnings: noPool, details: {} };
  const { thieves, victim, counts, budgets } = gathered;
  const areas = thieves.flatMap((one) => areasOf(gathered, one));
  const lead = areas
    .filter(({ measure, axis }) => measure === 'fidelity' && axis === 'linear')
    .reduce((best, area) => (area.value > best.value ? area : best));
  return {
    ...blank,
    value: lead.value,
    interval: lead.seeds < 2 ? null : { low: lead.low, high: lead.high, method: 't' },
    n: victim.labels.length,
    curves: thieves.flatMap((one) => curvesOf(gathered, one)),
    warnings: warningsOf(gathered, subject),
    details: {
      lead: lead.sampler,
      budgets,
      victim: { accuracy: agreement(victim.predicted, victim.labels) },
      roles: { ...counts, ...(subject.training ? { known: subject.training.source } : {}) },
      areas,
      controls: controlsOf(gathered),
      asked: thieves.map((one) => askedBy(gathered, one)),
    },
  };
}
