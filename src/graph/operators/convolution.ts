import type { GraphBuilder } from '../builder.ts';
import { slice } from '../emit.ts';
import { int, intOf, ints, intsOf } from '../ir.ts';
import type { Attributes, GraphNode, Shape } from '../ir.ts';
import type { GradientContext, OperatorTable, ShapeContext } from '../operator.ts';
import { checkInput, sameShape } from '../shapes.ts';
import { inputGradient, kernelGradient } from './convolution-gradients.ts';
import { emitConvolution } from './grouped.ts';
import { slideOver, spatial, spreadFrom } from './window.ts';
import type { Window } from './window.ts';

function operand({ inputs }: ShapeContext, index: number): { dtype: 'float32'; shape: Shape } {
  const type = inputs[index];
  if (!type) throw new Error(`input ${index} is absent`);
  if (type.dtype !== 'float32') throw new Error(`input ${index} is ${type.dtype}, not float32`);
  return { dtype: 'float32', shape: type.shape };
}

function kernelOf(weights: Shape, { attributes }: GraphNode): number[] {
  const kernel = weights.slice(2);
  const stated = intsOf(attributes, 'kernel_shape') ?? kernel;
  if (!sameShape(stated, kernel)) throw new Error('kernel_shape is not that of the weights');
  if (kernel.length < 1 || kernel.length > 3) throw new Error('only kernels of one to three axes are known');
  if (kernel.some((size) => size < 0)) throw new Error('the kernel size depends on the batch size');
  return kernel;
}

function convShape(context: ShapeContext) {
  const { shape: x } = operand(context, 0);
  const { shape: w } = operand(context, 1);
  const kernel = kernelOf(w, context.node);
  const group = intOf(context.node.attributes, 'group', 1);
  if (x[1] !== w[1] * group) throw new Error(`has ${x[1]} channels where its weights expect ${w[1] * group}`);
  if (!(group >= 1) || w[0] % group !== 0) throw new Error('its groups do not divide the channels');
  checkInput(context, 2, [w[0]], 'the bias');
  const window = slideOver(context.node, spatial(x, kernel.length), kernel);
  return [{ dtype: 'float32' as const, shape: [x[0], w[0], ...window.inner] }];
}

function transposeShape(context: ShapeContext) {
  const { shape: x } = operand(context, 0);
  const { shape: w } = operand(context, 1);
  const kernel = kernelOf(w, context.node);
  const group = intOf(context.node.attributes, 'group', 1);
  if (x[1] !== w[0]) throw new Error(`has ${x[1]} channels where its weights expect ${w[0]}`);
  if (!(group >= 1) || w[0] % group !== 0) throw new Error('its groups do not divide the channels');
  checkInput(context, 2, [w[1] * group], 'the bias');
  const window = spreadFrom(context.node, spatial(x, kernel.length), kernel);
  return [{ dtype: 'float32' as const, shape: [x[0], w[1] * group, ...window.outer] }];
}

/** Attributes of Conv for a window whose paddings are already numbers. */
export function convAttributes({ strides, dilations, begin, end }: Window, group: number): Attributes {
  return {
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints([...begin, ...end]),
    group: int(group),
  };
}

/** Sum over all but the channels. Unpooling only moves values, so a sum behind it is taken before it, of fewer values. */
function biasGradient(builder: GraphBuilder, upstream: string): string {
  const producer = builder.producerOf(upstream);
  const source = producer?.op === 'MaxUnpool' ? producer.inputs[0] : upstream;
  const axes = builder.shape(source).flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return builder.sum(source, axes, false);
}

function convWindow(builder: GraphBuilder, node: GraphNode): Window {
  const kernel = kernelOf(builder.shape(node.inputs[1]), node);
  return slideOver(node, spatial(builder.shape(node.inputs[0]), kernel.length), kernel);
}

function convGradient({ builder, node, upstream, wanted, target }: GradientContext) {
  const dy = upstream[0];
  if (dy === undefined) return [];
  const [x, w] = node.inputs;
  const group = intOf(node.attributes, 'group', 1);
  const window = convWindow(builder, node);
  return [
    wanted(0) ? inputGradient({ builder, dy, w, window, group, target }) : undefined,
    wanted(1) ? kernelGradient({ builder, x, dy, window, group, target }) : undefined,
    wanted(2) ? biasGradient(builder, dy) : undefined,
  ];
}

/** ConvTranspose is the input gradient of the Conv with the same weights; that Conv is therefore its own input gradient. */
function transposeGradient({ builder, node, upstream, wanted, target }: GradientContext) {
  const dy = upstream[0];
  if (dy === undefined) return [];
  const [x, w] = node.inputs;
  const group = intOf(node.attributes, 'group', 1);
  const kernel = kernelOf(builder.shape(w), node);
  const window = spreadFrom(node, spatial(builder.shape(x), kernel.length), kernel);
  const read = () => {
    const all = emitConvolution(builder, 'Conv', [dy, w], convAttributes(window, group), target);
    return firstPositions(builder, all, window.inner);
  };
  return [
    wanted(0) ? read() : undefined,
    wanted(1) ? kernelGradient({ builder, x: dy, dy: x, window, group, target }) : undefined,
    wanted(2) ? biasGradient(builder, dy) : undefined,
  ];
}

/** Positions after the last belong to rows that output_padding or output_shape added: they had no input. */
function firstPositions(builder: GraphBuilder, a: string, counts: readonly number[]): string {
  const sizes = builder.shape(a).slice(2);
  const cuts = counts.flatMap((count, axis) =>
    count === sizes[axis] ? [] : [[axis + 2, 0, count] as const],
  );
  return slice(builder, a, cuts);
}

export const convolution: OperatorTable = {
  Conv: { shape: convShape, gradient: convGradient },
  ConvTranspose: { shape: transposeShape, gradient: transposeGradient },
};
