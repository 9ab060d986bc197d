import type { ImageFormat, ImageHeader, Picture } from '../types.ts';
import {
  APP0,
  APP1,
  APP14,
  broken,
  DHT,
  DQT,
  DRI,
  EOI,
  frameOf,
  isFrame,
  orientationOf,
  segmentAt,
  SOS,
  type Frame,
  type Segment,
} from './frame.ts';
import { huffmanTable, type Huffman } from './huffman.ts';
import { inverseDct } from './idct.ts';
import { decodeScan, ZIGZAG, type Channel, type Scan } from './scan.ts';
import { upsampled, type Plane } from './upsample.ts';

/** JPEG (ITU-T T.81), decoded as libjpeg-turbo does with its defaults: the same pixels as Pillow, OpenCV and torchvision. */

/** A picture has about ten scans; more are a way to waste time. */
const SCAN_LIMIT = 100;

/** What the segments before and between scans have said. */
interface Tables {
  readonly quantisation: (Uint16Array | undefined)[];
  readonly dc: (Huffman | undefined)[];
  readonly ac: (Huffman | undefined)[];
  restartInterval: number;
  jfif: boolean;
  /** The colour transform of an Adobe segment. */
  adobe?: number;
}

function readQuantisation(name: string, body: Uint8Array, tables: Tables): void {
  for (let at = 0; at < body.length;) {
    const wide = body[at] >> 4;
    const id = body[at] & 15;
    const size = wide ? 128 : 64;
    if (wide > 1 || id > 3 || at + 1 + size > body.length) throw broken(name);
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++) {
      const from = at + 1 + k * (wide + 1);
      table[ZIGZAG[k]] = wide ? body[from] * 256 + body[from + 1] : body[from];
    }
    tables.quantisation[id] = table;
    at += 1 + size;
  }
}

function readHuffman(name: string, body: Uint8Array, tables: Tables): void {
  for (let at = 0; at < body.length;) {
    const kind = body[at] >> 4;
    const id = body[at] & 15;
    const counts = body.subarray(at + 1, at + 17);
    const size = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + size;
    if (kind > 1 || id > 3 || size > 256 || end > body.length) throw broken(name);
    tables[kind === 0 ? 'dc' : 'ac'][id] = huffmanTable(name, counts, body.slice(at + 17, end));
    at = end;
  }
}

const starts = (body: Uint8Array, text: string): boolean =>
  [...text].every((letter, i) => body[i] === letter.charCodeAt(0));

function readTables(name: string, { marker, body }: Segment, tables: Tables): void {
  if (marker === DQT) readQuantisation(name, body, tables);
  else if (marker === DHT) readHuffman(name, body, tables);
  else if (marker === DRI) tables.restartInterval = body[0] * 256 + body[1];
  else if (marker === APP0) tables.jfif ||= starts(body, 'JFIF');
  else if (marker === APP14 && starts(body, 'Adobe') && body.length >= 12) tables.adobe = body[11];
}

function scanOf(
  name: string,
  body: Uint8Array,
  frame: Frame,
  coefficients: readonly Int16Array[],
  tables: Tables,
): Scan {
  const count = body[0];
  if (!(count >= 1 && count <= frame.components.length) || body.length !== 4 + 2 * count) throw broken(name);
  const channels = Array.from({ length: count }, (_, i): Channel => {
    const [id, selectors] = body.subarray(1 + 2 * i, 3 + 2 * i);
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) throw broken(name);
    return {
      component: frame.components[index],
      coefficients: coefficients[index],
      dc: tables.dc[selectors >> 4],
      ac: tables.ac[selectors & 15],
    };
  });
  const [from, to, bits] = body.subarray(1 + 2 * count);
  const scan = { frame, channels, from, to, high: bits >> 4, low: bits & 15 };
  const sound = from === 0 ? to === 0 : from <= to && to <= 63 && count === 1;
  if (frame.progressive && (!sound || scan.low > 13)) throw broken(name);
  return { ...scan, restartInterval: tables.restartInterval };
}

