import { cos, log, PI, sin } from './math.ts';

/**
 * Counter-based randomness: a draw is a function of (seed, keys, index), never of how many draws went before, so results
 * do not depend on the order of work or on who does it. Generator: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, *Parallel
 * random numbers: as easy as 1, 2, 3*, SC 2011).
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (other >>> 16);
}

/** Four random words from a counter (4 words) under a key (2 words), written to `out`. */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0 >>> 0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2 >>> 0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Kinds of draws use separate counters, so no two kinds of one stream share a word. */
const WORDS = 0;
const UNIFORM = 1;
const NORMAL = 2;
const PERMUTATION = 3;

const TWO_32 = 4294967296;
const TO_UNIT = 1 / 9007199254740992;

/** 53 bits from two words: a multiple of 2⁻⁵³ in [0, 1). */
const unit = (a: number, b: number): number => ((a >>> 5) * 67108864 + (b >>> 6)) * TO_UNIT;

export type StreamKey = string | number;

/** Draws of one purpose. Every method is a pure function of the stream's keys and its arguments. */
export class Stream {
  readonly #key: readonly [number, number, number, number];
  readonly #out = new Uint32Array(4);

  constructor(key: readonly [number, number, number, number]) {
    this.#key = key;
  }

  #block(kind: number, block: number): Uint32Array {
    const [k0, k1, c2, c3] = this.#key;
    philox((block % TWO_32) | 0, Math.floor(block / TWO_32) | (kind << 24), c2, c3, k0, k1, this.#out);
    return this.#out;
  }

  /** The i-th word: an integer in [0, 2³²). i is a non-negative integer below 2⁵³, here and below. */
  uint32(i: number): number {
    return this.#block(WORDS, Math.floor(i / 4))[i % 4];
  }

  /** The i-th uniform number: a multiple of 2⁻⁵³ in [0, 1). */
  uniform(i: number): number {
    const words = this.#block(UNIFORM, Math.floor(i / 2));
    return i % 2 === 0 ? unit(words[0], words[1]) : unit(words[2], words[3]);
  }

  /** The i-th standard normal number (Box and Muller, 1958; numbers 2j and 2j+1 come from one pair). */
  normal(i: number): number {
    const words = this.#block(NORMAL, Math.floor(i / 2));
    const radius = Math.sqrt(-2 * log(1 - unit(words[0], words[1])));
    const angle = 2 * PI * unit(words[2], words[3]);
    return i % 2 === 0 ? radius * cos(angle) : radius * sin(angle);
  }

  /** The i-th integer in [0, n), n at most 2³²; the bias is below n × 2⁻⁵³. */
  integer(i: number, n: number): number {
    return Math.floor(this.uniform(i) * n);
  }

  /** Fills `array` with words: element j gets draw `from` + j. Returns the array. */
  fillUint32(array: Uint32Array, from = 0): Uint32Array {
    for (let j = 0; j < array.length;) {
      const words = this.#block(WORDS, Math.floor((from + j) / 4));
      for (let w = (from + j) % 4; w < 4 && j < array.length; w++) array[j++] = words[w];
    }
    return array;
  }

  /** Fills `array` with uniform numbers of [low, high): element j gets draw `from` + j. Returns the array. */
  fillUniform<A extends Float32Array | Float64Array>(array: A, low = 0, high = 1, from = 0): A {
    const width = high - low;
    for (let j = 0; j < array.length;) {
      const words = this.#block(UNIFORM, Math.floor((from + j) / 2));
      if ((from + j) % 2 === 0) array[j++] = low + width * unit(words[0], words[1]);
      if (j < array.length) array[j++] = low + width * unit(words[2], words[3]);
    }
    return array;
  }

  /** Fills `array` with standard normal numbers: element j gets draw `from` + j. Returns the array. */
  fillNormal<A extends Float32Array | Float64Array>(array: A, from = 0): A {
    for (let j = 0; j < array.length;) {
      const words = this.#block(NORMAL, Math.floor((from + j) / 2));
      const radius = Math.sqrt(-2 * log(1 - unit(words[0], words[1])));
      const angle = 2 * PI * unit(words[2], words[3]);
      if ((from + j) % 2 === 0) array[j++] = radius * cos(angle);
      if (j < array.length) array[j++] = radius * sin(angle);
    }
    return array;
  }

  /** A random order of 0 … n−1 (Fisher and Yates). */
  permutation(n: number): Int32Array {
    return this.sample(n, n);
  }

  /** k of the numbers 0 … n−1 without repetition, in random order; the first k of `permutation(n)`. */
  sample(n: number, k: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = 0; i < k; i++) {
      const words = this.#block(PERMUTATION, i);
      const j = i + Math.floor(unit(words[0], words[1]) * (n - i));
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return k === n ? order : order.slice(0, k);
  }
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * The stream of a seed (integer, 0 … 2⁵³−1) and keys such as indicator, sample, purpose, step. Different lists of keys give
 * unrelated streams: `1` and `'1'` differ, and so do `'a', 'bc'` and `'ab', 'c'`.
 * Keys are absorbed word by word through Philox under the seed (each key with its type and length in front).
 * @throws RangeError when the seed is no such integer or a key no finite number.
 */
export function stream(seed: number, ...keys: readonly StreamKey[]): Stream {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed must be an integer from 0 to 2^53-1: ${seed}`);
  const k0 = seed | 0;
  const k1 = Math.floor(seed / TWO_32) | 0;
  const state = new Uint32Array(4);
  const absorb = (a: number, b: number) =>
    philox(state[0] ^ a, state[1] ^ b, state[2], state[3], k0, k1, state);
  absorb(keys.length, 0);
  for (const key of keys) {
    if (typeof key === 'number') {
      if (!Number.isFinite(key)) throw new RangeError(`a key must be finite: ${key}`);
      bits.setFloat64(0, key + 0);
      absorb(1, 0);
      absorb(bits.getUint32(0), bits.getUint32(4));
    } else {
      absorb(2, key.length);
      for (let i = 0; i < key.length; i += 2) absorb(key.charCodeAt(i), key.charCodeAt(i + 1) | 0);
    }
  }
  return new Stream([state[0], state[1], state[2], state[3]]);
}
