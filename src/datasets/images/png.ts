import { Unzlib } from 'fflate';
import { UserError } from '../../messages/index.ts';
import { crc32 } from '../formats/crc32.ts';
import { DEFLATE_RATIO } from '../limits.ts';
import type { ImageFormat, ImageHeader, Picture } from './types.ts';

/**
 * PNG (ISO/IEC 15948, third edition): grey, colour and palette of 1 to 16 bits, with or without alpha, interlaced or not. The size
 * of the pixels follows from the header; data are expanded to that size and not one byte further. Of 16 bits the upper 8
 * are kept; gamma and colour profiles are left aside, as Pillow, OpenCV and torchvision leave them.
 */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PIECE = 65_536;

const GREY = 0;
const COLOUR = 2;
const PALETTE = 3;
const GREY_ALPHA = 4;
const COLOUR_ALPHA = 6;

/** Values a pixel has in the file, and depths it may have, by colour type. */
const TYPES: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  [GREY]: { samples: 1, depths: [1, 2, 4, 8, 16] },
  [COLOUR]: { samples: 3, depths: [8, 16] },
  [PALETTE]: { samples: 1, depths: [1, 2, 4, 8] },
  [GREY_ALPHA]: { samples: 2, depths: [8, 16] },
  [COLOUR_ALPHA]: { samples: 4, depths: [8, 16] },
};

/** First column and row, and steps, of the seven passes of Adam7; a picture that is not interlaced is one pass. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlaced: boolean;
}

interface Content extends Layout {
  readonly palette?: Uint8Array;
  /** tRNS: alpha of palette entries, or the one grey or colour that is transparent. */
  readonly transparency?: Uint8Array;
  readonly data: readonly Uint8Array[];
}

const broken = (name: string, cause?: unknown): UserError =>
  new UserError('datasets.image-broken', { name }, { cause });

function layoutOf(name: string, bytes: Uint8Array): Layout {
  if (bytes.length < 33) throw broken(name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, type, compression, filter, interlace] = bytes.subarray(24, 29);
  const known = TYPES[type]?.depths.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  const isHeader = view.getUint32(8) === 13 && view.getUint32(12) === 0x49484452;
  if (!isHeader || !known || width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff)
    throw broken(name);
  return { width, height, depth, type, interlaced: interlace === 1 };
}

function contentOf(name: string, bytes: Uint8Array): Content {
  const layout = layoutOf(name, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw broken(name);
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw broken(name);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, end);
    const critical = (bytes[at + 4] & 32) === 0;
    if (critical && crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) throw broken(name);
    if (kind === 'IEND') break;
    if (kind === 'IDAT') data.push(body);
    else if (kind === 'PLTE') palette = body;
    else if (kind === 'tRNS') transparency = body;
    at = end + 4;
  }
  if (layout.type === PALETTE && (!palette || palette.length % 3 !== 0)) throw broken(name);
  return { ...layout, palette, transparency, data };
}

