import type { GraphBuilder } from '../builder.ts';
import { cast, choose, compare, expandLike, reduce, scalarLike, scale, sign } from '../emit.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { intOf, intsOf, sizeOf } from '../ir.ts';
import type { EmissionTarget, Operator, OperatorTable, ShapeContext, ShapeRule } from '../operator.ts';
import { affordable, axesOf, axisOf, given, intsFrom, numbersOf } from '../shapes.ts';

const all = (shape: Shape) => shape.map((_, axis) => axis);

/** Axes to reduce: an attribute in older operator sets, an input in newer ones; none named means all of them. */
function reducedAxes(node: GraphNode, shape: Shape, named: readonly number[] | undefined): number[] {
  if (named && named.length > 0) return axesOf(named, shape.length);
  return intOf(node.attributes, 'noop_with_empty_axes', 0) ? [] : all(shape);
}

function keptShape(shape: Shape, axes: readonly number[], keepdims: boolean): Shape {
  return keepdims
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));
}

const reducedShape: ShapeRule = (context: ShapeContext) => {
  const { dtype, shape } = given(context, 0);
  const axes = reducedAxes(context.node, shape, intsFrom(context, 'axes', 1));
  return [{ dtype, shape: keptShape(shape, axes, intOf(context.node.attributes, 'keepdims', 1) === 1) }];
};

interface Reduction {
  readonly builder: GraphBuilder;
  readonly axes: readonly number[];
  readonly x: string;
  readonly target: EmissionTarget;
  /** Upstream gradient with the reduced axes kept as 1. */
  readonly dy: string;
  /** The node's output, likewise. */
  y(): string;
}

/** A reduction's rule, from a gradient that may leave the last broadcast to the caller. */
function reduction(gradient: (context: Reduction) => string, convention?: string): Operator {
  return {
    shape: reducedShape,
    ...(convention === undefined ? {} : { convention }),
    gradient: ({ builder, node, upstream: [upstream], wanted, target }) => {
      if (upstream === undefined || !wanted(0)) return [];
      const x = node.inputs[0];
      const shape = builder.shape(x);
      const second = node.inputs[1] ? builder.constantOf(node.inputs[1]) : undefined;
      const axes = reducedAxes(node, shape, intsOf(node.attributes, 'axes') ?? (second && numbersOf(second)));
      const kept = keptShape(shape, axes, true);
      const dy = builder.reshape(upstream, kept);
      const y = () => builder.reshape(node.outputs[0], kept);
      return [expandLike(builder, gradient({ builder, axes, x, target, dy, y }), x)];
    },
  };
}

/** a divided by the number of values that each result was made from; a batch is counted during the run. */
function perValue(builder: GraphBuilder, a: string, x: string, axes: readonly number[]): string {
  const count = sizeOf(axes.map((axis) => builder.shape(x)[axis]));
  if (count >= 0) return scale(builder, a, 1 / count);
  const batchAxis = builder.shape(x).findIndex((dim) => dim < 0);
  const size = builder.emit('Gather', [builder.emit('Shape', [x]), builder.int64([batchAxis])]);
  const values = cast(builder, size, builder.type(a).dtype);
  const fixed = count / builder.shape(x)[batchAxis];
  return builder.div(a, builder.reshape(scale(builder, values, fixed), []));
}

/** The gradient in equal shares to all values that attain the extremum. */
function shares({ builder, x, y, dy, axes }: Reduction): string {
  const attains = cast(builder, compare(builder, 'Equal', x, y()), builder.type(dy).dtype);
  const count = reduce(builder, 'ReduceSum', attains, axes, true);
  return builder.mul(attains, builder.div(dy, count));
}

/** True on the diagonal of an n × n matrix. */
const diagonal = (builder: GraphBuilder, n: number) =>
  builder.constant({
    dtype: 'bool',
    dims: [n, n],
    data: Uint8Array.from({ length: affordable(n * n) }, (_, at) => Number(at % (n + 1) === 0)),
  });

/** Beside each value the product of the others, without dividing: zeros are right, at n values for each of n. */
function otherProducts({ builder, x, axes, dy }: Reduction): string {
  const shape = builder.shape(x);
  const rest = all(shape).filter((axis) => !axes.includes(axis));
  const order = [...rest, ...axes];
  const count = sizeOf(axes.map((axis) => shape[axis]));
  if (count < 0) throw new Error('gradient of a product over samples');
  const outer = rest.map((axis) => shape[axis]);
  const rows = builder.reshape(builder.transpose(x, order), [...outer, 1, count]);
  const others = choose(builder, diagonal(builder, count), 1, rows);
  const products = reduce(builder, 'ReduceProd', others, [outer.length + 1], false);
  const moved = builder.reshape(
    products,
    order.map((axis) => shape[axis]),
  );
  const back = builder.transpose(
    moved,
    all(shape).map((axis) => order.indexOf(axis)),
  );
  return builder.mul(back, dy);
}

const tie = 'values that tie share the gradient equally';

const argExtremum: ShapeRule = (context) => {
  const { shape } = given(context, 0);
  const axis = axisOf(intOf(context.node.attributes, 'axis', 0), shape.length);
  return [
    { dtype: 'int64', shape: keptShape(shape, [axis], intOf(context.node.attributes, 'keepdims', 1) === 1) },
  ];
};

export const reductions: OperatorTable = {
  ReduceSum: reduction(({ dy }) => dy),
  ReduceMean: reduction(({ builder, dy, x, axes }) => perValue(builder, dy, x, axes)),
  ReduceMax: reduction(shares, tie),
  ReduceMin: reduction(shares, tie),
  ReduceSumSquare: reduction(({ builder, dy, x }) => builder.mul(scale(builder, x, 2), dy)),
  ReduceL1: reduction(
    ({ builder, dy, x, target }) => builder.mul(sign(builder, x, target), dy),
    'at 0 the gradient is 0',
  ),
  /** x · dy / y, and 0 at the origin. */
  ReduceL2: reduction(({ builder, dy, x, y }) => {
    const length = y();
    const atOrigin = compare(builder, 'Equal', length, 0);
    const safe = builder.emit('Where', [atOrigin, scalarLike(builder, 1, length), length]);
    return builder.mul(x, builder.div(dy, safe));
  }, 'at the origin the gradient is 0'),
  ReduceLogSum: reduction(({ builder, dy, y }) => builder.div(dy, builder.emit('Exp', [y()]))),
  ReduceLogSumExp: reduction(({ builder, dy, x, y }) =>
    builder.mul(builder.emit('Exp', [builder.sub(x, y())]), dy),
  ),
  ReduceProd: reduction(otherProducts),
  ArgMax: { shape: argExtremum, gradient: 'zero', convention: 'constant almost everywhere' },
  ArgMin: { shape: argExtremum, gradient: 'zero', convention: 'constant almost everywhere' },
};
