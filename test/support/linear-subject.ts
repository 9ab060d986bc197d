import type { ImageDataset } from '../../src/datasets/types.ts';
import { stream } from '../../src/numeric/random.ts';
import { LinearOracle } from './linear-oracle.ts';
import { images } from './run-indicator.ts';

const SIZE = 16;
const CLASSES = 4;

/** 4×4 images on a grid of 1/16 and a linear model of 4 classes that takes nine in ten of them for what they are. */
export function linearSubject(
  count: number,
  step: number | undefined = 1 / 16,
): { oracle: LinearOracle; dataset: ImageDataset } {
  const draws = stream(1, 'weights');
  const weights = Array.from({ length: CLASSES }, (_, c) =>
    Array.from({ length: SIZE }, (__, i) => draws.normal(c * SIZE + i)),
  );
  const oracle = new LinearOracle({ weights, bias: weights.map(() => 0) });
  const x = stream(1, 'x')
    .fillUniform(new Float32Array(count * SIZE))
    .map((value) => Math.round(value * 16) / 16);
  const y = Int32Array.from({ length: count }, (_, i) => {
    const z = oracle.logitsOf(x.subarray(i * SIZE, (i + 1) * SIZE));
    const top = z.indexOf(Math.max(...z));
    return i % 10 === 9 ? (top + 1) % CLASSES : top;
  });
  return { oracle, dataset: images(x, y, [1, 4, 4], CLASSES, step) };
}
