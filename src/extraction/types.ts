import type { Box } from '../numeric/balls.ts';

/** Inputs that nobody has said anything about: rows of `size` values, in the units of the model. */
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

/** What a thief can ask about: rows of their own. The victim's labels are not among them. */
export interface Pool extends Inputs {
  /** count; categories 0, 1, … in which the thief's data came, where it came in any: a public set's own classes. */
  readonly groups?: Int32Array;
}

/** Input i of many, not copied. */
export const inputAt = ({ data, size }: Pick<Inputs, 'data' | 'size'>, i: number): Float32Array =>
  data.subarray(i * size, (i + 1) * size);

/** Some of the inputs, in the order named. */
export function inputsAt(inputs: Pick<Inputs, 'data' | 'size'>, rows: ArrayLike<number>): Float32Array {
  const data = new Float32Array(rows.length * inputs.size);
  for (let i = 0; i < rows.length; i++) data.set(inputAt(inputs, rows[i]), i * inputs.size);
  return data;
}
