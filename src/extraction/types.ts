import type { Box } from '../numeric/balls.ts';

/** Inputs that nobody has said anything about yet: rows of `size` values, in the units of the model. */
export interface Inputs {
  /** count × size, row-major. */
  readonly data: Float32Array;
  readonly count: number;
  readonly size: number;
  /** Shape of one input. */
  readonly shape: readonly number[];
  /** What values an input may have. */
  readonly box: Box;
  readonly kind: 'image' | 'table';
}

/** Input i of many. */
export const inputAt = ({ data, size }: Pick<Inputs, 'data' | 'size'>, i: number): Float32Array =>
  data.subarray(i * size, (i + 1) * size);
