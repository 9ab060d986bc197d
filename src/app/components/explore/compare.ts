import {
  holm,
  mcnemarExact,
  newcombe,
  newcombePaired,
  pairCounts,
  type Bounds,
  type PairCounts,
} from '../../../numeric/intervals.ts';
import { worstCase, type RunOutcomes } from './outcomes.ts';
import type { PairKind } from './view.ts';

/** The margin within which two accuracies may be called the same. */
export const margin = 0.02;
const level = 0.05;

/** How two runs stand to each other at one ε. */
export interface Comparison {
  /** `paired` on shared samples; `apart` on different ones. */
  readonly kind: 'paired' | 'apart';
  readonly first: { readonly correct: number; readonly n: number };
  readonly second: { readonly correct: number; readonly n: number };
  /** Of the difference first − second. */
  readonly difference: number;
  readonly interval: Bounds;
  readonly pairs: PairCounts | null;
  /** Exact McNemar, adjusted after Holm for all runs compared; null where they share no samples. */
  readonly p: number | null;
  /** `same` only where the whole interval lies within the margin. */
  readonly verdict: 'first' | 'second' | 'same' | 'undecided';
}

/** Worst-case outcomes at an ε on the samples that both runs looked at, in the first one's order. */
export function shared(a: RunOutcomes, b: RunOutcomes): readonly (readonly [number, number])[] {
  const places = new Map(b.ids.map((id, place) => [id, place]));
  return a.ids.flatMap((id, place) => {
    const other = places.get(id);
    return other === undefined ? [] : [[place, other] as const];
  });
}

/**
 * One run against others at one ε, which all of them have. Where the data are the same the samples that both looked at are
 * compared pair by pair (exact McNemar, adjusted after Holm for all of them; Newcombe's paired interval), else the two rates
 * (Newcombe's interval).
 */
export function compareRuns(
  first: RunOutcomes,
  others: readonly { readonly run: RunOutcomes; readonly sameData: boolean }[],
  epsilon: number,
): (Comparison | null)[] {
  const rough = others.map(({ run, sameData }) => compare(first, run, sameData, epsilon));
  const paired = rough.filter((one) => one !== null && one.p !== null);
  const adjusted = holm(paired.map((one) => one?.p ?? 1));
  return rough.map((one) => {
    if (!one) return null;
    const p = one.p === null ? null : adjusted[paired.indexOf(one)];
    return { ...one, p, verdict: verdict(one.interval, one.difference, p) };
  });
}

type Rough = Omit<Comparison, 'verdict'>;

function compare(a: RunOutcomes, b: RunOutcomes, sameData: boolean, epsilon: number): Rough | null {
  if (!a.epsilons.includes(epsilon) || !b.epsilons.includes(epsilon)) return null;
  const pairs = sameData ? shared(a, b) : [];
  const stands = (run: RunOutcomes, place: number) => run.stands(worstCase, epsilon, place);
  if (pairs.length === 0) return apart(rateOf(a, epsilon), rateOf(b, epsilon));
  const counts = pairCounts(
    pairs.map(([place]) => stands(a, place)),
    pairs.map(([, place]) => stands(b, place)),
  );
  const n = pairs.length;
  const first = { correct: counts.both + counts.first, n };
  const second = { correct: counts.both + counts.second, n };
  return {
    kind: 'paired',
    first,
    second,
    difference: (first.correct - second.correct) / n,
    interval: newcombePaired(counts),
    pairs: counts,
    p: mcnemarExact(counts),
  };
}

function rateOf(run: RunOutcomes, epsilon: number) {
  const correct = run.ids.filter((_, place) => run.stands(worstCase, epsilon, place)).length;
  return { correct, n: run.count };
}

function apart(first: Comparison['first'], second: Comparison['second']): Rough | null {
  if (first.n === 0 || second.n === 0) return null;
  return {
    kind: 'apart',
    first,
    second,
    difference: first.correct / first.n - second.correct / second.n,
    interval: newcombe(first.correct, first.n, second.correct, second.n),
    pairs: null,
    p: null,
  };
}

/** A difference is stated by the test where there is one, else by the interval; *same* needs the interval inside the margin. */
function verdict({ low, high }: Bounds, difference: number, p: number | null): Comparison['verdict'] {
  const differs = p === null ? low > 0 || high < 0 : p < level;
  if (low >= -margin && high <= margin) return 'same';
  if (!differs) return 'undecided';
  return difference > 0 ? 'first' : 'second';
}

/** For each place of the first run: in which of the two it stands; undefined where the other did not look at it. */
export function pairKinds(
  first: RunOutcomes,
  second: RunOutcomes,
  epsilon: number,
): (PairKind | undefined)[] {
  const kinds = new Array<PairKind | undefined>(first.count).fill(undefined);
  for (const [a, b] of shared(first, second)) {
    const [here, there] = [first.stands(worstCase, epsilon, a), second.stands(worstCase, epsilon, b)];
    kinds[a] = here ? (there ? 'both' : 'first') : there ? 'second' : 'neither';
  }
  return kinds;
}
