import type { GraphBuilder } from '../builder.ts';
import { expandLike, padAxis, slice, zerosLike } from '../emit.ts';
import { int, intOf, string, stringOf } from '../ir.ts';
import type { Shape } from '../ir.ts';
import type { Operator, OperatorTable, ShapeRule } from '../operator.ts';
import { axisOf, checkInput, given, needInts, sameShape, withDim } from '../shapes.ts';

/** The permutation that moves `axis` to the front, or back from there. */
const toFront = (rank: number, axis: number) => [
  axis,
  ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis),
];

/** One known index, counted from the front. */
function fixedIndex(builder: GraphBuilder, indices: string, dim: number): number | undefined {
  const known = builder.known(indices);
  const value = known?.data.length === 1 ? known.data[0] : undefined;
  return typeof value === 'number' && dim >= 0 ? (value < 0 ? value + dim : value) : undefined;
}

/** Adds rows of `dy`, whose leading axes are those of `indices`, at the places that the indices name along axis 0 of `like`. */
function scatterRows(builder: GraphBuilder, like: string, indices: string, dy: string): string {
  const places = builder.reshape(indices, [...builder.shape(indices), 1]);
  return builder.emit('ScatterND', [zerosLike(builder, like), places, dy], { reduction: string('add') });
}

const gather: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const indices = given(context, 1).shape;
    const axis = axisOf(intOf(context.node.attributes, 'axis', 0), shape.length);
    return [{ dtype, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [data, indices] = node.inputs;
    const shape = builder.shape(data);
    const axis = axisOf(intOf(node.attributes, 'axis', 0), shape.length);
    const single = fixedIndex(builder, indices, shape[axis]);
    if (single !== undefined) {
      const row = builder.reshape(dy, withDim(shape, axis, 1));
      return [padAxis(builder, row, axis, single, shape[axis] - single - 1)];
    }
    const rank = builder.shape(indices).length;
    const front = [
      ...Array.from({ length: rank }, (_, i) => axis + i),
      ...Array.from({ length: axis }, (_, i) => i),
      ...Array.from({ length: shape.length - axis - 1 }, (_, i) => axis + rank + i),
    ];
    const order = toFront(shape.length, axis);
    const rows = scatterRows(builder, builder.transpose(data, order), indices, builder.transpose(dy, front));
    return [
      builder.transpose(
        rows,
        order.map((_, i) => order.indexOf(i)),
      ),
    ];
  },
};

const gatherElements: Operator = {
  shape: (context) => [{ dtype: given(context, 0).dtype, shape: given(context, 1).shape }],
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [data, indices] = node.inputs;
    return [addElements(builder, data, indices, dy, intOf(node.attributes, 'axis', 0))];
  },
};

function addElements(builder: GraphBuilder, like: string, indices: string, dy: string, axis: number): string {
  const attributes = { axis: int(axis), reduction: string('add') };
  return builder.emit('ScatterElements', [zerosLike(builder, like), indices, dy], attributes);
}

const likeFirst: ShapeRule = (context) => [given(context, 0)];

/** Scatters: as many updates as their indices name places. */
const scattered =
  (places: (data: Shape, indices: Shape) => Shape): ShapeRule =>
  (context) => {
    const [data, indices] = [given(context, 0), given(context, 1)];
    checkInput(context, 2, places(data.shape, indices.shape), 'the updates');
    return [data];
  };

/** Shapes of the updates. */
const places = {
  GatherElements: scattered((_, indices) => indices),
  GatherND: scattered((data, indices) => [
    ...indices.slice(0, -1),
    ...data.slice(indices[indices.length - 1]),
  ]),
};

