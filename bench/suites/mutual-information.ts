import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { greyLevels } from '../../src/extraction/drmi/levels.ts';
import { miRows, outlines } from '../../src/extraction/drmi/mutual-information.ts';
import { sharedFolder } from '../measure.ts';

const SIZE = 784;
const ROUNDS = 3;

/** The first images of MNIST's training part. */
async function mnist(count: number) {
  const file = join(sharedFolder(), 'datasets/mnist/train-images-idx3-ubyte.gz');
  const pixels = gunzipSync(await readFile(file)).subarray(16, 16 + count * SIZE);
  return {
    data: Float32Array.from(pixels, (pixel) => pixel / 255),
    count,
    size: SIZE,
    shape: [1, 28, 28],
    box: { low: 0, high: 1 },
    kind: 'image',
  } as const;
}

/** The matrix of mutual information of MNIST images on one core, in seconds and per pair, and what 10,000 images come to. */
export async function run(print: (line: string) => void): Promise<void> {
  for (const count of [1000, 2000]) {
    const images = await mnist(count);
    const pairs = (count * (count - 1)) / 2;
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      miRows(outlines(greyLevels(images)), 0, count);
      seconds.push((performance.now() - start) / 1000);
    }
    const best = Math.min(...seconds);
    const perPair = (1e6 * best) / pairs;
    const allSeconds = (perPair * 10_000 * 9999) / 2 / 1e6;
    print(
      `${count} images, ${pairs} pairs: ${seconds.map((s) => s.toFixed(2)).join(', ')} s; ${perPair.toFixed(2)} µs a pair at best; ` +
        `10,000 images: ${allSeconds.toFixed(0)} s on one core, ${(allSeconds / 2).toFixed(0)} s on two.`,
    );
  }
}
