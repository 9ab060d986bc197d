import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operators } from '../../../src/graph/operators/index.ts';
import type { Tensor } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { cases } from '../../support/operators/cases.ts';
import type { OperatorCase, OperatorInstance } from '../../support/operators/case.ts';
import { build, feedsOf } from '../../support/operators/check.ts';
import { Draw } from '../../support/operators/draw.ts';

const runtime = createWasmRuntime();
const sizes = [1, 3, 7];

/** The instance with its first input as a batch of seven samples. */
function widened({ inputs, ...rest }: OperatorInstance, draw: Draw): OperatorInstance {
  const [x, ...others] = inputs;
  if (!x) throw new Error('the first input is the batch');
  const samples = Array.from({ length: 7 }, () =>
    draw.permutation(x.values.length).map((at) => x.values[at]),
  );
  const dims = [7 * x.dims[0], ...x.dims.slice(1)];
  return { ...rest, inputs: [{ ...x, dims, values: samples.flat(), batch: true }, ...others] };
}

/** The first `count` of seven equal parts of a value along axis 0. */
function head({ data, dims }: Tensor, count: number): Tensor {
  return { data: data.slice(0, (data.length / 7) * count), dims: [(dims[0] / 7) * count, ...dims.slice(1)] };
}

async function checkSamples(testCase: OperatorCase, draw: Draw): Promise<void> {
  const options = { target: draw.pick('wasm' as const, 'webgpu' as const), symbolic: true };
  const built = build(testCase, widened(testCase.instance(draw), draw), draw, options);
  const session = await runtime.open(built.graph);
  const gradient = built.gradients[0].get('input0') ?? '';
  try {
    const feeds = feedsOf(built);
    const batched = new Set(built.graph.inputs.filter(({ shape }) => shape[0] < 0).map(({ name }) => name));
    const all = (await session.run(feeds))[gradient];
    for (const count of sizes) {
      const part = Object.fromEntries(
        Object.entries(feeds).map(([name, value]) => [name, batched.has(name) ? head(value, count) : value]),
      );
      const found = (await session.run(part))[gradient];
      const expected = head(all, count);
      expect(found.dims).toEqual(expected.dims);
      found.data.forEach((value, at) => {
        expect(Math.abs(Number(value) - Number(expected.data[at]))).toBeLessThanOrEqual(
          2e-6 * Math.max(1, Math.abs(Number(expected.data[at]))),
        );
      });
    }
  } finally {
    await session.release();
  }
}

const differentiable = ({ op }: OperatorCase) =>
  typeof operators[op].gradient === 'function' || operators[op].lower !== undefined;

for (const testCase of cases.filter((each) => each.perSample && differentiable(each))) {
  const { op, about } = testCase;
  test(`${op}${about ? ` (${about})` : ''}: one gradient graph serves batches of 1, 3 and 7`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => checkSamples(testCase, new Draw(generate))),
      { numRuns: 2, seed: 20_260_401 },
    );
  });
}
