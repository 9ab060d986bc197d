import fc from 'fast-check';
import type { GeneratorValue } from 'fast-check';

/** Values whose sums with multiples of 2⁻⁶ are exact in float32. */
const grid = 1 / 64;

/** A small generator for values; shapes and attributes come from fast-check itself, so that they shrink. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const sizeOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);

/** Random shapes, attributes and values for one test case. */
export class Draw {
  readonly #generate: GeneratorValue;
  readonly #random: () => number;

  constructor(generate: GeneratorValue) {
    this.#generate = generate;
    this.#random = mulberry(generate(fc.nat));
  }

  int(min: number, max: number): number {
    return this.#generate(fc.integer, { min, max });
  }

  chance(): boolean {
    return this.#generate(fc.boolean);
  }

  pick<T>(...choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)];
  }

  /** A shape of `rank` small dimensions. */
  shape(rank = this.int(1, 4), max = rank > 2 ? 3 : 5): number[] {
    return Array.from({ length: rank }, () => this.int(1, max));
  }

  /** A shape that broadcasts to `shape`. */
  narrower(shape: readonly number[]): number[] {
    const drop = this.int(0, shape.length);
    return shape.slice(drop).map((dim) => (this.chance() ? 1 : dim));
  }

  axis(rank: number): number {
    return this.int(-rank, rank - 1);
  }

  /** Some axes in order, possibly counted from the end. */
  axes(rank: number, least = 1): number[] {
    const chosen = Array.from({ length: rank }, (_, axis) => axis).filter(() => this.chance());
    while (chosen.length < least) {
      const extra = this.int(0, rank - 1);
      if (!chosen.includes(extra)) chosen.push(extra);
    }
    return chosen.sort((a, b) => a - b).map((axis) => (this.chance() ? axis : axis - rank));
  }

  permutation(length: number): number[] {
    const rest = Array.from({ length }, (_, index) => index);
    return Array.from({ length }, () => rest.splice(this.int(0, rest.length - 1), 1)[0]);
  }

  values(dims: readonly number[], low = -2, high = 2): number[] {
    return Array.from({ length: sizeOf(dims) }, () => this.#between(low, high));
  }

  /** Values at least `margin` away from each of the kinks. */
  away(dims: readonly number[], kinks: readonly number[], low = -2, high = 2, margin = 0.2): number[] {
    const value = (): number => {
      const candidate = this.#between(low, high);
      return kinks.some((kink) => Math.abs(candidate - kink) < margin) ? value() : candidate;
    };
    return Array.from({ length: sizeOf(dims) }, value);
  }

  /** Values that differ from each other by at least `gap`, and of these `of` sets, `index` keeps apart from the others. */
  distinct(dims: readonly number[], of = 1, index = 0, gap = 0.25): number[] {
    const count = sizeOf(dims);
    const places = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(this.#random() * (i + 1));
      [places[i], places[j]] = [places[j], places[i]];
    }
    return places.map((place) => ((place - Math.floor(count / 2)) * of + index) * gap);
  }

  #between(low: number, high: number): number {
    return Math.round((low + this.#random() * (high - low)) / grid) * grid;
  }
}
