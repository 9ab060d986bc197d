import { broken } from './frame.ts';

const LOOK = 9;

/** A Huffman table: codes of up to 9 bits by look-up, longer ones by length. */
export interface Huffman {
  /** By the next 9 bits: length · 256 + symbol; 0 where the code is longer. */
  readonly short: Uint16Array;
  /** Largest code of each length, −1 where there is none. */
  readonly last: Int32Array;
  /** What to add to a code of a length to get its symbol's position. */
  readonly offset: Int32Array;
  readonly symbols: Uint8Array;
}

/** The table of counts of codes of 1 … 16 bits and their symbols in order of the codes (T.81, annex C). */
export function huffmanTable(name: string, counts: Uint8Array, symbols: Uint8Array): Huffman {
  const short = new Uint16Array(1 << LOOK);
  const last = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  let code = 0;
  let position = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1];
    offset[length] = position - code;
    for (let i = 0; i < count; i++, code++, position++) {
      if (code >= 1 << length) throw broken(name);
      if (length > LOOK) continue;
      const entry = length * 256 + symbols[position];
      short.fill(entry, code << (LOOK - length), (code + 1) << (LOOK - length));
    }
    if (count > 0) last[length] = code - 1;
    code <<= 1;
  }
  return { short, last, offset, symbols };
}

/** Bits of entropy-coded data: stuffed zeros are taken out, and a marker ends them. */
export class Bits {
  readonly #name: string;
  readonly #bytes: Uint8Array;
  /** Where the next byte is read. */
  #at: number;
  #held = 0;
  #count = 0;
  /** Bits of zeros that were lent behind the end, so that codes can be looked up there. */
  #lent = 0;

  constructor(name: string, bytes: Uint8Array, at: number) {
    this.#name = name;
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Where the marker behind the data lies. */
  get position(): number {
    return this.#at;
  }

  #fill(): void {
    while (this.#count <= 16) {
      let byte = this.#bytes[this.#at];
      if (byte === 0xff && this.#bytes[this.#at + 1] === 0) this.#at += 2;
      else if (byte === undefined || byte === 0xff) {
        byte = 0;
        this.#lent += 8;
      } else this.#at++;
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
  }

  #drop(count: number): void {
    this.#count -= count;
    // What was lent may be looked at, not used.
    if (this.#count < this.#lent) throw broken(this.#name);
  }

  bit(): number {
    return this.take(1);
  }

  /** The next `count` bits, at most 16. */
  take(count: number): number {
    if (count === 0) return 0;
    if (this.#count < count) this.#fill();
    const value = (this.#held >>> (this.#count - count)) & ((1 << count) - 1);
    this.#drop(count);
    return value;
  }

  /** The next `count` bits as a signed difference (T.81, F.2.2.1). */
  signed(count: number): number {
    const value = this.take(count);
    return count === 0 || value >= 1 << (count - 1) ? value : value - (1 << count) + 1;
  }

  symbol(table: Huffman): number {
    if (this.#count < 16) this.#fill();
    const look = (this.#held >>> (this.#count - LOOK)) & ((1 << LOOK) - 1);
    const entry = table.short[look];
    if (entry !== 0) {
      this.#drop(entry >>> 8);
      return entry & 255;
    }
    for (let length = LOOK + 1; length <= 16; length++) {
      const code = (this.#held >>> (this.#count - length)) & ((1 << length) - 1);
      if (code > table.last[length]) continue;
      this.#drop(length);
      return table.symbols[code + table.offset[length]];
    }
    throw broken(this.#name);
  }

  /** Goes on behind a restart marker. */
  restart(): void {
    this.#held = 0;
    this.#count = 0;
    this.#lent = 0;
    const bytes = this.#bytes;
    while (bytes[this.#at] === 0xff && bytes[this.#at + 1] === 0xff) this.#at++;
    const marker = bytes[this.#at + 1];
    if (bytes[this.#at] !== 0xff || !(marker >= 0xd0 && marker <= 0xd7)) throw broken(this.#name);
    this.#at += 2;
  }
}
