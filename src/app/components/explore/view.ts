import type { View } from '../../state/screens.ts';
import { STANDS, worstCase, type AxisName, type RunOutcomes } from './outcomes.ts';

/** Which of two runs a sample stands in, when they are compared. */
export type PairKind = 'both' | 'first' | 'second' | 'neither';
const pairKinds: readonly PairKind[] = ['both', 'first', 'second', 'neither'];

/** What the explore screen shows of itself; the address keeps it. */
export interface ExploreView {
  readonly axis: AxisName;
  /** An attack's id or the worst case. */
  readonly attack: string;
  readonly epsilon: number;
  /** Along iterations; null: the last. */
  readonly iteration: number | null;
  readonly brush: Brush;
  /** The sample whose page is open. */
  readonly sample: number | null;
  /** Runs laid over this one, by their number. */
  readonly over: readonly number[];
}

/** Which samples are meant: all that satisfy every part. */
export interface Brush {
  readonly label?: number;
  readonly predicted?: number;
  /** Bins of the strip that shows when samples fell, both included. */
  readonly fell?: readonly [number, number];
  readonly ids?: readonly number[];
  readonly pair?: PairKind;
}

const mostIds = 30;

export const emptyBrush: Brush = {};
export const isEmpty = (brush: Brush): boolean => Object.keys(brush).length === 0;

