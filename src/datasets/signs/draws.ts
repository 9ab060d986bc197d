import type { Stream } from '../../numeric/random.ts';

/** The numbers that decide one picture, taken one after the other from its own stream. */
export class Draws {
  readonly #stream: Stream;
  #next = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#stream.uniform(this.#next++);
  }

  /** True with a probability. */
  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.between(0, list.length))];
  }

  /** Around 0, from −reach to reach, the middle likelier than the ends (sum of two uniform numbers). */
  around(reach: number): number {
    return reach * (this.between(0, 1) + this.between(0, 1) - 1);
  }
}
