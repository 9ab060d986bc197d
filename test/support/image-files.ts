import { zlibSync } from 'fflate';
import { crc32 } from '../../src/datasets/formats/crc32.ts';
import { ascii } from './data-files.ts';

const word = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

function chunk(kind: string, body: Uint8Array): number[] {
  const content = Uint8Array.of(...ascii(kind), ...body);
  return [...word(body.length), ...content, ...word(crc32(content))];
}

/** A PNG of 8 bits a channel, without filters; `claimed` stands in its header in place of the real size. */
export function pngFile(
  width: number,
  height: number,
  channels: 1 | 3,
  values: ArrayLike<number>,
  claimed: readonly [width: number, height: number] = [width, height],
): Uint8Array<ArrayBuffer> {
  const row = width * channels;
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++)
    for (let i = 0; i < row; i++) rows[y * (row + 1) + 1 + i] = values[y * row + i];
  const header = Uint8Array.of(...word(claimed[0]), ...word(claimed[1]), 8, channels === 1 ? 0 : 2, 0, 0, 0);
  return Uint8Array.of(
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', header),
    ...chunk('IDAT', zlibSync(rows)),
    ...chunk('IEND', new Uint8Array(0)),
  );
}

/** A grey PNG of one value. */
export const greyPng = (value: number, width = 2, height = 2): Uint8Array<ArrayBuffer> =>
  pngFile(width, height, 1, new Uint8Array(width * height).fill(value));
