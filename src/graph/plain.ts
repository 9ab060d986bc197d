import type { GraphBuilder } from './builder.ts';
import { backEnd } from './emit.ts';
import { sliceRange } from './evaluate-layout.ts';
import type { GraphNode } from './ir.ts';
import { int, intOf, ints, intsOf } from './ir.ts';
import { paddedEnd } from './operators/pooling-max.ts';
import { poolWindow } from './operators/pooling.ts';
import { reach, spatial, spreadFrom } from './operators/window.ts';
import { axesOf, sameShape } from './shapes.ts';

/**
 * Equal, plainer forms of nodes: those that the engines compute faster, or that one of them computes wrongly otherwise
 * (onnxruntime-web 1.30, measured).
 */
type Form = (builder: GraphBuilder, node: GraphNode) => GraphNode;

/**
 * Pooling without `ceil_mode` where it changes nothing. Where a last window would lie in the padding alone, kernels leave it
 * out but the engine's shape inference counts it before operator set 22, and refuses what follows.
 */
const pool: Form = (builder, node) => {
  if (intOf(node.attributes, 'ceil_mode', 0) === 0) return node;
  const plain = { ...node, attributes: { ...node.attributes, ceil_mode: int(0) } };
  return sameShape(builder.shapeOf(node), builder.shapeOf(plain)) ? plain : node;
};

/** LpPool with the rows that `ceil_mode` adds written as padding, zeros that no sum feels: the engine's inference leaves them out. */
const lpPool: Form = (builder, node) => {
  if (intOf(node.attributes, 'ceil_mode', 0) === 0) return node;
  const window = poolWindow(node, builder.shape(node.inputs[0]));
  const rest = Object.entries(node.attributes).filter(
    ([name]) => name !== 'ceil_mode' && name !== 'auto_pad',
  );
  const pads = ints([...window.begin, ...paddedEnd(window)]);
  return { ...node, attributes: { ...Object.fromEntries(rest), pads } };
};

/**
 * ConvTranspose whose padding is written down: the engine's shape inference refuses an `output_shape` smaller than the input.
 */
const convTranspose: Form = (builder, node) => {
  if (!intsOf(node.attributes, 'output_shape')) return node;
  const [x, w] = node.inputs;
  const kernel = builder.shape(w).slice(2);
  const { strides, dilations, begin, end, outer, inner } = spreadFrom(
    node,
    spatial(builder.shape(x), kernel.length),
    kernel,
  );
  const extra = outer.map(
    (size, axis) =>
      size +
      begin[axis] +
      end[axis] -
      (inner[axis] - 1) * strides[axis] -
      reach(kernel[axis], dilations[axis]),
  );
  // More rows than that are not to be had by padding the output.
  if (extra.some((size, axis) => size >= Math.max(strides[axis], dilations[axis]))) return node;
  const written = { pads: ints([...begin, ...end]), output_padding: ints(extra) };
  const rest = Object.entries(node.attributes).filter(
    ([name]) => name !== 'output_shape' && name !== 'auto_pad',
  );
  return { ...node, attributes: { ...Object.fromEntries(rest), ...written } };
};

/** A Transpose that moves only axes of size 1 keeps the order of the values: a Reshape. */
const transpose: Form = (builder, node) => {
  const shape = builder.shape(node.inputs[0]);
  const perm = intsOf(node.attributes, 'perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
  const moved = perm.filter((axis) => shape[axis] !== 1);
  if (moved.some((axis, i) => i > 0 && axis < moved[i - 1]) || shape.includes(0)) return node;
  const target = builder.int64(perm.map((axis) => (shape[axis] < 0 ? -1 : shape[axis])));
  return { ...node, op: 'Reshape', inputs: [node.inputs[0], target], attributes: {} };
};

/** x² as a product: a power costs more, and its kernel on the GPU does not compile for some shapes. */
const pow: Form = (builder, node) => {
  const exponent = builder.constantOf(node.inputs[1]);
  const single = exponent?.data.length === 1 && exponent.dims.length <= builder.shape(node.inputs[0]).length;
  if (!single || Number(exponent.data[0]) !== 2) return node;
  return { ...node, op: 'Mul', inputs: [node.inputs[0], node.inputs[0]] };
};

/**
 * A Slice that runs backwards starts at the end of what a first, forward Slice has cut out: on WebGPU every backward Slice
 * starts at the last element, whatever its start says.
 */
const slice: Form = (builder, node) => {
  const [starts, ends, named, steps] = [1, 2, 3, 4].map((index) => {
    const data = node.inputs[index] ? builder.known(node.inputs[index])?.data : undefined;
    return data?.every((value) => typeof value === 'number') ? data : undefined;
  });
  if (!starts || !ends || !steps?.some((step) => step < 0)) return node;
  const shape = builder.shape(node.inputs[0]);
  const axes = axesOf(named ?? starts.map((_, axis) => axis), shape.length);
  const parts = axes.map((axis, i) => ({
    axis,
    ...sliceRange(shape[axis], starts[i], ends[i], steps[i]),
    step: steps[i],
  }));
  if (parts.some(({ axis, count }) => shape[axis] < 0 || count === 0)) return node;
  const list = (read: (part: (typeof parts)[number]) => number) => builder.int64(parts.map(read));
  const low = (part: (typeof parts)[number]) =>
    part.step > 0 ? part.first : part.first + part.step * (part.count - 1);
  const high = (part: (typeof parts)[number]) =>
    part.step > 0 ? part.first + part.step * (part.count - 1) : part.first;
  const cut = builder.emit('Slice', [
    node.inputs[0],
    list(low),
    list((part) => high(part) + 1),
    list(({ axis }) => axis),
  ]);
  const from = list(({ step }) => (step > 0 ? 0 : -1));
  const to = list(({ step }) => (step > 0 ? 0x7fffffff : backEnd));
  return { ...node, inputs: [cut, from, to, list(({ axis }) => axis), list(({ step }) => step)] };
};

const forms: Readonly<Record<string, Form>> = {
  MaxPool: pool,
  AveragePool: pool,
  LpPool: lpPool,
  ConvTranspose: convTranspose,
  Transpose: transpose,
  Pow: pow,
  Slice: slice,
};

/** The node in its plainest form; what comes before it, if anything, is emitted. */
export function plainest(builder: GraphBuilder, node: GraphNode): GraphNode {
  return node.domain === undefined && Object.hasOwn(forms, node.op) ? forms[node.op](builder, node) : node;
}
