import { broken, type Component, type Frame } from './frame.ts';
import { Bits, type Huffman } from './huffman.ts';

/** Positions in a block of 8 × 8 in the order they are coded (T.81, figure A.6). */
export const ZIGZAG = Uint8Array.of(
  ...[
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21,
  ],
  ...[
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53,
    60, 61,
  ],
  ...[54, 47, 55, 62, 63],
);

/** A component within a scan. */
export interface Channel {
  readonly component: Component;
  /** Coefficients of all its blocks, row by row, each in natural order. */
  readonly coefficients: Int16Array;
  readonly dc?: Huffman;
  readonly ac?: Huffman;
}

export interface Scan {
  readonly frame: Frame;
  readonly channels: readonly Channel[];
  /** First and last coefficient, and the bits before and after, of a progressive scan. */
  readonly from: number;
  readonly to: number;
  readonly high: number;
  readonly low: number;
  readonly restartInterval: number;
}

type DecodeBlock = (channel: Channel, index: number, at: number) => void;

/** Ways to decode a block; differences of DC and runs of empty blocks go on until `reset`. */
class BlockDecoder {
  readonly #name: string;
  readonly #bits: Bits;
  readonly #scan: Scan;
  readonly #dc: Int32Array;
  #empty = 0;

  constructor(name: string, bits: Bits, scan: Scan) {
    this.#name = name;
    this.#bits = bits;
    this.#scan = scan;
    this.#dc = new Int32Array(scan.channels.length);
  }

  reset(): void {
    this.#dc.fill(0);
    this.#empty = 0;
  }

  get decode(): DecodeBlock {
    const { frame, from, high } = this.#scan;
    if (!frame.progressive) return this.#sequential;
    if (from === 0) return high === 0 ? this.#dcFirst : this.#dcMore;
    return high === 0 ? this.#acFirst : this.#acMore;
  }

  #table(table: Huffman | undefined): Huffman {
    if (!table) throw broken(this.#name);
    return table;
  }

  #difference(channel: Channel, index: number): number {
    const size = this.#bits.symbol(this.#table(channel.dc));
    if (size > 15) throw broken(this.#name);
    this.#dc[index] += this.#bits.signed(size);
    return this.#dc[index];
  }

  readonly #sequential: DecodeBlock = (channel, index, at) => {
    const { coefficients } = channel;
    const bits = this.#bits;
    coefficients[at] = this.#difference(channel, index);
    const ac = this.#table(channel.ac);
    for (let k = 1; k < 64; k++) {
      const symbol = bits.symbol(ac);
      const size = symbol & 15;
      k += symbol >> 4;
      if (size === 0) {
        if (symbol !== 0xf0) return;
        continue;
      }
      if (k > 63) throw broken(this.#name);
      coefficients[at + ZIGZAG[k]] = bits.signed(size);
    }
  };

  readonly #dcFirst: DecodeBlock = (channel, index, at) => {
    channel.coefficients[at] = this.#difference(channel, index) << this.#scan.low;
  };

  readonly #dcMore: DecodeBlock = ({ coefficients }, _, at) => {
    if (this.#bits.bit()) coefficients[at] |= 1 << this.#scan.low;
  };

  readonly #acFirst: DecodeBlock = (channel, _, at) => {
    if (this.#empty > 0) {
      this.#empty--;
      return;
    }
    const { to, low } = this.#scan;
    const bits = this.#bits;
    const ac = this.#table(channel.ac);
    for (let k = this.#scan.from; k <= to; k++) {
      const symbol = bits.symbol(ac);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        this.#empty = (1 << run) + bits.take(run) - 1;
        return;
      }
      k += run;
      if (size === 0) continue;
      if (k > to) throw broken(this.#name);
      channel.coefficients[at + ZIGZAG[k]] = bits.signed(size) << low;
    }
  };

  /** One more bit of each coefficient that is not 0 yet known to be so; new ones have this bit alone (T.81, G.1.2.3). */
  readonly #acMore: DecodeBlock = (channel, _, at) => {
    const { to, low } = this.#scan;
    const { coefficients } = channel;
    const bits = this.#bits;
    const bit = 1 << low;
    const refine = (place: number) => {
      const value = coefficients[place];
      if (bits.bit() && (value & bit) === 0) coefficients[place] = value + (value >= 0 ? bit : -bit);
    };
    let k = this.#scan.from;
    if (this.#empty === 0) {
      const ac = this.#table(channel.ac);
      for (; k <= to; k++) {
        const symbol = bits.symbol(ac);
        let run = symbol >> 4;
        let fresh = 0;
        if ((symbol & 15) !== 0) fresh = bits.bit() ? bit : -bit;
        else if (run < 15) {
          this.#empty = (1 << run) + bits.take(run);
          break;
        }
        for (; k <= to; k++) {
          const place = at + ZIGZAG[k];
          if (coefficients[place] !== 0) refine(place);
          else if (--run < 0) break;
        }
        if (fresh !== 0) {
          if (k > to) throw broken(this.#name);
          coefficients[at + ZIGZAG[k]] = fresh;
        }
      }
    }
    if (this.#empty === 0) return;
    for (; k <= to; k++) {
      const place = at + ZIGZAG[k];
      if (coefficients[place] !== 0) refine(place);
    }
    this.#empty--;
  };
}

/** For each unit of a scan, `visit` its blocks: interleaved where there are several components. */
function units({ frame, channels }: Scan, decode: DecodeBlock): { count: number; visit(unit: number): void } {
  if (channels.length === 1) {
    const [channel] = channels;
    const { width, height, blocksAcross } = channel.component;
    const across = Math.ceil(width / 8);
    return {
      count: across * Math.ceil(height / 8),
      visit(unit) {
        const row = Math.floor(unit / across);
        decode(channel, 0, 64 * (row * blocksAcross + (unit - row * across)));
      },
    };
  }
  const across = Math.ceil(frame.width / (8 * frame.maxH));
  return {
    count: across * Math.ceil(frame.height / (8 * frame.maxV)),
    visit(unit) {
      const row = Math.floor(unit / across);
      const column = unit - row * across;
      for (let index = 0; index < channels.length; index++) {
        const { h, v, blocksAcross } = channels[index].component;
        for (let y = 0; y < v; y++) {
          const first = (row * v + y) * blocksAcross + column * h;
          for (let x = 0; x < h; x++) decode(channels[index], index, 64 * (first + x));
        }
      }
    },
  };
}

/** Decodes the entropy-coded data that begin at `at`; returns where they end. @throws UserError when they are damaged. */
export function decodeScan(name: string, bytes: Uint8Array, at: number, scan: Scan): number {
  const bits = new Bits(name, bytes, at);
  const blocks = new BlockDecoder(name, bits, scan);
  const { count, visit } = units(scan, blocks.decode);
  const { restartInterval } = scan;
  for (let unit = 0; unit < count; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.restart();
      blocks.reset();
    }
    visit(unit);
  }
  return bits.position;
}