/** Each pass with its size in pixels and bytes of a row, its filter byte left out. */
function passesOf({ width, height, depth, type, interlaced }: Layout) {
  return (interlaced ? ADAM7 : WHOLE)
    .map(([x, y, dx, dy]) => {
      const columns = Math.max(0, Math.ceil((width - x) / dx));
      const rows = Math.max(0, Math.ceil((height - y) / dy));
      return { x, y, dx, dy, columns, rows, bytes: Math.ceil((columns * depth * TYPES[type].samples) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

const expandedSize = (layout: Layout): number =>
  passesOf(layout).reduce((sum, { rows, bytes }) => sum + rows * (bytes + 1), 0);

/** The expanded data, exactly as many bytes as the header makes of it. */
function expanded(name: string, content: Content): Uint8Array {
  const out = new Uint8Array(expandedSize(content));
  let length = 0;
  const stream = new Unzlib();
  stream.ondata = (piece) => {
    if (length + piece.length > out.length) throw broken(name);
    out.set(piece, length);
    length += piece.length;
  };
  try {
    for (const body of content.data) {
      for (let at = 0; at < body.length; at += PIECE) stream.push(body.subarray(at, at + PIECE));
    }
  } catch (cause) {
    throw cause instanceof UserError ? cause : broken(name, cause);
  }
  if (length < out.length) throw broken(name);
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Takes a row's filter off in place; `previous` is where the row above begins, −1 for none. */
function unfilter(
  name: string,
  bytes: Uint8Array,
  at: number,
  size: number,
  previous: number,
  step: number,
): void {
  const filter = bytes[at - 1];
  if (filter > 4) throw broken(name);
  if (filter === 0) return;
  for (let i = 0; i < size; i++) {
    const left = i >= step ? bytes[at + i - step] : 0;
    const above = previous >= 0 ? bytes[previous + i] : 0;
    const corner = previous >= 0 && i >= step ? bytes[previous + i - step] : 0;
    const guess =
      filter === 1
        ? left
        : filter === 2
          ? above
          : filter === 3
            ? (left + above) >> 1
            : paeth(left, above, corner);
    bytes[at + i] = (bytes[at + i] + guess) & 255;
  }
}

/** Grey of fewer than 8 bits spreads over 0 … 255. */
const SPREAD: Readonly<Record<number, number>> = { 1: 255, 2: 85, 4: 17, 8: 1, 16: 1 };

function colourOf(type: number, palette: Uint8Array | undefined): boolean {
  if (type === PALETTE) return !palette || palette.some((value, i) => value !== palette[i - (i % 3)]);
  return type === COLOUR || type === COLOUR_ALPHA;
}

function decode(name: string, bytes: Uint8Array): Picture {
  const content = contentOf(name, bytes);
  const { width, height, depth, type, palette, transparency } = content;
  const raw = expanded(name, content);
  const { samples } = TYPES[type];
  const channels = colourOf(type, palette) ? 3 : 1;
  const pixels = new Uint8Array(width * height * channels);
  const step = Math.max(1, (depth * samples) / 8);
  const size = depth / 8;
  let translucent = false;
  /** A sample of a row, and its lower byte where there is one. */
  const sample = (row: number, index: number): number => {
    if (depth >= 8) return raw[row + index * size];
    const bit = index * depth;
    return (raw[row + (bit >> 3)] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  };
  const wide = (row: number, index: number): number =>
    depth === 16 ? raw[row + 2 * index] * 256 + raw[row + 2 * index + 1] : sample(row, index);
  const keyed = type === GREY || type === COLOUR ? transparency : undefined;
  const isKey = (row: number, first: number): boolean => {
    if (!keyed || keyed.length < 2 * samples) return false;
    for (let s = 0; s < samples; s++)
      if (wide(row, first + s) !== keyed[2 * s] * 256 + keyed[2 * s + 1]) return false;
    return true;
  };
  const alphaAt = samples === 2 || samples === 4 ? samples - 1 : -1;
  const opaque = depth === 16 ? 65_535 : 255;

  let at = 0;
  for (const { x, y, dx, dy, columns, rows, bytes: rowBytes } of passesOf(content)) {
    let previous = -1;
    for (let r = 0; r < rows; r++) {
      const row = at + 1;
      unfilter(name, raw, row, rowBytes, previous, step);
      previous = row;
      at = row + rowBytes;
      for (let c = 0; c < columns; c++) {
        const to = ((y + r * dy) * width + x + c * dx) * channels;
        const first = c * samples;
        if (type === PALETTE) {
          const entry = sample(row, c);
          if (3 * entry >= palette!.length) throw broken(name);
          for (let k = 0; k < channels; k++) pixels[to + k] = palette![3 * entry + k];
          translucent ||= (transparency?.[entry] ?? 255) < 255;
          continue;
        }
        for (let k = 0; k < channels; k++) pixels[to + k] = sample(row, first + k) * SPREAD[depth];
        translucent ||= alphaAt >= 0 ? wide(row, first + alphaAt) < opaque : isKey(row, first);
      }
    }
  }
  return { width, height, channels, pixels, translucent };
}

function header(name: string, bytes: Uint8Array): ImageHeader {
  const layout = layoutOf(name, bytes);
  if (expandedSize(layout) > bytes.length * DEFLATE_RATIO) throw broken(name);
  const { width, height, depth, type } = layout;
  const palette = type === PALETTE ? contentOf(name, bytes).palette : undefined;
  return { width, height, channels: colourOf(type, palette) ? 3 : 1, deep: depth === 16, turned: false };
}

export const png: ImageFormat = {
  id: 'PNG',
  matches: (bytes) => SIGNATURE.every((byte, i) => bytes[i] === byte),
  header,
  decode,
};
