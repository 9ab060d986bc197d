import type { Constant, GraphNode, ValueType } from '../ir.ts';
import { intOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { given, shapeFrom } from '../shapes.ts';

/** The value that a Constant node holds in one of its attributes. */
export function constantValue({ attributes }: GraphNode): Constant {
  const attribute = Object.values(attributes)[0];
  const float32 = (values: readonly number[], dims: readonly number[]): Constant => ({
    dtype: 'float32',
    dims,
    data: Float32Array.from(values),
  });
  const int64 = (values: readonly number[], dims: readonly number[]): Constant => ({
    dtype: 'int64',
    dims,
    data: BigInt64Array.from(values, BigInt),
  });
  switch (attribute?.kind) {
    case 'tensor':
      return attribute.value;
    case 'float':
      return float32([attribute.value], []);
    case 'floats':
      return float32(attribute.value, [attribute.value.length]);
    case 'int':
      return int64([attribute.value], []);
    case 'ints':
      return int64(attribute.value, [attribute.value.length]);
    default:
      throw new Error('a constant that holds no numbers is not supported');
  }
}

const typeOf = ({ dtype, dims }: Constant): ValueType => ({ dtype, shape: dims });

const constantOfShape: Operator = {
  shape: (context) => {
    const target = context.known(0);
    if (!target) throw new Error('the shape is computed during the run');
    const value = context.node.attributes['value'];
    const dtype = value?.kind === 'tensor' ? value.value.dtype : 'float32';
    return [{ dtype, shape: shapeFrom(target.data) }];
  },
  gradient: 'zero',
};

const range: Operator = {
  shape: (context) => {
    const [start, limit, delta] = [0, 1, 2].map((index) => context.known(index)?.data[0]);
    const { dtype } = given(context, 0);
    if (start === 0 && delta === 1 && typeof limit === 'object') return [{ dtype, shape: [-limit.perBatch] }];
    if (typeof start !== 'number' || typeof limit !== 'number' || typeof delta !== 'number') {
      throw new Error('the range is computed during the run');
    }
    return [{ dtype, shape: [Math.max(0, Math.ceil((limit - start) / delta))] }];
  },
  gradient: 'zero',
};

const shapeOf: Operator = {
  shape: (context) => {
    const rank = given(context, 0).shape.length;
    const place = (axis: number) => Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    const { attributes } = context.node;
    const length = place(intOf(attributes, 'end', rank)) - place(intOf(attributes, 'start', 0));
    return [{ dtype: 'int64', shape: [Math.max(0, length)] }];
  },
  gradient: 'zero',
  ofShape: true,
};

export const constants: OperatorTable = {
  Constant: { shape: ({ node }) => [typeOf(constantValue(node))], gradient: 'zero' },
  ConstantOfShape: constantOfShape,
  Range: range,
  Shape: shapeOf,
  Size: { shape: () => [{ dtype: 'int64', shape: [] }], gradient: 'zero', ofShape: true },
};
