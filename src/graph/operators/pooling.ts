import type { GraphBuilder } from '../builder.ts';
import { intOf, intsOf, sizeOf } from '../ir.ts';
import type { GraphNode, Shape, ValueType } from '../ir.ts';
import type { GradientContext, OperatorTable, ShapeContext } from '../operator.ts';
import { averageGradient } from './pooling-average.ts';
import { maxByIndex, maxByMask } from './pooling-max.ts';
import { slideOver, spatial } from './window.ts';
import type { Window } from './window.ts';

export function poolWindow(node: GraphNode, x: Shape): Window {
  const kernel = intsOf(node.attributes, 'kernel_shape');
  if (!kernel || kernel.length < 1 || kernel.length > 2)
    throw new Error('only 1-D and 2-D kernels are known');
  return slideOver(node, spatial(x, kernel.length), kernel);
}

function floatInput({ inputs }: ShapeContext, index = 0): Shape {
  const type = inputs[index];
  if (!type) throw new Error(`input ${index} is absent`);
  if (type.dtype !== 'float32') throw new Error(`input ${index} is ${type.dtype}, not float32`);
  return type.shape;
}

function poolShape(context: ShapeContext): ValueType[] {
  const x = floatInput(context);
  const shape = [x[0], x[1], ...poolWindow(context.node, x).inner];
  return [
    { dtype: 'float32', shape },
    { dtype: 'int64', shape },
  ];
}

function globalShape(context: ShapeContext): ValueType[] {
  const x = floatInput(context);
  return [{ dtype: 'float32', shape: x.map((size, axis) => (axis < 2 ? size : 1)) }];
}

function maxGradient({ builder, node, upstream, target }: GradientContext) {
  const dy = upstream[0];
  if (dy === undefined) return [];
  if (intOf(node.attributes, 'storage_order', 0) !== 0) throw new Error('column-major indices are not known');
  const window = poolWindow(node, builder.shape(node.inputs[0]));
  return [target === 'wasm' ? maxByIndex(builder, node, dy, window) : maxByMask(builder, node, dy, window)];
}

function averagePoolGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const x = builder.shape(node.inputs[0]);
  const counted = intOf(node.attributes, 'count_include_pad', 0) !== 0;
  return [averageGradient(builder, upstream[0], x, poolWindow(node, x), counted)];
}

function globalAverageGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const sizes = builder.shape(node.inputs[0]).slice(2);
  const count = sizeOf(sizes);
  const share = builder.floats(new Float32Array(count).fill(1 / count), [1, 1, ...sizes]);
  return [builder.mul(upstream[0], share)];
}

/** MaxUnpool as the lab emits it: the shape of its result is given, by a constant or by the shape of another value. */
function unpoolShape(context: ShapeContext): ValueType[] {
  floatInput(context);
  const shape = context.dimensions(2);
  if (!shape) throw new Error('the shape of its result is not given');
  return [{ dtype: 'float32', shape }];
}

/** Each value went to the place its index names, so its gradient is what arrived there. */
function unpoolGradient({ builder, node, upstream }: GradientContext) {
  if (upstream[0] === undefined) return [];
  return [gatherFlat(builder, upstream[0], node.inputs[1])];
}

/** Values of a tensor at flat positions, in the shape of the positions. */
export function gatherFlat(builder: GraphBuilder, values: string, positions: string): string {
  return builder.emit('Gather', [builder.reshape(values, [sizeOf(builder.shape(values))]), positions]);
}

export const pooling: OperatorTable = {
  MaxPool: {
    shape: poolShape,
    gradient: maxGradient,
    convention: 'the first largest value of a window, as PyTorch',
  },
  AveragePool: { shape: poolShape, gradient: averagePoolGradient },
  GlobalAveragePool: { shape: globalShape, gradient: globalAverageGradient },
  MaxUnpool: { shape: unpoolShape, gradient: unpoolGradient },
};
