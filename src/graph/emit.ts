import type { GraphBuilder } from './builder.ts';
import type { Attributes, DType } from './ir.ts';
import { int } from './ir.ts';
import type { EmissionTarget } from './operator.ts';
import { sameShape } from './shapes.ts';

/**
 * Small pieces that gradient rules emit. They write the forms of operator set 16 and later: a graph from an older set
 * is upgraded first (`upgrade.ts`).
 */

const codes: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** ONNX's number for an element type. */
export const codeOf = (dtype: DType): number => codes[dtype];

/** The element type of ONNX's number. */
export function dtypeOf(code: number): DType {
  const found = (Object.keys(codes) as DType[]).find((dtype) => codes[dtype] === code);
  if (!found) throw new Error(`element type ${code} is not supported`);
  return found;
}

export const isFloat = (dtype: DType): boolean =>
  dtype === 'float32' || dtype === 'float64' || dtype === 'float16';

export function cast(builder: GraphBuilder, a: string, to: DType): string {
  return builder.type(a).dtype === to ? a : builder.emit('Cast', [a], { to: int(codeOf(to)) });
}

/** The constant `value` in the element type of `like`. */
export function scalarLike(builder: GraphBuilder, value: number, like: string): string {
  const { dtype } = builder.type(like);
  if (dtype === 'float32') return builder.scalar(value);
  if (dtype === 'float64') return builder.constant({ dtype, dims: [], data: Float64Array.of(value) });
  if (dtype === 'int64') return builder.constant({ dtype, dims: [], data: BigInt64Array.of(BigInt(value)) });
  throw new Error(`arithmetic in ${dtype} is not supported`);
}

/** value · a */
export function scale(builder: GraphBuilder, a: string, value: number): string {
  return value === 1 ? a : builder.mul(a, scalarLike(builder, value, a));
}

/** a where the condition holds, else b; both may be numbers. */
export function choose(
  builder: GraphBuilder,
  condition: string,
  a: string | number,
  b: string | number,
): string {
  const like = typeof a === 'string' ? a : typeof b === 'string' ? b : undefined;
  const name = (value: string | number) =>
    typeof value === 'string'
      ? value
      : like === undefined
        ? builder.scalar(value)
        : scalarLike(builder, value, like);
  return builder.emit('Where', [condition, name(a), name(b)]);
}

/** Comparison of a value with a value or a number. */
export function compare(
  builder: GraphBuilder,
  op: 'Greater' | 'GreaterOrEqual' | 'Less' | 'LessOrEqual' | 'Equal',
  a: string,
  b: string | number,
): string {
  return builder.emit(op, [a, typeof b === 'string' ? b : scalarLike(builder, b, a)]);
}

/** −1, 0 or 1. WebGPU has no Sign of its own and would fall back to the processor. */
export function sign(builder: GraphBuilder, a: string, target: EmissionTarget): string {
  if (target === 'wasm') return builder.emit('Sign', [a]);
  const { dtype } = builder.type(a);
  const positive = cast(builder, compare(builder, 'Greater', a, 0), dtype);
  return builder.sub(positive, cast(builder, compare(builder, 'Less', a, 0), dtype));
}

/** Values of `a` in the shape of `like`, by broadcasting. A batch of unknown size is read from `like` during the run. */
export function expandLike(builder: GraphBuilder, a: string, like: string): string {
  const to = builder.shape(like);
  const from = builder.shape(a);
  if (sameShape(from, to)) return a;
  const growsBatch = to.some((dim, axis) => dim < 0 && from[axis - to.length + from.length] !== dim);
  const shape = growsBatch
    ? builder.emit('Shape', [like])
    : builder.int64(to.map((dim) => (dim < 0 ? 1 : dim)));
  return builder.emit('Expand', [a, shape]);
}

export function zerosLike(builder: GraphBuilder, like: string): string {
  return expandLike(builder, scalarLike(builder, 0, like), like);
}

/** Part of `a` along some axes: `[axis, start, end, step = 1]`. A whole axis backwards is `[axis, -1, backEnd, -1]`. */
export function slice(
  builder: GraphBuilder,
  a: string,
  parts: readonly (readonly [axis: number, start: number, end: number, step?: number])[],
): string {
  if (parts.length === 0) return a;
  const column = (read: (part: (typeof parts)[number]) => number) => builder.int64(parts.map(read));
  return builder.emit('Slice', [
    a,
    column((p) => p[1]),
    column((p) => p[2]),
    column((p) => p[0]),
    column((p) => p[3] ?? 1),
  ]);
}

/** An end that means "down to and with element 0" when stepping backwards. */
export const backEnd = -0x7fffffff;

export function reverse(builder: GraphBuilder, a: string, axis: number): string {
  return slice(builder, a, [[axis, -1, backEnd, -1]]);
}

/** Zeros before and after along one axis; negative counts cut away. */
export function padAxis(
  builder: GraphBuilder,
  a: string,
  axis: number,
  before: number,
  after: number,
): string {
  if (before === 0 && after === 0) return a;
  const rank = builder.shape(a).length;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[axis] = before;
  pads[rank + axis] = after;
  return builder.emit('Pad', [a, builder.int64(pads)]);
}

/** `step − 1` zeros between neighbours along an axis: its n elements come to lie over step·(n − 1) + 1. */
export function spaceOut(builder: GraphBuilder, a: string, axis: number, step: number): string {
  const shape = builder.shape(a);
  const count = shape[axis];
  if (step === 1 || count <= 1) return a;
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const apart = builder.reshape(a, [...before, count, 1, ...after]);
  const padded = padAxis(builder, apart, axis + 1, 0, step - 1);
  const joined = builder.reshape(padded, [...before, count * step, ...after]);
  return slice(builder, joined, [[axis, 0, step * (count - 1) + 1]]);
}

/** A reduction over axes, in the form that the graph's operator set wants. */
export function reduce(
  builder: GraphBuilder,
  op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd' | 'ReduceL1' | 'ReduceL2',
  a: string,
  axes: readonly number[],
  keepdims: boolean,
): string {
  if (axes.length === 0) return a;
  const attributes: Attributes = { keepdims: int(keepdims ? 1 : 0) };
  if (builder.opset >= (op === 'ReduceSum' ? 13 : 18))
    return builder.emit(op, [a, builder.int64(axes)], attributes);
  return builder.emit(op, [a], { ...attributes, axes: { kind: 'ints', value: axes } });
}

/** Sum of some gradients, undefined when there is none. */
export function total(builder: GraphBuilder, gradients: readonly (string | undefined)[]): string | undefined {
  const there = gradients.filter((gradient) => gradient !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, gradient) => builder.add(sum, gradient));
}
