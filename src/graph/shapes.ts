import type { Constant, Dim, Shape, ValueType } from './ir.ts';
import { intsOf, sizeOf } from './ir.ts';
import type { KnownTensor } from './known.ts';
import type { ShapeContext } from './operator.ts';

/** The parts that shape rules share. All of them throw a plain Error with a short lower-case reason. */

/** The type of an input that must be there. */
export function given(context: ShapeContext, index: number): ValueType {
  const type = context.inputs[index];
  if (!type) throw new Error(`input ${index} is missing`);
  return type;
}

/** Refuses input `index`, where there is one, unless it is of this shape and of the first input's type. */
export function checkInput(context: ShapeContext, index: number, shape: Shape, what: string): void {
  const type = context.inputs[index];
  if (!type) return;
  checkTypes(context, [0, index]);
  if (!sameShape(type.shape, shape))
    throw new Error(`${what} has the shape ${describe(type.shape)}, not ${describe(shape)}`);
}

/** Refuses input `index`, where there is one, unless it is one number; the engine takes a list of one for that too. */
export function checkNumber(context: ShapeContext, index: number, what: string): void {
  checkInput(context, index, context.inputs[index]?.shape.length === 1 ? [1] : [], what);
}

/** Refuses operands of different types, which the engine does not bring together. */
export function checkTypes(context: ShapeContext, indices: readonly number[]): void {
  const types = new Set(indices.map((index) => given(context, index).dtype));
  if (types.size > 1) throw new Error(`operands of ${[...types].join(' and ')}`);
}

/** `axis` counted from the front, from the range [-rank, rank). */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(positive) || positive < 0 || positive >= rank) {
    throw new Error(`axis ${axis} is outside a shape of rank ${rank}`);
  }
  return positive;
}

export function axesOf(axes: readonly number[], rank: number): number[] {
  const positive = axes.map((axis) => axisOf(axis, rank));
  if (new Set(positive).size !== positive.length) throw new Error('an axis is named twice');
  return positive;
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  throw new Error(`dimensions ${describe([a])} and ${describe([b])} do not broadcast`);
}

/** Shape of an elementwise operation after numpy's broadcasting. */
export function broadcast(...shapes: readonly Shape[]): Shape {
  return shapes.reduce((a, b) => {
    const rank = Math.max(a.length, b.length);
    const at = (shape: Shape, index: number) => shape[index - rank + shape.length] ?? 1;
    return Array.from({ length: rank }, (_, index) => broadcastDim(at(a, index), at(b, index)));
  });
}

/** Whether broadcasting `from` to `to` leaves `to` as it is. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  return (
    from.length <= to.length &&
    from.every((dim, axis) => dim === 1 || dim === to[axis - from.length + to.length])
  );
}

/** A shape for a message: the batch reads N. */
export function describe(shape: Shape): string {
  return `[${shape.map((dim) => (dim < 0 ? `${dim === -1 ? '' : -dim}N` : dim)).join(', ')}]`;
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, index) => dim === b[index]);

/** The numbers of an integer constant. Values beyond 2^53 (ends of slices) keep their size but not their last digits. */
export function numbersOf(constant: Constant): number[] {
  return Array.from(constant.data as ArrayLike<number | bigint>, Number);
}

/** Integers of input `index`, when they are known before the run and do not depend on the batch. */
export function knownInts(context: ShapeContext, index: number): number[] | undefined {
  const constant = context.constant(index);
  if (constant) return numbersOf(constant);
  const known = context.known(index)?.data;
  return known?.every((value) => typeof value === 'number') ? [...known] : undefined;
}

/** As `knownInts`, for an operator whose output shape cannot be known otherwise. */
export function needInts(context: ShapeContext, index: number, what: string): number[] {
  const values = knownInts(context, index);
  if (!values) throw new Error(`${what} is computed during the run`);
  return values;
}

/** Integers that older operator sets hold in attribute `name` and newer ones in input `index`; undefined when in neither. */
export function intsFrom(context: ShapeContext, name: string, index: number): readonly number[] | undefined {
  const attribute = intsOf(context.node.attributes, name);
  if (attribute) return attribute;
  return context.node.inputs[index] ? needInts(context, index, name) : undefined;
}

/** More values than a rule may ask memory for, whatever a file says. */
const largestConstant = 1 << 26;

/** The size of a constant that a rule is about to make. Refused where only a damaged file asks for so many. */
export function affordable(count: number): number {
  if (!(count <= largestConstant)) throw new Error('a constant of its rule would be too large');
  return count;
}

/** A shape from known values; numbers below zero, which would read as multiples of the batch, are refused. */
export function shapeFrom(values: KnownTensor['data']): Shape {
  return values.map((value) => {
    if (typeof value !== 'number') return -value.perBatch;
    if (!(value >= 0)) throw new Error('the new shape is negative');
    return value;
  });
}

/** The shape with one dimension exchanged. */
export const withDim = (shape: Shape, axis: number, dim: Dim): Dim[] =>
  shape.map((old, index) => (index === axis ? dim : old));

/** Sum of dimensions along which values are joined: all fixed or all multiples of the batch. */
export function sumDims(dims: readonly Dim[]): Dim {
  if (dims.some((dim) => dim < 0) && dims.some((dim) => dim > 0)) {
    throw new Error('a batch-dependent axis is joined with a fixed one');
  }
  return dims.reduce((sum, dim) => sum + dim, 0);
}

/** Puts the missing dimension (-1 in the request) in place and checks that the number of values stays. */
export function fillShape(from: Shape, request: readonly Dim[], unknown: number): Dim[] {
  const total = sizeOf(from);
  const to = [...request];
  if (unknown >= 0) {
    to[unknown] = 1;
    const rest = sizeOf(to);
    if (rest === 0 || !Number.isInteger(total / rest)) {
      throw new Error(`${describe(from)} cannot take the requested shape`);
    }
    to[unknown] = total / rest;
  }
  if (sizeOf(to) !== total) throw new Error(`${describe(from)} cannot take the shape ${describe(to)}`);
  if (to.filter((dim) => dim < 0).length > 1) throw new Error('two axes depend on the batch');
  return to;
}
