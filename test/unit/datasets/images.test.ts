import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { zipEntries } from '../../../src/datasets/formats/zip.ts';
import { decodeImage, imageHeader } from '../../../src/datasets/images/index.ts';
import { resized } from '../../../src/datasets/images/resize.ts';

interface Recorded {
  readonly decoded: Readonly<Record<string, { width: number; height: number; pixels: string }>>;
  readonly source: string;
  readonly resized: Readonly<Record<string, string>>;
}

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url)));
const recorded = JSON.parse(new TextDecoder().decode(bytesOf('images.json'))) as Recorded;
const files = new Map(
  zipEntries({ name: 'images.zip', bytes: bytesOf('images.zip') }).map((entry) => [entry.name, entry.read()]),
);
const decode64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** The picture's pixels as three channels. */
const coloured = (pixels: Uint8Array) =>
  Uint8Array.from(pixels.length ? [...pixels].flatMap((v) => [v, v, v]) : []);

describe('pixels are those of Pillow (libjpeg-turbo, zlib)', () => {
  it.each(Object.keys(recorded.decoded))('%s', (name) => {
    const expected = recorded.decoded[name];
    const picture = decodeImage(name, files.get(name)!);
    const header = imageHeader(name, files.get(name)!);
    expect([picture.width, picture.height, picture.channels]).toEqual([
      expected.width,
      expected.height,
      header.channels,
    ]);
    const pixels = decode64(expected.pixels);
    const ours = picture.pixels.length < pixels.length ? coloured(picture.pixels) : picture.pixels;
    expect(ours.length).toBe(pixels.length);
    let worst = 0;
    ours.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - pixels[i]))));
    expect(worst).toBe(0);
  });

  it('resizing too', () => {
    const source = decode64(recorded.source);
    const picture = { width: 21, height: 13, channels: 3 as const, pixels: source, translucent: false };
    for (const [size, expected] of Object.entries(recorded.resized)) {
      const [height, width] = size.split('x').map(Number);
      expect(resized(picture, height, width).pixels, size).toEqual(decode64(expected));
    }
  });

  it('headers tell depth, EXIF and alpha', () => {
    const headers = (name: string) => imageHeader(name, files.get(name)!);
    expect([headers('jpeg-turned').turned, headers('jpeg-444').turned]).toEqual([true, false]);
    expect([headers('png-grey-16').deep, headers('png-grey').deep]).toEqual([true, false]);
    const translucent = (name: string) => decodeImage(name, files.get(name)!).translucent;
    expect(['png-alpha', 'png-alpha-opaque', 'png-key', 'png-grey-alpha'].map(translucent)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(() => headers('jpeg-cmyk')).toThrow(/CMYK/);
    expect(() => headers('jpeg-arithmetic')).toThrow(/arithmetic/);
  });
});
