import { sizeOf } from '../ir.ts';
import type { Shape, ValueType } from '../ir.ts';
import type { GradientContext, OperatorTable, ShapeContext } from '../operator.ts';
import { globalLpGradient } from './pooling-lp.ts';
import { toFirst } from './pooling-max.ts';
import { floatInput } from './window.ts';

/** Pooling over whole planes: [N, C, …] → [N, C, 1, …]. */

function globalShape(context: ShapeContext): ValueType[] {
  const x = floatInput(context);
  if (x.length < 3) throw new Error('there are no spatial axes');
  if (x.slice(2).some((size) => size < 1)) throw new Error('a spatial dimension depends on the batch size');
  return [{ dtype: 'float32', shape: x.map((size, axis) => (axis < 2 ? size : 1)) }];
}

function averageGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const sizes = builder.shape(node.inputs[0]).slice(2);
  const count = sizeOf(sizes);
  const share = builder.floats(new Float32Array(count).fill(1 / count), [1, 1, ...sizes]);
  return [builder.mul(upstream[0], share)];
}

function maxGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const shape = builder.shape(node.inputs[0]);
  const planes = shape[0] * shape[1];
  const flat = (name: string, to: Shape) => builder.reshape(name, to);
  const first = toFirst(
    builder,
    flat(node.inputs[0], [planes, sizeOf(shape.slice(2))]),
    flat(node.outputs[0], [planes, 1]),
    flat(upstream[0], [planes, 1]),
  );
  return [builder.reshape(first, shape)];
}

function lpGradient({ builder, node, upstream, target }: GradientContext) {
  if (upstream[0] === undefined) return [];
  return [globalLpGradient({ builder, node, dy: upstream[0], target })];
}

export const globalPooling: OperatorTable = {
  GlobalAveragePool: { shape: globalShape, gradient: averageGradient },
  GlobalMaxPool: {
    shape: globalShape,
    gradient: maxGradient,
    convention: 'the first largest value of a plane, as PyTorch',
  },
  GlobalLpPool: {
    shape: globalShape,
    gradient: lpGradient,
    convention: 'where a plane is all zeros the gradient is 0',
  },
};
