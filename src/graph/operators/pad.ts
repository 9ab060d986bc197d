import type { GraphBuilder } from '../builder.ts';
import { padAxis, reduce, reverse, slice } from '../emit.ts';
import type { Dim, GraphNode, Shape } from '../ir.ts';
import { intsOf, stringOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { axesOf, checkNumber, given, needInts } from '../shapes.ts';

/** [before, after] for each axis. */
type Pads = readonly (readonly [before: number, after: number])[];

type Read = (index: number) => readonly number[] | undefined;

function padsOf(node: GraphNode, shape: Shape, read: Read): Pads {
  const flat = intsOf(node.attributes, 'pads') ?? intsOf(node.attributes, 'paddings') ?? read(1);
  if (!flat) throw new Error('pads are missing');
  const named = intsOf(node.attributes, 'pads') ? undefined : read(3);
  const axes = named ? axesOf(named, shape.length) : shape.map((_, axis) => axis);
  if (flat.length !== 2 * axes.length) throw new Error('pads do not fit the rank');
  return shape.map((_, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? [0, 0] : [flat[at], flat[at + axes.length]];
  });
}

function paddedDim(dim: Dim, [before, after]: readonly [number, number]): Dim {
  if (dim < 0 && (before !== 0 || after !== 0)) throw new Error('pads the batch');
  return dim < 0 ? dim : Math.max(0, dim + before + after);
}

/** A border of the padded gradient, brought to the place its values were copied from. */
type Fold = (builder: GraphBuilder, border: string, axis: number, size: number, inner: number) => string;

/** Where the borders of each mode come from: [leading border, trailing border]. */
const folds: Record<string, readonly [Fold, Fold]> = {
  edge: [
    (b, border, axis, _, inner) =>
      padAxis(b, reduce(b, 'ReduceSum', border, [axis], true), axis, 0, inner - 1),
    (b, border, axis, _, inner) =>
      padAxis(b, reduce(b, 'ReduceSum', border, [axis], true), axis, inner - 1, 0),
  ],
  reflect: [
    (b, border, axis, size, inner) => padAxis(b, reverse(b, border, axis), axis, 1, inner - size - 1),
    (b, border, axis, size, inner) => padAxis(b, reverse(b, border, axis), axis, inner - size - 1, 1),
  ],
  wrap: [
    (b, border, axis, size, inner) => padAxis(b, border, axis, inner - size, 0),
    (b, border, axis, size, inner) => padAxis(b, border, axis, 0, inner - size),
  ],
};

/** Gradient of copied borders along one axis: the inner part, and each border added where it came from. */
function foldAxis(
  builder: GraphBuilder,
  dy: string,
  axis: number,
  pads: readonly [number, number],
  [leading, trailing]: readonly [Fold, Fold],
): string {
  const [before, after] = pads.map((size) => Math.max(0, size));
  const whole = builder.shape(dy)[axis];
  const inner = whole - before - after;
  const cutOut = (start: number, end: number) => slice(builder, dy, [[axis, start, end]]);
  let gradient = cutOut(before, before + inner);
  if (before > 0) gradient = builder.add(gradient, leading(builder, cutOut(0, before), axis, before, inner));
  if (after > 0)
    gradient = builder.add(gradient, trailing(builder, cutOut(whole - after, whole), axis, after, inner));
  // What a negative pad cut away before anything was copied got no part.
  return padAxis(builder, gradient, axis, Math.max(0, -pads[0]), Math.max(0, -pads[1]));
}

/** Constant borders: the inner part; what lies in the borders belongs to the constant. */
function uncover(builder: GraphBuilder, dy: string, pads: Pads): string {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return dy;
  const back = [...pads.map(([before]) => -before), ...pads.map(([, after]) => -after)];
  return builder.emit('Pad', [dy, builder.int64(back)]);
}

const pad: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const read: Read = (index) =>
      context.node.inputs[index] ? needInts(context, index, 'the pads') : undefined;
    const pads = padsOf(context.node, shape, read);
    checkNumber(context, 2, 'the padding');
    return [{ dtype, shape: shape.map((dim, axis) => paddedDim(dim, pads[axis])) }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const shape = builder.shape(node.inputs[0]);
    const read: Read = (index) =>
      node.inputs[index] ? builder.known(node.inputs[index])?.data.map(Number) : undefined;
    const pads = padsOf(node, shape, read);
    const mode = stringOf(node.attributes, 'mode', 'constant');
    if (mode !== 'constant') {
      const active = shape.map((_, axis) => axis).filter((axis) => pads[axis].some((size) => size !== 0));
      return [
        active.reduce((gradient, axis) => foldAxis(builder, gradient, axis, pads[axis], folds[mode]), dy),
      ];
    }
    const inner = uncover(builder, dy, pads);
    const sum = (a: string) =>
      builder.sum(
        a,
        builder.shape(a).map((_, axis) => axis),
        false,
      );
    return [
      wanted(0) ? inner : undefined,
      undefined,
      wanted(2)
        ? builder.reshape(builder.sub(sum(dy), sum(inner)), builder.shape(node.inputs[2]))
        : undefined,
    ];
  },
};

export const padding: OperatorTable = { Pad: pad };
