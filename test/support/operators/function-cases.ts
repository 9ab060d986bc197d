import { float, int, string } from '../../../src/graph/ir.ts';
import type { CaseAttributes, OperatorCase } from './case.ts';
import { fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

/** A function of one value, in an operator set that has it. */
const unary = (
  op: string,
  values: (draw: Draw, dims: readonly number[]) => number[] = (draw, dims) => draw.values(dims),
  { attributes, opsets }: { attributes?: (draw: Draw) => CaseAttributes; opsets?: readonly number[] } = {},
): OperatorCase => ({
  op,
  perSample: true,
  instance: (draw) => {
    const dims = draw.shape();
    return {
      ...(opsets && { opset: draw.pick(...opsets) }),
      inputs: [variable(dims, values(draw, dims))],
      attributes: attributes?.(draw) ?? {},
    };
  },
});

const from = (low: number, high: number) => (draw: Draw, dims: readonly number[]) =>
  draw.values(dims, low, high);

const bits = (op: string, count: number, attributes: CaseAttributes = {}): OperatorCase => ({
  op,
  instance: (draw) => {
    const dims = draw.shape();
    const dtype = op === 'BitShift' ? 'uint8' : 'int32';
    const input = () => ({ dims, values: draw.values(dims, 0, 7).map(Math.floor), dtype }) as const;
    return { opset: draw.pick(18, 21), inputs: Array.from({ length: count }, input), attributes };
  },
});

export const functionCases: readonly OperatorCase[] = [
  ...['Sin', 'Cos', 'Atan', 'Sinh', 'Cosh', 'Asinh'].map((op) => unary(op)),
  unary('Tan', from(-1, 1)),
  ...['Asin', 'Acos', 'Atanh'].map((op) => unary(op, from(-0.6, 0.6))),
  unary('Acosh', from(1.75, 3)),
  unary('Mish', undefined, { opsets: [18, 22] }),
  unary('Gelu', undefined, {
    opsets: [20, 21],
    attributes: (draw) => ({ approximate: draw.pick(undefined, string('none'), string('tanh')) }),
  }),
  {
    ...unary('Swish', undefined, {
      opsets: [24],
      attributes: (draw) => ({ alpha: draw.pick(undefined, float(1.5)) }),
    }),
    imported: true,
  },
  unary('Shrink', (draw, dims) => draw.away(dims, [-0.75, 0.75]), {
    attributes: (draw) => ({ lambd: float(0.75), bias: draw.pick(undefined, float(0.25)) }),
  }),
  ...[11, 17].map((opset): OperatorCase => ({
    op: 'Hardmax',
    about: `set ${opset}`,
    instance: (draw) => {
      const dims = draw.shape(draw.int(2, 3));
      return {
        opset,
        inputs: [variable(dims, draw.distinct(dims))],
        attributes: { axis: int(draw.int(1, dims.length - 1)) },
      };
    },
  })),
  bits('BitShift', 2, { direction: string('RIGHT') }),
  ...['BitwiseAnd', 'BitwiseOr', 'BitwiseXor'].map((op) => bits(op, 2)),
  bits('BitwiseNot', 1),
  {
    op: 'CastLike',
    imported: true,
    instance: (draw) => {
      const dims = draw.shape();
      return { inputs: [variable(dims, draw.values(dims)), { dims: [1], values: [0], fixed: true }] };
    },
  },
  {
    op: 'Trilu',
    perSample: true,
    instance: (draw) => {
      const dims = draw.shape(draw.int(3, 4), 4);
      const shift = draw.chance() ? [fixedInts([draw.int(-1, 2)], [])] : [];
      return {
        inputs: [variable(dims, draw.values(dims)), ...shift],
        attributes: { upper: draw.pick(undefined, int(0), int(1)) },
      };
    },
  },
  {
    op: 'EyeLike',
    instance: (draw) => {
      const dims = draw.shape(2);
      return { inputs: [weight(dims, draw.values(dims))], attributes: { k: int(draw.int(-1, 1)) } };
    },
  },
  {
    op: 'OneHot',
    instance: (draw) => {
      const dims = draw.shape(draw.int(1, 2));
      const values = draw.values(dims, 0, 4).map(Math.floor);
      return {
        inputs: [
          { dims, values, dtype: 'int64' },
          fixedInts([4], draw.pick([], [1])),
          weight([2], draw.values([2])),
        ],
        attributes: { axis: draw.pick(undefined, int(-1), int(0), int(1)) },
      };
    },
  },
];