/** The samples of a component, decoded block by block. */
function planeOf(
  { components }: Frame,
  index: number,
  coefficients: Int16Array,
  quantisation: Uint16Array,
): Plane {
  const { width, height, blocksAcross, blocksDown } = components[index];
  const stride = 8 * blocksAcross;
  const values = new Uint8Array(stride * 8 * blocksDown);
  for (let row = 0; row < blocksDown; row++) {
    for (let column = 0; column < blocksAcross; column++) {
      const block = 64 * (row * blocksAcross + column);
      inverseDct(coefficients, block, quantisation, values, 8 * (row * stride + column), stride);
    }
  }
  return { width, height, stride, values };
}

/** Whether three channels are luminance and colour differences, as libjpeg guesses it. */
function isYcc({ jfif, adobe }: Tables, { components }: Frame): boolean {
  if (jfif) return true;
  if (adobe !== undefined) return adobe !== 0;
  return components.map(({ id }) => String.fromCharCode(id)).join('') !== 'RGB';
}

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Pixels from full planes; the colour transform is ITU-R BT.601 in 16-bit integers, as in `jdcolor.c`. */
function pixelsOf({ width, height }: Frame, planes: readonly Plane[], ycc: boolean): Uint8Array {
  const channels = planes.length;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const first = planes[0].values[y * planes[0].stride + x];
      if (channels === 1) {
        pixels[to] = first;
        continue;
      }
      const second = planes[1].values[y * planes[1].stride + x];
      const third = planes[2].values[y * planes[2].stride + x];
      if (!ycc) {
        pixels.set([first, second, third], to);
        continue;
      }
      const blue = second - 128;
      const red = third - 128;
      pixels[to] = clamp(first + ((91881 * red + 32768) >> 16));
      pixels[to + 1] = clamp(first + ((-22554 * blue - 46802 * red + 32768) >> 16));
      pixels[to + 2] = clamp(first + ((116130 * blue + 32768) >> 16));
    }
  }
  return pixels;
}

function decode(name: string, bytes: Uint8Array): Picture {
  const tables: Tables = { quantisation: [], dc: [], ac: [], restartInterval: 0, jfif: false };
  let frame: Frame | undefined;
  let coefficients: Int16Array[] = [];
  let scans = 0;
  // Tables may be redefined behind the scan they serve: a component keeps those of its first scan.
  const quantisation: (Uint16Array | undefined)[] = [];
  for (let at = 2; ;) {
    const segment = segmentAt(name, bytes, at);
    at = segment.next;
    if (segment.marker === EOI) break;
    if (isFrame(segment.marker)) {
      if (frame) throw broken(name);
      frame = frameOf(name, segment);
      coefficients = frame.components.map(
        ({ blocksAcross, blocksDown }) => new Int16Array(64 * blocksAcross * blocksDown),
      );
    } else if (segment.marker === SOS) {
      if (!frame || ++scans > SCAN_LIMIT) throw broken(name);
      const scan = scanOf(name, segment.body, frame, coefficients, tables);
      for (const { component } of scan.channels)
        quantisation[frame.components.indexOf(component)] ??= tables.quantisation[component.quantisation];
      at = decodeScan(name, bytes, at, scan);
    } else readTables(name, segment, tables);
  }
  if (!frame) throw broken(name);
  const whole = frame;
  const planes = whole.components.map(({ h, v }, index) => {
    const table = quantisation[index];
    if (!table) throw broken(name);
    const plane = planeOf(whole, index, coefficients[index], table);
    return upsampled(plane, whole.maxH / h, whole.maxV / v);
  });
  const { width, height } = whole;
  const channels = planes.length === 1 ? 1 : 3;
  const pixels = pixelsOf(whole, planes, channels === 3 && isYcc(tables, whole));
  return { width, height, channels, pixels, translucent: false };
}

function header(name: string, bytes: Uint8Array): ImageHeader {
  let turned = false;
  for (let at = 2; ;) {
    const segment = segmentAt(name, bytes, at);
    at = segment.next;
    if (segment.marker === APP1) turned ||= orientationOf(segment.body) !== 1;
    if (segment.marker === EOI || segment.marker === SOS) throw broken(name);
    if (!isFrame(segment.marker)) continue;
    const { width, height, components } = frameOf(name, segment);
    // Every block of the first channel takes at least one bit.
    if (Math.ceil(width / 8) * Math.ceil(height / 8) > 8 * bytes.length) throw broken(name);
    return { width, height, channels: components.length === 1 ? 1 : 3, deep: false, turned };
  }
}

export const jpeg: ImageFormat = {
  id: 'JPEG',
  matches: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  header,
  decode,
};
