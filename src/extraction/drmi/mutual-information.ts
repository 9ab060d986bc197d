import { log } from '../../numeric/math.ts';
import type { Levels } from './levels.ts';
import { Triangle } from './triangle.ts';

/**
 * What is kept of one image. Its levels are numbered without gaps: the background is 0, then come those of two or more places,
 * then those of a single place, whose cells of a joint histogram hold one place at most and add nothing, since 1 ln 1 = 0.
 */
interface Outline {
  /** Level number of every place. */
  readonly levels: Uint16Array;
  /** Places of levels that are repeated, background aside, and the numbers of those levels times the stride. */
  readonly places: Uint16Array | Uint32Array;
  readonly shown: Uint16Array | Uint32Array;
  /** Places of the other levels. */
  readonly single: Uint16Array | Uint32Array;
  /** How many places have the background and each repeated level. */
  readonly counts: Uint32Array;
  /** Σ c ln c over the counts of all levels. */
  readonly sum: number;
}

/** Images made ready for mutual information; opaque. */
export interface Outlines {
  readonly all: readonly Outline[];
  /** c ln c for c = 0 … places. */
  readonly terms: Float64Array;
  /** Most level numbers of any image. */
  readonly stride: number;
}

/** Whole numbers up to `most`, no wider than needed: small tables stay in the processor's nearest cache. */
function whole(most: number, values: number | readonly number[]): Uint16Array | Uint32Array {
  const narrow = most < 65536;
  if (typeof values === 'number') return narrow ? new Uint16Array(values) : new Uint32Array(values);
  return narrow ? Uint16Array.from(values) : Uint32Array.from(values);
}

/** The level that most places of all images have: for digits on black, the black. */
function background({ data, levels }: Levels): number {
  const counts = new Float64Array(levels);
  for (const level of data) counts[level]++;
  return counts.reduce((best, count, level) => (count > counts[best] ? level : best), 0);
}

/** An image's level numbers and how many places have each. */
function numbered(own: Uint16Array, levels: number, empty: number) {
  const counts = new Uint32Array(levels);
  for (const level of own) counts[level]++;
  const others = Array.from(counts.keys()).filter((level) => level !== empty && counts[level] > 0);
  const repeated = others.filter((level) => counts[level] > 1);
  const order = [empty, ...repeated, ...others.filter((level) => counts[level] === 1)];
  const numbers = new Uint16Array(levels);
  order.forEach((level, number) => (numbers[level] = number));
  return {
    levels: own.map((level) => numbers[level]),
    counts: order.map((level) => counts[level]),
    repeated: 1 + repeated.length,
  };
}

/** Prepares images, once for all rows of their matrix. */
export function outlines(images: Levels): Outlines {
  const { data, count, places, levels } = images;
  const empty = background(images);
  const terms = Float64Array.from({ length: places + 1 }, (_, c) => (c === 0 ? 0 : c * log(c)));
  const byImage = Array.from({ length: count }, (_, i) =>
    numbered(data.subarray(i * places, (i + 1) * places), levels, empty),
  );
  const stride = byImage.reduce((most, { counts }) => Math.max(most, counts.length), 0);
  const all = byImage.map(({ levels, counts, repeated }): Outline => {
    const shown = Array.from(levels.keys()).filter((place) => levels[place] > 0);
    const often = shown.filter((place) => levels[place] < repeated);
    const single = shown.filter((place) => levels[place] >= repeated);
    return {
      levels,
      places: whole(places, often),
      shown: whole(
        stride * stride,
        often.map((place) => levels[place] * stride),
      ),
      single: whole(places, single),
      counts: Uint32Array.from(counts.slice(0, repeated)),
      sum: counts.reduce((sum, c) => sum + terms[c], 0),
    };
  });
  return { all, terms, stride };
}

/**
 * Joint histograms of one image u with others. With N places, counts c of joint cells and a, b of either image,
 * MI = ln N + (Σ c ln c − Σ a ln a − Σ b ln b) / N.
 */
class Row {
  readonly #u: Outline;
  readonly #terms: Float64Array;
  /** Counts of cells, by shown level of v times the stride + level of u; all 0 between two calls. */
  readonly #cells: Uint16Array | Uint32Array;
  /** Cells of v's background, by level of u. Those of u's repeated levels are u's own counts between two calls; no other is read. */
  readonly #rest: Uint32Array;
  /** Which cell each place of v's repeated levels is in. */
  readonly #visited: Uint16Array | Uint32Array;

  constructor({ terms, stride }: Outlines, u: Outline) {
    const places = terms.length - 1;
    this.#u = u;
    this.#terms = terms;
    this.#cells = whole(places, stride * stride);
    this.#rest = new Uint32Array(stride);
    this.#rest.set(u.counts);
    this.#visited = whole(stride * stride, places);
  }

  /** In double precision, natural logarithm; never below 0. */
  with({ places, shown, single, sum: sumV }: Outline): number {
    const { levels, counts, sum: sumU } = this.#u;
    const terms = this.#terms;
    const cells = this.#cells;
    const rest = this.#rest;
    const visited = this.#visited;
    // Only v's own places are visited: cells begin as if v were nothing but background, and each place of v moves one from
    // there to a cell of its own. Pairs of background places cost nothing.
    for (let k = 0; k < places.length; k++) {
      const level = levels[places[k]];
      const cell = shown[k] + level;
      rest[level]--;
      cells[cell]++;
      visited[k] = cell;
    }
    for (let k = 0; k < single.length; k++) rest[levels[single[k]]]--;
    let joint = 0;
    for (let k = 0; k < places.length; k++) {
      // A cell that was summed is empty when it is met again, and adds 0.
      const cell = visited[k];
      joint += terms[cells[cell]];
      cells[cell] = 0;
    }
    for (let level = 0; level < counts.length; level++) {
      joint += terms[rest[level]];
      rest[level] = counts[level];
    }
    const all = terms.length - 1;
    const information = (terms[all] + joint - sumU - sumV) / all;
    return information > 0 ? information : 0;
  }
}

/** Mutual information of two of the images. */
export function mutualInformation(images: Outlines, i: number, j: number): number {
  return new Row(images, images.all[i]).with(images.all[j]);
}

/**
 * The rows `from` to `to` (excluded) of the matrix of mutual information, as `Triangle.fill` takes them: independent pieces of work
 * whose results do not depend on how they are cut.
 */
export function miRows(images: Outlines, from: number, to: number): Float32Array {
  const n = images.all.length;
  const values = new Float32Array(Triangle.count(n, from, to));
  let at = 0;
  for (let i = from; i < to; i++) {
    const row = new Row(images, images.all[i]);
    for (let j = i + 1; j < n; j++) values[at++] = row.with(images.all[j]);
  }
  return values;
}
