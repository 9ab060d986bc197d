import type { Inputs } from '../types.ts';
import { centred, correlationRows } from './correlation.ts';
import { levelsOf } from './levels.ts';
import { miRows, outlines } from './mutual-information.ts';
import { Triangle } from './triangle.ts';

/** What a matrix says of each pair of inputs. */
export type PairMeasure = 'mutual-information' | 'correlation';

/** The rows `from` to `to` (excluded) of a matrix, as `Triangle.fill` takes them. */
export type Rows = (from: number, to: number) => Float32Array;

const measures: Record<PairMeasure, (inputs: Inputs) => Rows> = {
  'mutual-information': (inputs) => {
    const images = outlines(levelsOf(inputs));
    return (from, to) => miRows(images, from, to);
  },
  correlation: (inputs) => {
    const rows = centred(inputs);
    return (from, to) => correlationRows(rows, inputs.size, from, to);
  },
};

/** Rows of a matrix over all pairs of inputs, prepared once; they do not depend on how they are cut over workers. */
export const pairRows = (measure: PairMeasure, inputs: Inputs): Rows => measures[measure](inputs);

/** The whole matrix, on this thread: about 1 µs a pair of MNIST images. */
export function pairMatrix(measure: PairMeasure, inputs: Inputs): Triangle {
  const matrix = new Triangle(inputs.count);
  matrix.fill(0, pairRows(measure, inputs)(0, inputs.count));
  return matrix;
}
