import { intOf, intsOf } from '../ir.ts';
import type { GraphNode, Shape, ValueType } from '../ir.ts';
import type { GradientContext, OperatorTable, ShapeContext } from '../operator.ts';
import { averageGradient } from './pooling-average.ts';
import { lpPoolGradient } from './pooling-lp.ts';
import { maxByIndex, maxByMask } from './pooling-max.ts';
import { unpoolGradient, unpoolShape } from './unpool.ts';
import { floatInput, slideOver, spatial } from './window.ts';
import type { Window } from './window.ts';

export function poolWindow(node: GraphNode, x: Shape): Window {
  const kernel = intsOf(node.attributes, 'kernel_shape');
  if (!kernel || kernel.length < 1 || kernel.length > 3)
    throw new Error('only kernels of one to three axes are known');
  return slideOver(node, spatial(x, kernel.length), kernel);
}

function poolShape(context: ShapeContext): ValueType[] {
  const x = floatInput(context);
  return [{ dtype: 'float32', shape: [x[0], x[1], ...poolWindow(context.node, x).inner] }];
}

function maxShape(context: ShapeContext): ValueType[] {
  const [values] = poolShape(context);
  return [values, { dtype: 'int64', shape: values.shape }];
}

function maxGradient({ builder, node, upstream, target }: GradientContext) {
  const dy = upstream[0];
  if (dy === undefined) return [];
  const window = poolWindow(node, builder.shape(node.inputs[0]));
  // Indices that count column by column are of no use for a scatter of rows.
  const byIndex = target === 'wasm' && intOf(node.attributes, 'storage_order', 0) === 0;
  return [byIndex ? maxByIndex(builder, node, dy, window) : maxByMask(builder, node, dy, window, target)];
}

function averagePoolGradient({ builder, node, upstream, target }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const x = builder.shape(node.inputs[0]);
  const counted = intOf(node.attributes, 'count_include_pad', 0) !== 0;
  return [averageGradient(builder, upstream[0], x, poolWindow(node, x), counted, target)];
}

function lpGradient({ builder, node, upstream, target }: GradientContext) {
  if (upstream[0] === undefined) return [];
  const window = poolWindow(node, builder.shape(node.inputs[0]));
  return [lpPoolGradient({ builder, node, dy: upstream[0], target, window })];
}

export const pooling: OperatorTable = {
  MaxPool: {
    shape: maxShape,
    gradient: maxGradient,
    convention: 'the first largest value of a window, as PyTorch',
  },
  AveragePool: { shape: poolShape, gradient: averagePoolGradient },
  LpPool: {
    shape: poolShape,
    gradient: lpGradient,
    convention: 'where a window is all zeros the gradient is 0',
  },
  MaxUnpool: { shape: unpoolShape, gradient: unpoolGradient },
};
