import type { GraphBuilder } from '../builder.ts';
import type { Constant, Shape, TensorData } from '../ir.ts';
import { sizeOf } from '../ir.ts';

/**
 * A value on its way through the layers. `moved`: the layers speak of it with its channels last, and in the graph they lie
 * right behind the batch, where ONNX's convolutions and pools take them.
 */
export interface Value {
  readonly name: string;
  readonly moved: boolean;
}

export const plain = (name: string): Value => ({ name, moved: false });
export const moved = (name: string): Value => ({ name, moved: true });

/** The permutation that brings the last axis behind the batch, and the one that takes it back. */
const forth = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
const back = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];

const permuted = (shape: Shape, perm: readonly number[]): Shape => perm.map((axis) => shape[axis]);

/** Where a Constant's values go when its axes are permuted. */
export function transposed(constant: Constant, perm: readonly number[]): Constant {
  const { dims, data } = constant;
  const out = permuted(dims, perm) as number[];
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((size, dim) => size * dim, 1));
  const moves = perm.map((axis) => strides[axis]);
  const values = data.slice() as TensorData;
  const index = new Array<number>(out.length).fill(0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = data[from];
    for (let axis = out.length - 1; axis >= 0; axis--) {
      from += moves[axis];
      if (++index[axis] < out[axis]) break;
      from -= moves[axis] * out[axis];
      index[axis] = 0;
    }
  }
  return { dtype: constant.dtype, dims: out, data: values };
}

/**
 * Hands values from layer to layer. Channels are moved when a layer first wants them elsewhere, and the same value is
 * never moved twice, so a chain of convolutions costs one transpose at its beginning and one at its end.
 */
export class Values {
  readonly builder: GraphBuilder;
  readonly #others = new Map<string, string>();

  constructor(builder: GraphBuilder) {
    this.builder = builder;
  }

  #turned(name: string, perm: readonly number[]): string {
    const known = this.#others.get(name);
    if (known !== undefined) return known;
    const shape = this.builder.shape(name);
    const long = perm.filter((axis) => shape[axis] !== 1);
    const inOrder = long.every((axis, i) => i === 0 || axis > long[i - 1]);
    const turned = inOrder
      ? this.builder.reshape(name, permuted(shape, perm))
      : this.builder.transpose(name, perm);
    this.#others.set(name, turned);
    this.#others.set(turned, name);
    return turned;
  }

  /** The value's name in the graph with axes as the layers see them. */
  last({ name, moved: away }: Value): string {
    return away ? this.#turned(name, back(this.builder.shape(name).length)) : name;
  }

  /** The value's name in the graph with its last axis behind the batch. */
  first({ name, moved: away }: Value): string {
    const rank = this.builder.shape(name).length;
    return away || rank < 3 ? name : this.#turned(name, forth(rank));
  }

  /** The shape as the layers see it. */
  shape({ name, moved: away }: Value): Shape {
    const shape = this.builder.shape(name);
    return away ? permuted(shape, back(shape.length)) : shape;
  }

  /** Where an axis of the layers' view (negative ones count from the end) lies in the graph. */
  axis({ name, moved: away }: Value, axis: number): number {
    const rank = this.builder.shape(name).length;
    const from = axis < 0 ? axis + rank : axis;
    if (!(from >= 0 && from < rank)) throw new Error('an axis is outside the shape');
    return away ? forth(rank).indexOf(from) : from;
  }

  /** Acts on each element: the order of axes does not matter. */
  map(value: Value, emit: (name: string) => string): Value {
    return { name: emit(value.name), moved: value.moved };
  }

  /** A constant that broadcasts against `value`, whose dimensions are those of the layers' view, aligned at the end. */
  beside(value: Value, constant: Constant): string {
    const { length } = this.builder.shape(value.name);
    const dims = [...Array.from({ length: length - constant.dims.length }, () => 1), ...constant.dims];
    const full = { ...constant, dims };
    const laid = value.moved ? transposed(full, forth(length)) : full;
    return this.builder.constant(sizeOf(dims) === 1 ? { ...laid, dims: [] } : laid);
  }
}