/** The brush with some parts changed; undefined takes a part away. */
export function brushed(brush: Brush, change: { readonly [K in keyof Brush]?: Brush[K] | undefined }): Brush {
  const entries = Object.entries({ ...brush, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Brush;
}

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

function readBrush(text: string | undefined): Brush {
  let brush: Brush = {};
  for (const part of (text ?? '').split('_')) {
    const [name, value] = part.split('.');
    const numbers = (value ?? '').split('-').map(whole);
    if (numbers.includes(undefined) && name !== 'pair') continue;
    const [first, second] = numbers as number[];
    if (name === 'class') brush = { ...brush, label: first };
    if (name === 'as') brush = { ...brush, predicted: first };
    if (name === 'fell' && second >= first) brush = { ...brush, fell: [first, second] };
    if (name === 'ids') brush = { ...brush, ids: numbers as number[] };
    const pair = pairKinds.find((kind) => name === 'pair' && kind === value);
    if (pair) brush = { ...brush, pair };
  }
  return brush;
}

function writeBrush({ label, predicted, fell, ids, pair }: Brush): string | undefined {
  const parts = [
    ...(label === undefined ? [] : [`class.${label}`]),
    ...(predicted === undefined ? [] : [`as.${predicted}`]),
    ...(fell ? [`fell.${fell.join('-')}`] : []),
    ...(ids && ids.length <= mostIds ? [`ids.${ids.join('-')}`] : []),
    ...(pair ? [`pair.${pair}`] : []),
  ];
  return parts.length ? parts.join('_') : undefined;
}

/** The view of an address for a run; what does not fit the run falls back to what shows most. */
export function readView(view: View, run: RunOutcomes): ExploreView {
  const attacks = [worstCase, ...run.attacks];
  const wanted = Number(view.epsilon);
  const epsilon = run.epsilons.includes(wanted) && view.epsilon ? wanted : middle(run.epsilons);
  const axis = view.axis === 'iterations' && run.hasIterations ? 'iterations' : 'epsilon';
  return {
    axis,
    attack: attacks.includes(view.attack) ? view.attack : worstCase,
    // Along iterations there is no run at ε 0.
    epsilon: axis === 'iterations' && epsilon === 0 ? middle(run.epsilons) : epsilon,
    iteration: whole(view.iteration) ?? null,
    brush: readBrush(view.brush),
    sample: whole(view.sample) ?? null,
    over: (view.over ?? '').split('-').flatMap((part) => whole(part) ?? []),
  };
}

const middle = (epsilons: readonly number[]): number => epsilons[Math.floor(epsilons.length / 2)] ?? 0;

/** As the address carries it; parts at their start values are left out. */
export function writeView(view: ExploreView): Record<string, string | undefined> {
  return {
    axis: view.axis === 'iterations' ? 'iterations' : undefined,
    attack: view.attack === worstCase ? undefined : view.attack,
    epsilon: String(view.epsilon),
    iteration: view.iteration === null || view.axis === 'epsilon' ? undefined : String(view.iteration),
    brush: writeBrush(view.brush),
    sample: view.sample === null ? undefined : String(view.sample),
    over: view.over.length ? view.over.join('-') : undefined,
  };
}

/** A bin of the strip: samples that fell at one place of the axis, or in one stretch of it. */
export interface FallBin {
  readonly kind: 'before' | 'fell' | 'stands';
  /** The stretch of the axis, both ends included; for `fell` alone. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Stretches of iterations at most. */
const mostBins = 12;

/**
 * When samples fell: those wrong before, those that fell at each ε (or stretch of iterations), those that stand.
 * @returns the bins, and the bin of each place
 */
export function fallBins(
  run: RunOutcomes,
  { axis, attack, epsilon }: Pick<ExploreView, 'axis' | 'attack' | 'epsilon'>,
): { bins: readonly FallBin[]; binOf: Int32Array } {
  const stretches =
    axis === 'epsilon' ? run.epsilons.slice(1).map((x) => [x, x] as const) : iterationStretches(run, epsilon);
  const last = stretches.length + 1;
  const binOf = Int32Array.from(run.ids, (_, place) => {
    if (!run.clean[place]) return 0;
    if (axis === 'epsilon') {
      const at = run.fallsAt(attack, place);
      return at === STANDS ? last : at;
    }
    const time = run.fallTime(attack, epsilon, place);
    const at = stretches.findIndex(([from, to]) => time >= from && time <= to);
    return time === STANDS || at < 0 ? last : at + 1;
  });
  const counts = new Int32Array(last + 1);
  for (const bin of binOf) counts[bin]++;
  const bins: FallBin[] = [
    { kind: 'before', from: 0, to: 0, count: counts[0] },
    ...stretches.map(([from, to], i) => ({ kind: 'fell' as const, from, to, count: counts[i + 1] })),
    { kind: 'stands', from: 0, to: 0, count: counts[last] },
  ];
  return { bins, binOf };
}

/** 0 … the longest run, in stretches of equal length; iteration 0 is the start point. */
function iterationStretches(run: RunOutcomes, epsilon: number): (readonly [number, number])[] {
  const longest = run.stops('iterations', epsilon).at(-1) ?? 0;
  const length = Math.max(1, Math.ceil(longest / mostBins));
  const stretches: (readonly [number, number])[] = [[0, 0]];
  for (let from = 1; from <= longest; from += length)
    stretches.push([from, Math.min(longest, from + length - 1)]);
  return stretches;
}

/** What a brush needs to know of samples beside the report's own outcomes. */
export interface BrushFacts {
  readonly labels: ArrayLike<number> | null;
  readonly binOf: ArrayLike<number>;
  /** Predicted class at the place shown, as far as it is known. */
  predicted(place: number): number | undefined;
  /** Which of the compared runs the sample stands in; undefined where they do not share it. */
  pair(place: number): PairKind | undefined;
}

/** Places that a brush means, in order. */
export function brushedPlaces(
  count: number,
  ids: readonly number[],
  brush: Brush,
  facts: BrushFacts,
): number[] {
  const wanted = brush.ids && new Set(brush.ids);
  return Array.from({ length: count }, (_, place) => place).filter(
    (place) =>
      (brush.label === undefined || facts.labels?.[place] === brush.label) &&
      (brush.predicted === undefined || facts.predicted(place) === brush.predicted) &&
      (!brush.fell || (facts.binOf[place] >= brush.fell[0] && facts.binOf[place] <= brush.fell[1])) &&
      (!wanted || wanted.has(ids[place])) &&
      (brush.pair === undefined || facts.pair(place) === brush.pair),
  );
}