/** Gradients of a scatter: what was overwritten gets none, each update gets the gradient of its place. */
function scatter(read: 'GatherElements' | 'GatherND'): Operator {
  return {
    shape: places[read],
    gradient: ({ builder, node, upstream: [dy], wanted }) => {
      if (dy === undefined) return [];
      const reduction = stringOf(node.attributes, 'reduction', 'none');
      if (reduction !== 'none' && reduction !== 'add')
        throw new Error(`gradient of a scatter with ${reduction}`);
      const [, indices, updates] = node.inputs;
      const axis = intOf(node.attributes, 'axis', 0);
      const blank = () =>
        builder.emit(
          node.op,
          [dy, indices, zerosLike(builder, updates)],
          node.op === 'ScatterND' ? {} : { axis: int(axis) },
        );
      return [
        wanted(0) ? (reduction === 'add' ? dy : blank()) : undefined,
        undefined,
        wanted(2)
          ? builder.emit(read, [dy, indices], read === 'GatherND' ? {} : { axis: int(axis) })
          : undefined,
      ];
    },
  };
}

/** 0, 1, … along an axis whose size may be the batch's. */
function counting(builder: GraphBuilder, like: string, axis: number): string {
  const dim = builder.shape(like)[axis];
  if (dim >= 0) return builder.int64(Array.from({ length: dim }, (_, i) => i));
  const size = builder.emit('Gather', [builder.emit('Shape', [like]), builder.int64([axis], [])]);
  return builder.emit('Range', [builder.int64([0], []), size, builder.int64([1], [])]);
}

/** Indices with those of the first `batch` axes written in front of them, which GatherND leaves out as understood. */
function withPlaces(builder: GraphBuilder, data: string, indices: string, batch: number): string {
  if (batch === 0) return indices;
  const shape = builder.shape(indices);
  const like = slice(builder, indices, [[shape.length - 1, 0, 1]]);
  const places = Array.from({ length: batch }, (_, axis) => {
    const column = shape.map((_, at) => (at === axis ? builder.shape(data)[axis] : 1));
    return expandLike(builder, builder.reshape(counting(builder, data, axis), column), like);
  });
  return builder.emit('Concat', [...places, indices], { axis: int(shape.length - 1) });
}

const gatherND: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const indices = given(context, 1).shape;
    const batch = intOf(context.node.attributes, 'batch_dims', 0);
    const depth = indices[indices.length - 1];
    if (
      !sameShape(shape.slice(0, batch), indices.slice(0, batch)) ||
      depth < 0 ||
      batch + depth > shape.length
    ) {
      throw new Error('indices do not fit');
    }
    return [{ dtype, shape: [...indices.slice(0, -1), ...shape.slice(batch + depth)] }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [data] = node.inputs;
    const indices = withPlaces(builder, data, node.inputs[1], intOf(node.attributes, 'batch_dims', 0));
    return [builder.emit('ScatterND', [zerosLike(builder, data), indices, dy], { reduction: string('add') })];
  },
};

const topK: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const axis = axisOf(intOf(context.node.attributes, 'axis', -1), shape.length);
    const k = context.opset >= 10 ? needInts(context, 1, 'k')[0] : intOf(context.node.attributes, 'k', 1);
    if (!(k >= 0) || shape[axis] < k) throw new Error(`k = ${k} is more than there is`);
    const result = withDim(shape, axis, k);
    return [
      { dtype, shape: result },
      { dtype: 'int64', shape: result },
    ];
  },
  convention: 'of equal values the one with the lower index comes first and gets the gradient',
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const indices = node.outputs[1] || builder.output(node, 1);
    const axis = axisOf(intOf(node.attributes, 'axis', -1), builder.shape(dy).length);
    return [addElements(builder, node.inputs[0], indices, dy, axis)];
  },
};

const cumSum: Operator = {
  shape: likeFirst,
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const reversed = 1 - intOf(node.attributes, 'reverse', 0);
    return [builder.emit('CumSum', [dy, node.inputs[1]], { ...node.attributes, reverse: int(reversed) })];
  },
};

export const indexing: OperatorTable = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  ScatterElements: scatter('GatherElements'),
  ScatterND: scatter('GatherND'),
  TopK: topK,
  CumSum: cumSum,
};
