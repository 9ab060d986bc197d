import { slice } from '../emit.ts';
import type { Dim, GraphNode, Shape } from '../ir.ts';
import { intsOf } from '../ir.ts';
import type { KnownTensor } from '../known.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { axesOf, given } from '../shapes.ts';

/** The shape that a centred crop or border is to bring about. */
function targetOf(node: GraphNode, shape: Shape, asked: KnownTensor | undefined): Dim[] {
  if (!asked) throw new Error('the new shape is computed during the run');
  const named = intsOf(node.attributes, 'axes');
  const axes = named ? axesOf(named, shape.length) : shape.map((_, axis) => axis);
  if (axes.length !== asked.data.length) throw new Error('axes and shape do not fit');
  const target = shape.map((dim, axis): Dim => {
    const value = axes.includes(axis) ? asked.data[axes.indexOf(axis)] : undefined;
    return value === undefined ? dim : typeof value === 'number' ? value : -value.perBatch;
  });
  if (target.some((dim, axis) => (dim < 0 || shape[axis] < 0) && dim !== shape[axis]))
    throw new Error('crops or pads the batch');
  return target;
}

/** Slices what is too large and pads what is too small, evenly; the odd one goes to the end. */
const centerCropPad: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    return [{ dtype, shape: targetOf(context.node, shape, context.known(1)) }];
  },
  lower: (builder, node) => {
    const shape = builder.shape(node.inputs[0]);
    const target = targetOf(node, shape, builder.known(node.inputs[1]));
    const cuts = shape.flatMap((dim, axis) => {
      const start = Math.floor((dim - target[axis]) / 2);
      return target[axis] < dim && dim > 0 ? [[axis, start, start + target[axis]] as const] : [];
    });
    const missing = shape.map((dim, axis) => (dim < 0 ? 0 : Math.max(0, target[axis] - dim)));
    const before = missing.map((count) => Math.floor(count / 2));
    const pads = builder.int64([...before, ...missing.map((count, axis) => count - before[axis])]);
    const cut = slice(builder, node.inputs[0], cuts);
    builder.append({ ...node, op: 'Pad', inputs: [cut, pads], attributes: {} });
  },
};

export const cropping: OperatorTable = { CenterCropPad: centerCropPad };
