import type { SampleRecord } from '../document/report.ts';
import type { Selection } from '../indicators/types.ts';
import { UserError, type Message } from '../messages/index.ts';
import { stream } from '../numeric/random.ts';

export interface SelectionRequest {
  readonly order: 'file' | 'random';
  /** Null: all after `offset`. */
  readonly samples: number | null;
  readonly offset: number;
  readonly seed: number;
}

function classCounts(labels: ArrayLike<number>, indices: Iterable<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const index of indices) counts[labels[index]]++;
  return counts;
}

/**
 * All positions in a seeded order in which every stretch holds the classes in about their share of the whole: each class is
 * shuffled and laid out evenly from a random start, then the classes are merged.
 */
function stratifiedOrder(labels: Int32Array, classes: number, seed: number): number[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, index) => members[label].push(index));
  const starts = stream(seed, 'selection', 'start');
  const placed = members.flatMap((positions, label) => {
    const shuffled = stream(seed, 'selection', 'class', label).permutation(positions.length);
    return Array.from(shuffled, (member, rank) => ({
      index: positions[member],
      at: (rank + starts.uniform(label)) / positions.length,
    }));
  });
  placed.sort((a, b) => a.at - b.at || a.index - b.index);
  return placed.map(({ index }) => index);
}

/** Whether a file is sorted by label: labels never fall, and there is more than one. */
function isSortedByLabel(labels: Int32Array): boolean {
  for (let index = 1; index < labels.length; index++) if (labels[index] < labels[index - 1]) return false;
  return labels.length > 0 && labels[0] !== labels[labels.length - 1];
}

/**
 * All positions in the order of the file; those of a file sorted by label by turns from each class in its share, since the first
 * samples of such a file speak of one class alone (measurement rules 1.7).
 */
function fileOrder(labels: Int32Array): number[] {
  const all = Array.from(labels, (_, index) => index);
  if (!isSortedByLabel(labels)) return all;
  const sizes = new Map<number, number>();
  const first = new Map<number, number>();
  labels.forEach((label, index) => {
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
    if (!first.has(label)) first.set(label, index);
  });
  const at = (index: number) => (index - first.get(labels[index])! + 0.5) / sizes.get(labels[index])!;
  return all.sort((a, b) => at(a) - at(b) || a - b);
}

/**
 * Positions in the test part that an assessment looks at.
 * @throws UserError when the test part is empty or holds fewer samples than are asked for.
 */
export function select(labels: Int32Array, classes: number, request: SelectionRequest): Selection {
  const { order, samples, offset, seed } = request;
  const of = labels.length;
  if (of === 0) throw new UserError('assessment.no-samples');
  if (offset >= of) throw new UserError('assessment.offset-too-large', { offset, of });
  const available = of - offset;
  if (samples !== null && samples > available) {
    throw new UserError('assessment.too-few-samples', { samples, available, offset });
  }
  const all = order === 'random' ? stratifiedOrder(labels, classes, seed) : fileOrder(labels);
  return { order, indices: all.slice(offset, offset + (samples ?? available)), of };
}

/** Upper 5 % point of χ² with `k` degrees of freedom (Wilson & Hilferty 1931), good to a percent from k = 1. */
function chiSquareLimit(k: number): number {
  const spread = 2 / (9 * k);
  const root = 1 - spread + 1.6448536269514722 * Math.sqrt(spread);
  return k * root * root * root;
}

/**
 * Whether the class mix of some samples is further from the whole than a random choice of as many would be in 95 of 100 cases:
 * Pearson's χ² with the correction for drawing from a finite whole.
 */
export function mixDiffers(labels: Int32Array, classes: number, indices: readonly number[]): boolean {
  const whole = classCounts(labels, labels.keys(), classes);
  const here = classCounts(labels, indices, classes);
  const n = indices.length;
  const total = labels.length;
  const present = whole.filter((members) => members > 0).length;
  if (n >= total || present < 2) return false;
  let sum = 0;
  whole.forEach((members, label) => {
    const expected = (members * n) / total;
    if (expected > 0) sum += ((here[label] - expected) * (here[label] - expected)) / expected;
  });
  return (sum * (total - 1)) / (total - n) > chiSquareLimit(present - 1);
}

/** What a reader must know about which samples were taken (measurement rules 1.7). */
export function selectionWarnings(
  labels: Int32Array,
  classes: number,
  selection: Selection,
  offset: number,
): Message[] {
  const { order, indices, of } = selection;
  if (order === 'random') return [];
  if (isSortedByLabel(labels))
    return [{ id: 'assessment.interleaved', values: { offset, count: indices.length, of } }];
  if (indices.length === of) return [];
  const values = { first: offset, last: offset + indices.length - 1, count: indices.length, of };
  const label: Message =
    offset === 0
      ? { id: 'assessment.first-in-file', values: { count: indices.length, of } }
      : { id: 'assessment.part-in-file', values };
  return mixDiffers(labels, classes, indices)
    ? [label, { id: 'assessment.class-mix', values: { of } }]
    : [label];
}

/** Positions as runs of neighbours [first, length], in the order taken. */
export function toRuns(indices: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === index) last[1]++;
    else runs.push([index, 1]);
  }
  return runs;
}

/** More positions than this are not taken from a file that merely claims them. */
const mostSamples = 10_000_000;

/** Whether no position lies in two runs. */
function apart(runs: SampleRecord['runs']): boolean {
  const ascending = [...runs].sort(([a], [b]) => a - b);
  return ascending.every(([first], at) => at === 0 || first >= ascending[at - 1][0] + ascending[at - 1][1]);
}

/**
 * The selection that a report describes. Nothing is laid out before the numbers are known to fit: a few bytes can claim billions.
 * @throws UserError when its positions are not `count` different ones of the test part, or too many.
 */
export function selectionOf(record: SampleRecord): Selection {
  const { order, runs, count, of } = record;
  const refuse = (place: string, expected: string) => new UserError('document.invalid', { place, expected });
  if (count < 1 || count > mostSamples) throw refuse('samples.count', `1 … ${mostSamples}`);
  if (count > of) throw refuse('samples.count', `1 … ${of}`);
  const total = runs.reduce((sum, [, length]) => sum + length, 0);
  const inside = runs.every(([first, length]) => first >= 0 && length >= 1 && first + length <= of);
  if (total !== count || !inside || !apart(runs)) throw refuse('samples.runs', `${count} ∈ 0 … ${of - 1}`);
  const indices = runs.flatMap(([first, length]) => Array.from({ length }, (_, step) => first + step));
  return { order, indices, of };
}
