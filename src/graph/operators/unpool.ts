import type { GraphBuilder } from '../builder.ts';
import { intsOf, sizeOf } from '../ir.ts';
import type { Shape, ValueType } from '../ir.ts';
import type { GradientContext, ShapeContext } from '../operator.ts';
import { given, sameShape } from '../shapes.ts';
import { floatInput } from './window.ts';

/** Spatial sizes that MaxUnpool restores when it is not told: those that the strides and the kernel just cover. */
function covered({ attributes }: ShapeContext['node'], x: Shape): number[] {
  const kernel = intsOf(attributes, 'kernel_shape');
  const sizes = x.slice(2);
  if (kernel?.length !== sizes.length) throw new Error('kernel_shape does not fit');
  const strides = intsOf(attributes, 'strides') ?? kernel.map(() => 1);
  const pads = intsOf(attributes, 'pads') ?? [...kernel, ...kernel].map(() => 0);
  return sizes.map(
    (size, axis) => (size - 1) * strides[axis] + kernel[axis] - pads[axis] - pads[axis + kernel.length],
  );
}

/** MaxUnpool: the shape of its result is given by a third input or follows from the window. */
export function unpoolShape(context: ShapeContext): ValueType[] {
  const x = floatInput(context);
  if (!sameShape(given(context, 1).shape, x)) throw new Error('indices and values differ in shape');
  if (!context.node.inputs[2])
    return [{ dtype: 'float32', shape: [x[0], x[1], ...covered(context.node, x)] }];
  const shape = context.dimensions(2);
  if (!shape) throw new Error('the shape of its result is not given');
  return [{ dtype: 'float32', shape }];
}

/** Each value went to the place its index names, so its gradient is what arrived there. */
export function unpoolGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  return [gatherFlat(builder, upstream[0], node.inputs[1])];
}

/** Values of a tensor at flat positions, in the shape of the positions. */
function gatherFlat(builder: GraphBuilder, values: string, positions: string): string {
  return builder.emit('Gather', [builder.reshape(values, [sizeOf(builder.shape(values))]), positions]);
}
