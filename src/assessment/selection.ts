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
  const all =
    order === 'random' ? stratifiedOrder(labels, classes, seed) : Array.from(labels, (_, index) => index);
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
  if (order === 'random' || indices.length === of) return [];
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

/**
 * The selection that a report describes.
 * @throws UserError when its positions are not `count` different ones of the test part.
 */
export function selectionOf(record: SampleRecord): Selection {
  const { runs, count, of } = record;
  const total = runs.reduce((sum, [, length]) => sum + length, 0);
  const fits = total === count && count <= of && runs.every(([first, length]) => first + length <= of);
  if (!fits) throw new UserError('document.invalid', { place: 'samples.runs', expected: `${count} < ${of}` });
  const indices = record.runs.flatMap(([first, length]) => Array.from({ length }, (_, step) => first + step));
  return { order: record.order, indices, of: record.of };
}
