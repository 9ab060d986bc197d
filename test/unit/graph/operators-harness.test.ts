import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import type { Shape } from '../../../src/graph/ir.ts';
import type { GradientRule, Operator } from '../../../src/graph/operator.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { UserError } from '../../../src/messages/index.ts';
import { cases } from '../../support/operators/cases.ts';
import { checkCase } from '../../support/operators/check.ts';
import { Draw } from '../../support/operators/draw.ts';

/** The proof of the operator rules is itself put to the proof: rules with one mistake each must not pass. */

const runtime = createWasmRuntime();
const table = operators as Record<string, Operator>;
const right = { ...operators };

afterEach(() => void Object.assign(table, right));

async function failure(op: string): Promise<string> {
  const testCase = cases.find((each) => each.op === op);
  if (!testCase) throw new Error(`no case for ${op}`);
  const result = await fc.check(
    fc.asyncProperty(fc.gen(), async (generate) => checkCase(runtime, testCase, new Draw(generate))),
    { numRuns: 12, seed: 1, endOnFailure: true },
  );
  return result.failed ? String(result.errorInstance) : '';
}

const ruleOf = (op: string): GradientRule => {
  const { gradient } = right[op];
  if (typeof gradient !== 'function') throw new Error(`${op} has no rule`);
  return gradient;
};

/** The operator's own rule with each gradient passed through `change`. */
const altered =
  (
    op: string,
    change: (context: Parameters<GradientRule>[0], gradient: string, index: number) => string,
  ): GradientRule =>
  (context) =>
    ruleOf(op)(context).map((gradient, index) => gradient && change(context, gradient, index));

test.each(['Tanh', 'Gemm', 'Conv', 'Slice', 'ReduceMean', 'Softmax'])(
  '%s scaled by 1.01 is noticed',
  async (op) => {
    const gradient = altered(op, ({ builder }, name) => builder.mul(name, builder.scalar(1.01)));
    table[op] = { ...right[op], gradient };
    expect(await failure(op)).toMatch(/order [12] by/);
  },
);

test('a right rule that cannot be differentiated again is noticed', async () => {
  table['ReduceProd'] = { shape: right['ReduceProd'].shape };
  table['Sigmoid'] = {
    ...right['Sigmoid'],
    // A product over an axis of size 1 changes nothing, and here it has no gradient rule.
    gradient: (context) => {
      const [exact] = ruleOf('Sigmoid')(context);
      if (!exact) return [];
      const { builder } = context;
      const stopped = builder.emit('ReduceProd', [builder.reshape(exact, [...builder.shape(exact), 1])], {
        axes: { kind: 'ints', value: [builder.shape(exact).length] },
        keepdims: { kind: 'int', value: 0 },
      });
      return [stopped];
    },
  };
  expect(await failure('Sigmoid')).not.toBe('');
});

test('half of what broadcasting should sum is noticed', async () => {
  table['Add'] = {
    ...right['Add'],
    gradient: ({ builder, node, upstream: [dy] }) => {
      if (dy === undefined) return [];
      return node.inputs.map((name) => {
        const shape = builder.shape(name);
        const lead = builder.shape(dy).length - shape.length;
        const axes = builder
          .shape(dy)
          .flatMap((dim, axis) => (axis < lead || (shape[axis - lead] === 1 && dim !== 1) ? [axis] : []));
        const size = axes.length === 0 ? 1 : 0.5;
        return builder.mul(builder.unbroadcast(dy, shape), builder.scalar(size));
      });
    },
  };
  expect(await failure('Add')).toMatch(/order 1 by/);
});

test('a wrong shape rule is noticed', async () => {
  table['Flatten'] = {
    ...right['Flatten'],
    shape: ({ inputs: [type] }) => [type ?? { dtype: 'float32', shape: [] }],
  };
  expect(await failure('Flatten')).not.toBe('');
});

test('a rule whose gradient has another shape than its input is refused by the name of its operator', () => {
  const gradientOf = (x: Shape) => {
    const builder = new GraphBuilder(17);
    builder.input('x', { dtype: 'float32', shape: x });
    const y = builder.emit('Relu', [builder.emit('Tanh', ['x'])]);
    return () => differentiate(builder, y, ['x'], 'wasm');
  };
  table['Relu'] = {
    ...right['Relu'],
    // What is left broadcasts to the input's shape, so nothing further on would notice.
    gradient: ({ builder, upstream: [dy] }) => [dy && builder.sum(dy, [1], true)],
  };
  expect(gradientOf([-1, 3])).toThrow(new UserError('graph.no-gradient', { operators: 'Relu' }));
  expect(gradientOf([-1, 1])).not.toThrow();
});
