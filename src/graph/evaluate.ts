import { codeOf, dtypeOf } from './emit.ts';
import { layout } from './evaluate-layout.ts';
import type { DType, GraphNode, ValueType } from './ir.ts';
import { intOf, sizeOf } from './ir.ts';
import type { Known, KnownTensor } from './known.ts';
import { knownLimit, knownShape } from './known.ts';
import { axisOf, broadcast } from './shapes.ts';

/** What an evaluator sees: inputs' values where known, inputs' types always. */
export interface Evaluation {
  readonly node: GraphNode;
  readonly opset: number;
  readonly inputs: readonly (KnownTensor | undefined)[];
  readonly types: readonly (ValueType | undefined)[];
}

/** Values of the outputs, or undefined when they are not known before the run. */
export type Evaluator = (evaluation: Evaluation) => readonly KnownTensor[] | undefined;

type Scalar = (a: Known, b: Known) => Known | undefined;

/** Row-major source position in a tensor of `dims` for each position of the broadcast shape. */
function broadcastOffsets(dims: readonly number[], to: readonly number[]): number[] {
  let offsets = [0];
  let stride = 1;
  const strides = new Array<number>(to.length).fill(0);
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    if (dims[axis] !== 1) strides[axis + to.length - dims.length] = stride;
    stride *= dims[axis];
  }
  to.forEach((dim, axis) => {
    offsets = offsets.flatMap((offset) => Array.from({ length: dim }, (_, i) => offset + i * strides[axis]));
  });
  return offsets;
}

const small = (dims: readonly number[]) => sizeOf(dims) <= knownLimit;

/** Elementwise over all inputs, broadcast; undefined as soon as one element is not known. */
function elementwise(
  compute: (values: readonly Known[], dtype: DType) => Known | undefined,
  dtype?: DType,
): Evaluator {
  return ({ inputs }) => {
    const known = inputs.filter((input) => input !== undefined);
    if (known.length !== inputs.length || known.length === 0) return undefined;
    const dims = [...broadcast(...known.map((input) => input.dims))];
    if (!small(dims)) return undefined;
    const from = dtype ?? known[known.length - 1].dtype;
    const offsets = known.map((input) => broadcastOffsets(input.dims, dims));
    const data = offsets[0].map((_, at) =>
      compute(
        known.map((input, i) => input.data[offsets[i][at]]),
        from,
      ),
    );
    if (!data.every((value) => value !== undefined)) return undefined;
    return [{ dtype: from, dims, data: data.map((value) => rounded(value, from)) }];
  };
}

/** The value as its element type holds it. */
function rounded(value: Known, dtype: DType): Known {
  if (typeof value !== 'number' || dtype === 'float64') return value;
  return dtype === 'float32' ? Math.fround(value) : Math.trunc(value);
}

const perBatch = (times: number): Known | undefined =>
  times === 0 ? 0 : Number.isInteger(times) ? { perBatch: times } : undefined;

const add: Scalar = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  return typeof a === 'object' && typeof b === 'object' ? perBatch(a.perBatch + b.perBatch) : undefined;
};

const multiply: Scalar = (a, b) => {
  if (typeof a === 'number') return typeof b === 'number' ? a * b : perBatch(a * b.perBatch);
  return typeof b === 'number' ? perBatch(a.perBatch * b) : undefined;
};

const divide = (a: Known, b: Known, dtype: DType): Known | undefined => {
  if (b === 0) return undefined;
  if (typeof a === 'number') return typeof b === 'number' ? quotient(a / b, dtype) : a === 0 ? 0 : undefined;
  if (typeof b === 'number') return perBatch(a.perBatch / b);
  return Number.isInteger(a.perBatch / b.perBatch) ? a.perBatch / b.perBatch : undefined;
};

const quotient = (value: number, dtype: DType) => (dtype.startsWith('float') ? value : Math.trunc(value));

/** A batch is at least 1, so its multiples differ from 0 and from negative numbers, and are equal or not to each other. */
const equal: Scalar = (a, b) => {
  if (typeof a === typeof b) return Number(typeof a === 'number' ? a === b : sameMultiple(a, b));
  return [a, b].some((value) => typeof value === 'number' && value <= 0) ? 0 : undefined;
};

const sameMultiple = (a: Known, b: Known) =>
  typeof a === 'object' && typeof b === 'object' && a.perBatch === b.perBatch;

/** A function of plain numbers. */
const plain =
  (compute: (...values: number[]) => number) =>
  (values: readonly Known[]): Known | undefined =>
    values.every((value) => typeof value === 'number') ? compute(...values) : undefined;

const binary = (compute: (a: Known, b: Known, dtype: DType) => Known | undefined) =>
  elementwise((values, dtype) => compute(values[0], values[1], dtype));

