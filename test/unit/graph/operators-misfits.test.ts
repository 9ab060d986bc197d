import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { appendFolded, preparedOpset } from '../../../src/graph/fold.ts';
import { ints } from '../../../src/graph/ir.ts';
import type { Attribute, Attributes, Shape } from '../../../src/graph/ir.ts';
import { constantFrom } from '../../../src/graph/known.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { gradientOpset } from '../../../src/graph/upgrade.ts';
import type { OperatorCase } from '../../support/operators/case.ts';
import { cases } from '../../support/operators/cases.ts';
import { Draw } from '../../support/operators/draw.ts';

/** A shape that is not `dims`: an axis more, one less, or another size along one. */
function otherShape(dims: readonly number[], draw: Draw): number[] {
  const way = draw.int(0, 3);
  if (way === 0 || dims.length === 0) return [draw.int(1, 3), ...dims];
  if (way === 1) return dims.slice(1);
  const at = draw.int(0, dims.length - 1);
  return dims.map((dim, axis) => (axis === at ? (way === 2 ? dim + 1 : 2 * dim + 1) : dim));
}

/** One instance of a case with one operand after the first in another shape: refused, or with gradients of that shape. */
function misfit({ op, instance }: OperatorCase, draw: Draw): void {
  const drawn = instance(draw);
  const variables = drawn.inputs.flatMap((input, i) =>
    input && !input.fixed && (input.dtype ?? 'float32') === 'float32' ? [i] : [],
  );
  const changed = draw.pick(-1, ...variables.filter((index) => index > 0));
  if (changed < 0) return;
  const from = drawn.opset ?? gradientOpset;
  const builder = new GraphBuilder(preparedOpset(from));
  const inputs = drawn.inputs.map((input, index) => {
    if (!input) return '';
    const { dims, values, dtype = 'float32' } = input;
    const constant = input.fixed ? constantFrom({ dtype, dims, data: values }) : undefined;
    if (constant) return builder.defineConstant(`input${index}`, constant);
    return builder.input(`input${index}`, {
      dtype,
      shape: index === changed ? otherShape(dims, draw) : dims,
    });
  });
  const attributes = Object.fromEntries(
    Object.entries(drawn.attributes ?? {}).filter((entry): entry is [string, Attribute] => !!entry[1]),
  );
  const outputs = Array.from({ length: drawn.outputs ?? 1 }, (_, index) => `output${index}`);
  try {
    appendFolded(builder, { op, name: 'node', inputs, outputs, attributes }, { from });
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return;
  }
  if (builder.type('output0').dtype !== 'float32') return;
  differentiate(builder, 'output0', [inputs[changed]], 'wasm');
}

/** Cases whose operator has a gradient rule of its own. */
const ruled = cases.filter(({ op }) => typeof operators[op].gradient === 'function');

test.each(ruled.map((each) => [`${each.op} ${each.about ?? ''}`, each] as const))(
  '%s: an operand of another shape is refused by the shape rule, or its gradient has that shape',
  (_, testCase) => {
    fc.assert(
      fc.property(fc.gen(), (generate) => misfit(testCase, new Draw(generate))),
      { numRuns: 12, seed: 1 },
    );
  },
);

describe('what a damaged file once got past the shape rules', () => {
  const conv = (bias: Shape, attributes: Attributes = {}) => {
    const builder = new GraphBuilder(17);
    builder.input('x', { dtype: 'float32', shape: [-1, 2, 4, 4] });
    builder.input('w', { dtype: 'float32', shape: [3, 2, 3, 3] });
    builder.input('b', { dtype: 'float32', shape: bias });
    return () => builder.emit('Conv', ['x', 'w', 'b'], attributes);
  };

  test('a picture as the bias of a convolution', () => {
    expect(conv([3])).not.toThrow();
    expect(conv([-1, 2, 4, 4])).toThrow('the bias has the shape [N, 2, 4, 4], not [3]');
    expect(conv([2])).toThrow('the bias has the shape [2], not [3]');
  });

  test('a kernel_shape that is not that of the weights', () => {
    expect(conv([3], { kernel_shape: ints([3, 3]) })).not.toThrow();
    expect(conv([3], { kernel_shape: ints([3, 2]) })).toThrow('kernel_shape');
  });

  test('operands of two types', () => {
    const builder = new GraphBuilder(17);
    builder.input('x', { dtype: 'float32', shape: [-1, 2] });
    builder.input('i', { dtype: 'int32', shape: [2] });
    for (const op of ['Add', 'Max', 'Equal', 'Concat', 'PRelu'])
      expect(() => builder.emit(op, ['x', 'i'])).toThrow('operands of float32 and int32');
    builder.input('w', { dtype: 'float32', shape: [2, 2] });
    expect(() => builder.emit('Gemm', ['x', 'w', 'i'])).toThrow('int32');
  });
});
