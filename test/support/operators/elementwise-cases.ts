import { float, int } from '../../../src/graph/ir.ts';
import type { CaseAttributes, CaseInput, OperatorCase } from './case.ts';
import { fixedFloat, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

/** A function of one value. */
const unary = (
  op: string,
  values: (draw: Draw, dims: readonly number[]) => number[] = (draw, dims) => draw.values(dims),
  attributes: (draw: Draw) => CaseAttributes = () => ({}),
): OperatorCase => ({
  op,
  perSample: true,
  instance: (draw) => {
    const dims = draw.shape();
    return { inputs: [variable(dims, values(draw, dims))], attributes: attributes(draw) };
  },
});

const from = (low: number, high: number) => (draw: Draw, dims: readonly number[]) =>
  draw.values(dims, low, high);
const away =
  (...kinks: number[]) =>
  (draw: Draw, dims: readonly number[]) =>
    draw.away(dims, kinks, -4, 4);
const alpha = (draw: Draw): CaseAttributes =>
  draw.chance() ? {} : { alpha: float(draw.pick(0.25, 0.5, 1.5)) };

/** Two operands of which either may be the narrower one. */
function operands(
  draw: Draw,
  values: (dims: readonly number[], index: number) => number[],
  count = 2,
): CaseInput[] {
  const wide = draw.shape();
  const widest = draw.int(0, count - 1);
  return Array.from({ length: count }, (_, index) => {
    const dims = index === widest ? wide : draw.narrower(wide);
    const batched = dims.length === wide.length && (dims[0] === wide[0] || index === widest);
    return batched ? variable(dims, values(dims, index)) : weight(dims, values(dims, index));
  });
}

const binary = (op: string, right: readonly [number, number] = [-2, 2]): OperatorCase => ({
  op,
  runs: 12,
  instance: (draw) => ({
    inputs: operands(draw, (dims, index) => (index === 0 ? draw.values(dims) : draw.values(dims, ...right))),
  }),
});

const variadic = (op: string): OperatorCase => ({
  op,
  instance: (draw) => {
    const count = draw.int(1, 4);
    return { inputs: operands(draw, (dims, index) => draw.distinct(dims, count, index), count) };
  },
});

const comparison = (op: string): OperatorCase => ({
  op,
  instance: (draw) => ({ inputs: operands(draw, (dims) => draw.values(dims)) }),
});

const booleans = (op: string, count: number): OperatorCase => ({
  op,
  instance: (draw) => ({
    inputs: operands(draw, (dims) => draw.values(dims, 0, 1).map(Math.round), count).map((input) => ({
      ...input,
      dtype: 'bool' as const,
      fixed: true,
    })),
  }),
});

const clip = (about: string, opset: number): OperatorCase => ({
  op: 'Clip',
  about,
  instance: (draw) => {
    const dims = draw.shape();
    const x = variable(dims, draw.away(dims, [-0.75, 0.5]));
    const [low, high] = [draw.chance(), draw.chance()];
    if (opset >= 11)
      return {
        opset,
        inputs: [x, low ? fixedFloat(-0.75) : undefined, high ? weight([], [0.5]) : undefined],
      };
    return {
      opset,
      inputs: [x],
      attributes: { ...(low && { min: float(-0.75) }), ...(high && { max: float(0.5) }) },
    };
  },
});

export const elementwiseCases: readonly OperatorCase[] = [
  ...['Neg', 'Exp', 'Erf', 'Sigmoid', 'Tanh', 'Softplus', 'Identity'].map((op) => unary(op)),
  unary('Log', from(0.5, 3)),
  unary('Sqrt', from(0.5, 3)),
  unary('Reciprocal', (draw, dims) => draw.away(dims, [0], -3, 3, 0.6)),
  ...['Sign', 'Floor', 'Ceil', 'Round', 'IsNaN', 'IsInf'].map((op) => unary(op)),
  ...['Abs', 'Relu', 'Softsign'].map((op) => unary(op, away(0))),
  ...['LeakyRelu', 'Elu', 'Celu'].map((op) => unary(op, away(0), alpha)),
  unary('Selu', away(0), (draw) => (draw.chance() ? {} : { alpha: float(1.5), gamma: float(0.75) })),
  unary('ThresholdedRelu', away(1), () => ({ alpha: float(1) })),
  unary('HardSigmoid', away(-2.5, 2.5)),
  unary('HardSwish', away(-3, 3)),
  unary('Cast', undefined, () => ({ to: int(1) })),
  clip('bounds as inputs', 17),
  clip('bounds as attributes', 9),
  {
    op: 'PRelu',
    instance: (draw) => {
      const dims = draw.shape();
      const slope = draw.narrower(dims);
      const batch = slope.length < dims.length;
      return { inputs: [variable(dims, draw.away(dims, [0]), batch), weight(slope, draw.values(slope))] };
    },
  },
  binary('Add'),
  binary('Sub'),
  binary('Mul'),
  binary('Div', [0.75, 2]),
  {
    op: 'Pow',
    about: 'exponent computed',
    instance: (draw) => ({
      inputs: operands(draw, (dims, index) =>
        index === 0 ? draw.values(dims, 0.5, 2) : draw.values(dims, -1.5, 1.5),
      ),
    }),
  },
  {
    op: 'Pow',
    about: 'exponent fixed',
    imported: true,
    instance: (draw) => {
      const dims = draw.shape();
      return {
        inputs: [variable(dims, draw.away(dims, [0], -2, 2, 0.5)), fixedFloat(draw.pick(-1, 0, 1, 2, 3))],
      };
    },
  },
  {
    op: 'Mod',
    about: 'quotients away from integers',
    imported: true,
    instance: (draw) => {
      const dims = draw.shape();
      const divisor = draw.pick(2, 3);
      // Multiples of 1/4 that lie half a divisor away from the nearest multiple of it.
      const values = draw.values(dims, -3, 3).map((value) => divisor * (Math.floor(value) + 0.5));
      const by = draw.narrower(dims);
      const divisors = weight(
        by,
        draw.values(by).map(() => divisor),
      );
      return {
        inputs: [variable(dims, values, by.length < dims.length), divisors],
        attributes: { fmod: int(1) },
      };
    },
  },
  ...['Max', 'Min', 'Sum', 'Mean'].map(variadic),
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].map(comparison),
  ...['And', 'Or', 'Xor'].map((op) => booleans(op, 2)),
  booleans('Not', 1),
  {
    op: 'Where',
    instance: (draw) => {
      const [condition, a, b] = operands(draw, (dims) => draw.values(dims, 0, 1), 3);
      return {
        inputs: [
          { ...condition, values: condition.values.map(Math.round), dtype: 'bool', fixed: true },
          { ...a, batch: false },
          { ...b, batch: false },
        ],
      };
    },
  },
];
