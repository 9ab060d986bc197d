import { int } from '../../ir.ts';
import { reduce } from '../../emit.ts';
import type { GraphBuilder } from '../../builder.ts';
import type { ConvertLayer, LayerContext, LayerTable } from '../types.ts';
import { moved, plain, type Value } from '../values.ts';

interface Laid {
  readonly names: readonly string[];
  readonly wrap: (name: string) => Value;
}

/** All inputs in one layout: moved as soon as one of them is, since it stays on its way then. */
function laidOut({ builder, values, inputs }: LayerContext): Laid {
  if (inputs.length < 2) throw new Error('merges at least two inputs');
  const ranks = inputs.map((value) => values.shape(value).length);
  const rank = Math.max(...ranks);
  // Missing axes are those behind the batch.
  const same = inputs.map((value, i) => {
    if (ranks[i] === rank) return value;
    const [batch, ...others] = values.shape(value);
    const ones = Array.from({ length: rank - ranks[i] }, () => 1);
    return plain(builder.reshape(values.last(value), [batch, ...ones, ...others]));
  });
  return same.some((value) => value.moved)
    ? { names: same.map((value) => values.first(value)), wrap: moved }
    : { names: same.map((value) => values.last(value)), wrap: plain };
}

type Finish = (builder: GraphBuilder, total: string, count: number) => string;

const pairwise =
  (op: string, finish: Finish = (_, total) => total): ConvertLayer =>
  (context) => {
    const { names, wrap } = laidOut(context);
    const total = names.reduce((so, name) => context.builder.emit(op, [so, name]));
    return wrap(finish(context.builder, total, names.length));
  };

function subtract(context: LayerContext): Value {
  if (context.inputs.length !== 2) throw new Error('subtracts one input from another');
  return pairwise('Sub')(context);
}

function concatenate(context: LayerContext): Value {
  const { builder, values, config, inputs } = context;
  const { names, wrap } = laidOut(context);
  if (new Set(inputs.map((value) => values.shape(value).length)).size > 1) throw new Error('ranks differ');
  const axis = values.axis(wrap(names[0]), config.integer('axis', -1));
  if (axis === 0) throw config.wrong('axis');
  return wrap(builder.emit('Concat', names, { axis: int(axis) }));
}

/** As TensorFlow.js: x / √max(Σx², 1e-7). */
function unit(b: GraphBuilder, x: string, axis: number): string {
  const square = reduce(b, 'ReduceSum', b.mul(x, x), [axis], true);
  return b.div(x, b.emit('Sqrt', [b.emit('Max', [square, b.scalar(1e-7)])]));
}

/** Products summed over one axis of each: what is left of the first, then what is left of the second. */
function dot({ builder: b, values, config, inputs }: LayerContext): Value {
  if (inputs.length !== 2) throw new Error('takes two inputs');
  const axes = config.integers('axes');
  if (axes.length > 2) throw config.wrong('axes');
  const operands = inputs.map((value, i) => {
    const shape = values.shape(value);
    const asked = axes[i] ?? axes[0];
    const axis = asked < 0 ? asked + shape.length : asked;
    if (shape.length > 3 || !(axis >= 1 && axis < shape.length)) throw config.wrong('axes');
    const name = values.last(value);
    const scaled = config.bool('normalize', false) ? unit(b, name, axis) : name;
    const kept = shape.flatMap((dim, at) => (at === 0 || at === axis ? [] : [dim]));
    // [batch, kept, summed]; a vector's kept axis is 1 long.
    const rows = axis === shape.length - 1 ? scaled : b.transpose(scaled, [0, 2, 1]);
    return { kept, rows: b.reshape(rows, [shape[0], kept[0] ?? 1, shape[axis]]) };
  });
  const [x, y] = operands;
  const product = b.emit('MatMul', [x.rows, b.transpose(y.rows, [0, 2, 1])]);
  const left = [...x.kept, ...y.kept];
  return plain(b.reshape(product, [b.shape(product)[0], ...(left.length > 0 ? left : [1])]));
}

export const merge: LayerTable = {
  Add: { convert: pairwise('Add') },
  Subtract: { convert: subtract },
  Multiply: { convert: pairwise('Mul') },
  Average: { convert: pairwise('Add', (b, total, count) => b.mul(total, b.scalar(1 / count))) },
  Maximum: { convert: pairwise('Max') },
  Minimum: { convert: pairwise('Min') },
  Concatenate: { convert: concatenate },
  Dot: { convert: dot },
};
