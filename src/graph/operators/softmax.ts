import type { GraphBuilder } from '../builder.ts';
import { reduce } from '../emit.ts';
import { intOf } from '../ir.ts';
import type { GraphNode, Shape } from '../ir.ts';
import type { GradientContext, Operator, OperatorTable, ShapeRule } from '../operator.ts';
import { axisOf, given } from '../shapes.ts';

/** Axes over which a Softmax sums: one from operator set 13, all from `axis` on before (the input was seen as a matrix). */
export function softmaxAxes(node: GraphNode, shape: Shape, opset: number): number[] {
  if (opset >= 13) return [axisOf(intOf(node.attributes, 'axis', -1), shape.length)];
  const first = intOf(node.attributes, 'axis', 1);
  const from = first === shape.length ? first : axisOf(first, shape.length);
  return shape.map((_, axis) => axis).filter((axis) => axis >= from);
}

const shape: ShapeRule = (context) => {
  const type = given(context, 0);
  softmaxAxes(context.node, type.shape, context.opset);
  return [type];
};

function rule(
  gradient: (builder: GraphBuilder, dy: string, y: string, axes: readonly number[]) => string,
): Operator {
  return {
    shape,
    gradient: ({ builder, node, upstream: [dy], wanted }: GradientContext) => {
      if (dy === undefined || !wanted(0)) return [];
      return [
        gradient(
          builder,
          dy,
          node.outputs[0],
          softmaxAxes(node, builder.shape(node.inputs[0]), builder.opset),
        ),
      ];
    },
  };
}

export const softmax: OperatorTable = {
  /** y · (dy − Σ dy·y) */
  Softmax: rule((builder, dy, y, axes) => {
    const mean = reduce(builder, 'ReduceSum', builder.mul(dy, y), axes, true);
    return builder.mul(y, builder.sub(dy, mean));
  }),
  /** dy − softmax(x) · Σ dy */
  LogSoftmax: rule((builder, dy, y, axes) => {
    const sum = reduce(builder, 'ReduceSum', dy, axes, true);
    return builder.sub(dy, builder.mul(builder.emit('Exp', [y]), sum));
  }),
  /** 1 at the largest value, 0 elsewhere. */
  Hardmax: { shape, gradient: 'zero' },
};
