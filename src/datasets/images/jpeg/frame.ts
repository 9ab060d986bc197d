import { UserError } from '../../../messages/index.ts';

/**
 * Segments of a JPEG file (ITU-T T.81): baseline and progressive frames of 8 bits with Huffman coding, grey or three channels.
 */

export interface Component {
  readonly id: number;
  /** Sampling factors, across and down. */
  readonly h: number;
  readonly v: number;
  readonly quantisation: number;
  /** Samples there are, without padding. */
  readonly width: number;
  readonly height: number;
  /** Blocks of 8 × 8 in memory, a whole number of interleaved units. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
}

export interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly maxH: number;
  readonly maxV: number;
}

/** One segment: its marker and the body behind its length. */
export interface Segment {
  readonly marker: number;
  readonly body: Uint8Array;
  /** Where the bytes behind it begin. */
  readonly next: number;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DHT = 0xc4;
export const DQT = 0xdb;
export const DRI = 0xdd;
export const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP14 = 0xee;

export const broken = (name: string, cause?: unknown): UserError =>
  new UserError('datasets.image-broken', { name }, { cause });

/** SOF0 … SOF15 without DHT, JPG and DAC. */
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The segment whose marker is next at or behind `at`. */
export function segmentAt(name: string, bytes: Uint8Array, at: number): Segment {
  let from = at;
  while (from < bytes.length && bytes[from] !== 0xff) from++;
  while (from < bytes.length && bytes[from] === 0xff) from++;
  if (from >= bytes.length) throw broken(name);
  const marker = bytes[from];
  const alone = marker === SOI || marker === EOI || (marker >= 0xd0 && marker <= 0xd7) || marker <= 1;
  if (alone) return { marker, body: bytes.subarray(0, 0), next: from + 1 };
  const length = bytes[from + 1] * 256 + bytes[from + 2];
  const next = from + 1 + length;
  if (!(length >= 2) || next > bytes.length) throw broken(name);
  return { marker, body: bytes.subarray(from + 3, next), next };
}

/** The frame of a SOF segment. @throws UserError for kinds that are not read. */
export function frameOf(name: string, { marker, body }: Segment): Frame {
  if (marker > 0xc2 || body[0] !== 8) throw new UserError('datasets.jpeg-coding', { name });
  const height = body[1] * 256 + body[2];
  const width = body[3] * 256 + body[4];
  const count = body[5];
  if (count === 4) throw new UserError('datasets.jpeg-cmyk', { name });
  if ((count !== 1 && count !== 3) || body.length !== 6 + 3 * count || width === 0 || height === 0)
    throw broken(name);
  const raw = Array.from({ length: count }, (_, i) => {
    const [id, factors, quantisation] = body.subarray(6 + 3 * i, 9 + 3 * i);
    // A picture of one channel has no sampling to speak of.
    return count === 1
      ? { id, h: 1, v: 1, quantisation }
      : { id, h: factors >> 4, v: factors & 15, quantisation };
  });
  if (raw.some(({ h, v, quantisation }) => h < 1 || h > 4 || v < 1 || v > 4 || quantisation > 3))
    throw broken(name);
  const maxH = Math.max(...raw.map(({ h }) => h));
  const maxV = Math.max(...raw.map(({ v }) => v));
  if (raw.some(({ h, v }) => maxH % h !== 0 || maxV % v !== 0))
    throw new UserError('datasets.jpeg-coding', { name });
  const unitsAcross = Math.ceil(width / (8 * maxH));
  const unitsDown = Math.ceil(height / (8 * maxV));
  const components = raw.map((component) => ({
    ...component,
    width: Math.ceil((width * component.h) / maxH),
    height: Math.ceil((height * component.v) / maxV),
    blocksAcross: unitsAcross * component.h,
    blocksDown: unitsDown * component.v,
  }));
  return { progressive: marker === 0xc2, width, height, components, maxH, maxV };
}

/** The orientation that an EXIF segment asks for, 1 … 8; 1 where it asks for none. */
export function orientationOf(body: Uint8Array): number {
  const begins = [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => body[i] === byte);
  if (!begins || body.length < 20) return 1;
  const tiff = new DataView(body.buffer, body.byteOffset + 6, body.length - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, little) !== 0x0112) continue;
    const orientation = tiff.getUint16(at + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