const truth = (compute: (a: number, b: number) => boolean) =>
  elementwise(
    plain((a, b) => Number(compute(a, b))),
    'bool',
  );

/** Rounding leaves multiples of the batch as they are. */
const whole = (round: (value: number) => number) =>
  elementwise(([value]) => (typeof value === 'number' ? round(value) : value));

const castTo: Evaluator = ({ node, inputs: [input] }) => {
  if (!input) return undefined;
  const dtype = dtypeOf(intOf(node.attributes, 'to', codeOf('float32')));
  if (dtype === 'float16') return undefined;
  const value = (a: Known) => (dtype === 'bool' ? Number(a !== 0) : rounded(a, dtype));
  return [{ dtype, dims: input.dims, data: input.data.map(value) }];
};

const shapeOf: Evaluator = ({ node, types: [type] }) => {
  if (!type) return undefined;
  const rank = type.shape.length;
  const place = (axis: number) => Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  const end = place(intOf(node.attributes, 'end', rank));
  return [knownShape(type.shape.slice(place(intOf(node.attributes, 'start', 0)), end))];
};

const size: Evaluator = ({ types: [type] }) => {
  if (!type) return undefined;
  const total = sizeOf(type.shape);
  return [{ dtype: 'int64', dims: [], data: [total < 0 ? { perBatch: -total } : total] }];
};

const range: Evaluator = ({ inputs }) => {
  const [start, limit, delta] = inputs.map((input) => input?.data[0]);
  const dtype = inputs[0]?.dtype ?? 'int64';
  if (typeof start !== 'number' || typeof limit !== 'number' || typeof delta !== 'number') return undefined;
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(length <= knownLimit)) return undefined;
  return [{ dtype, dims: [length], data: Array.from({ length }, (_, i) => start + i * delta) }];
};

/** Reduction of a whole vector, as shape arithmetic has it. */
const reduceAll =
  (combine: Scalar): Evaluator =>
  ({ node, inputs: [input] }) => {
    if (!input || input.dims.length !== 1 || input.data.length === 0) return undefined;
    const axes = node.attributes['axes'];
    if (axes?.kind === 'ints') axes.value.forEach((axis) => axisOf(axis, 1));
    const total = input.data.reduce<Known | undefined>(
      (a, b, i) => (i === 0 ? b : a === undefined ? a : combine(a, b)),
      0,
    );
    if (total === undefined) return undefined;
    return [{ dtype: input.dtype, dims: intOf(node.attributes, 'keepdims', 1) ? [1] : [], data: [total] }];
  };

/** Operators that shape arithmetic consists of. Everything else is the engine's work. */
const evaluators: Readonly<Record<string, Evaluator>> = {
  ...layout,
  Shape: shapeOf,
  Size: size,
  Range: range,
  Cast: castTo,
  Add: binary(add),
  Sub: binary((a, b) => add(a, typeof b === 'number' ? -b : { perBatch: -b.perBatch })),
  Mul: binary(multiply),
  Div: binary(divide),
  Mod: elementwise(plain((a, b) => a - b * Math.floor(a / b))),
  Neg: elementwise(plain((a) => -a)),
  Abs: elementwise(plain(Math.abs)),
  Sqrt: elementwise(plain(Math.sqrt)),
  Floor: whole(Math.floor),
  Ceil: whole(Math.ceil),
  Max: elementwise(plain(Math.max)),
  Min: elementwise(plain(Math.min)),
  Equal: elementwise(([a, b]) => equal(a, b), 'bool'),
  Greater: truth((a, b) => a > b),
  GreaterOrEqual: truth((a, b) => a >= b),
  Less: truth((a, b) => a < b),
  LessOrEqual: truth((a, b) => a <= b),
  And: truth((a, b) => a !== 0 && b !== 0),
  Or: truth((a, b) => a !== 0 || b !== 0),
  Not: elementwise(
    plain((a) => Number(a === 0)),
    'bool',
  ),
  Where: elementwise(([condition, a, b]) =>
    typeof condition === 'number' ? (condition ? a : b) : undefined,
  ),
  ReduceProd: reduceAll(multiply),
  ReduceSum: reduceAll(add),
};

/** Whether a value is one that a rule may go on with: small, with as many elements as its dimensions say. */
const isWhole = ({ dims, data }: KnownTensor) =>
  small(dims) && dims.every((dim) => Number.isInteger(dim) && dim >= 0) && data.length === sizeOf(dims);

/** The values of a node's outputs when they are small and follow from what is known before the run. */
export function evaluate(evaluation: Evaluation): readonly KnownTensor[] | undefined {
  const evaluator = Object.hasOwn(evaluators, evaluation.node.op)
    ? evaluators[evaluation.node.op]
    : undefined;
  const known = evaluator?.(evaluation);
  return known?.every(isWhole) ? known : undefined;
}
