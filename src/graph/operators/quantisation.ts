import type { GraphBuilder } from '../builder.ts';
import { cast, choose, compare, dtypeOf } from '../emit.ts';
import { int, intOf, sizeOf } from '../ir.ts';
import type { DType, GraphNode, Shape } from '../ir.ts';
import type { Operator, OperatorTable, ShapeContext } from '../operator.ts';
import { axisOf, given, sameShape } from '../shapes.ts';

/** Rounding to integers and back, as exporters write it around every operator (QDQ form). */

/**
 * How scales and zero points lie along a value: one for all, one per place of an axis, or one per block of an axis (operator
 * set 21). What is returned is a shape that broadcasts to the value's, and how often each entry repeats along `axis`.
 */
export interface Granularity {
  readonly shape: Shape;
  readonly axis: number;
  readonly repeat: number;
}

/** @throws Error where scale and value do not fit each other. */
export function granularityOf(node: GraphNode, value: Shape, scale: Shape): Granularity {
  if (sizeOf(scale) === 1 && scale.length <= 1) return { shape: [], axis: 0, repeat: 1 };
  const axis = axisOf(intOf(node.attributes, 'axis', 1), value.length);
  const repeat = intOf(node.attributes, 'block_size', 0);
  if (repeat > 0) {
    const blocks = value.map((dim, i) => (i === axis ? Math.ceil(dim / repeat) : dim));
    if (!sameShape(scale, blocks)) throw new Error('the scales do not fit the blocks');
    return { shape: scale, axis, repeat };
  }
  if (scale.length !== 1 || scale[0] !== value[axis]) throw new Error('the scales do not fit the axis');
  return { shape: value.map((dim, i) => (i === axis ? dim : 1)), axis, repeat: 1 };
}

/** Scales or zero points, as numbers that broadcast to the value. */
function aligned(builder: GraphBuilder, node: GraphNode, index: number): string {
  const value = builder.shape(node.inputs[0]);
  const { shape, axis, repeat } = granularityOf(node, value, builder.shape(node.inputs[1]));
  const numbers = builder.reshape(cast(builder, node.inputs[index], 'float32'), shape);
  if (repeat === 1) return numbers;
  const places = Array.from({ length: value[axis] }, (_, at) => Math.floor(at / repeat));
  return builder.emit('Gather', [numbers, builder.int64(places)], { axis: int(axis) });
}

function checkZeroPoint({ inputs }: ShapeContext): void {
  const [, scale, zero] = inputs;
  if (!scale || !zero || (sizeOf(scale.shape) === 1 && sizeOf(zero.shape) === 1)) return;
  if (!sameShape(scale.shape, zero.shape)) throw new Error('scale and zero point differ in shape');
}

const isQuantised = (dtype: DType): dtype is 'int8' | 'uint8' => dtype === 'int8' || dtype === 'uint8';

function quantisedType({ node, inputs }: ShapeContext): DType {
  const named = intOf(node.attributes, 'output_dtype', 0);
  return inputs[2]?.dtype ?? (named === 0 ? 'uint8' : dtypeOf(named));
}

/** First and last integer of a type. */
const range = { int8: [-128, 127], uint8: [0, 255] } as const;

const quantize: Operator = {
  shape: (context) => {
    const { shape } = given(context, 0);
    granularityOf(context.node, shape, given(context, 1).shape);
    checkZeroPoint(context);
    const dtype = quantisedType(context);
    if (!isQuantised(dtype)) throw new Error(`quantisation to ${dtype} is not supported`);
    return [{ dtype, shape }];
  },
  straightThrough: true,
  convention:
    'straight through: as if there were no rounding where the rounded value lies among the integers of the type, 0 where it saturates',
  gradient: ({ builder, node, upstream: [dq], wanted }) => {
    if (wanted(1)) throw new Error('gradient by a scale that is computed');
    if (dq === undefined || !wanted(0)) return [];
    const scale = aligned(builder, node, 1);
    const rounded = builder.emit('Round', [builder.div(node.inputs[0], scale)]);
    const level = node.inputs[2] ? builder.add(rounded, aligned(builder, node, 2)) : rounded;
    const { dtype } = builder.type(node.outputs[0]);
    const [first, last] = range[isQuantised(dtype) ? dtype : 'uint8'];
    const inside = builder.emit('And', [
      compare(builder, 'GreaterOrEqual', level, first),
      compare(builder, 'LessOrEqual', level, last),
    ]);
    return [choose(builder, inside, builder.div(dq, scale), 0)];
  },
};

/** (q − zero point) · scale */
const dequantize: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    if (!isQuantised(dtype) && dtype !== 'int32')
      throw new Error(`quantisation to ${dtype} is not supported`);
    const scale = given(context, 1);
    granularityOf(context.node, shape, scale.shape);
    checkZeroPoint(context);
    return [{ dtype: scale.dtype, shape }];
  },
  quantised: true,
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const toScale = () => {
      const { shape, repeat } = granularityOf(node, builder.shape(dy), builder.shape(node.inputs[1]));
      if (repeat !== 1) throw new Error('gradient by scales of blocks');
      const level = cast(builder, node.inputs[0], 'float32');
      const distance = node.inputs[2] ? builder.sub(level, aligned(builder, node, 2)) : level;
      const sums = builder.unbroadcast(builder.mul(dy, distance), shape);
      return builder.reshape(sums, builder.shape(node.inputs[1]));
    };
    return [
      wanted(0) ? builder.mul(dy, aligned(builder, node, 1)) : undefined,
      wanted(1) ? toScale() : undefined,
    ];
  },
};

export const quantisation: OperatorTable = { QuantizeLinear: quantize, DequantizeLinear: dequantize };
