import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { importModel, modelOf, type Model } from '../../../src/graph/model.ts';
import { preflight } from '../../../src/graph/preflight.ts';
import { judgeQuotients } from '../../../src/graph/quotients.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { tinyNet } from '../../support/graph/nets.ts';
import { resnet18 } from '../../support/graph/resnet.ts';

const runtime = createWasmRuntime();

async function fly(model: Model, sample?: Float32Array) {
  const oracle = new ModelOracle(runtime, model);
  try {
    return await preflight(oracle, { sample });
  } finally {
    await oracle.release();
  }
}

/** Replaces an operator's gradient rule while `work` runs. */
async function sabotaged<T>(
  op: string,
  change: (builder: GraphBuilder, gradient: string) => string,
  work: () => Promise<T>,
): Promise<T> {
  const entry = operators[op] as {
    -readonly [K in keyof (typeof operators)[string]]: (typeof operators)[string][K];
  };
  const rule = entry.gradient;
  if (rule === undefined || rule === 'zero') throw new Error(`${op} has no rule to break`);
  entry.gradient = (context) =>
    rule(context).map((gradient) => gradient && change(context.builder, gradient));
  try {
    return await work();
  } finally {
    entry.gradient = rule;
  }
}

const fixture = (path: string) =>
  importModel(new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url))));

test.each([
  'public/models/digits-cnn.onnx',
  'public/models/signs-cnn.onnx',
  'public/models/breast-cancer-mlp.onnx',
  'public/lessons/digits-cnn-loud.onnx',
  'test/fixtures/models/attention.onnx',
  'test/fixtures/models/residual.onnx',
  'test/fixtures/models/pooled.onnx',
  'test/fixtures/models/perceptron.onnx',
])('%s: the gradient agrees with central differences', async (path) => {
  const { gradient, messages } = await fly(fixture(path));
  expect(gradient).toMatchObject({ verdict: 'agrees', directions: 8 });
  expect(gradient?.largest).toBeLessThan(0.01);
  expect(messages).toEqual([]);
});

test.each([
  ['Conv', 1.05],
  ['MaxPool', 0.95],
  ['Relu', 1.03],
  ['Gemm', 0],
  ['MaxPool', -0.5],
])('a rule of %s that is wrong by a factor of %d is caught', async (op, factor) => {
  const { gradient, messages } = await sabotaged(
    op,
    (b, value) => b.mul(value, b.scalar(factor)),
    () => fly(fixture('public/models/digits-cnn.onnx')),
  );
  expect(gradient?.verdict).toBe('disagrees');
  expect(gradient?.largest).toBeGreaterThan(0.02);
  expect(messages[0].id).toBe('preflight.gradient-disagrees');
});

test('a picture whose background sits on the corner of every ReLU is no false alarm', async () => {
  const sample = new Float32Array(128);
  sample[20] = 1;
  expect((await fly(modelOf(tinyNet()), sample)).gradient?.verdict).toBe('agrees');
});

test('a deep ReLU network, whose corners keep quotients from settling, is no false alarm; a rule of it that is wrong is caught', async () => {
  const model = modelOf(resnet18({ side: 32, width: 8, classes: 10 }));
  expect((await fly(model)).gradient?.verdict).toBe('agrees');
  const wrong = await sabotaged(
    'BatchNormalization',
    (b, value) => b.mul(value, b.scalar(0.97)),
    () => fly(model),
  );
  expect(wrong.gradient?.verdict).toBe('disagrees');
});

test('the same figures each time, and times from the clock', async () => {
  const model = modelOf(tinyNet());
  const oracle = new ModelOracle(runtime, model);
  let now = 0;
  const [first, second] = [
    await preflight(oracle, { clock: () => now++ }),
    await preflight(oracle, { clock: () => (now += 5) }),
  ];
  expect(second.gradient).toEqual(first.gradient);
  expect(first.milliseconds).toEqual({ forward: 1, gradient: 1 });
  expect(second.milliseconds).toEqual({ forward: 5, gradient: 5 });
  await oracle.release();
});

/** [N, 4] → a step of the input, and the input's classes. */
function rounding(): Model {
  const b = new GraphBuilder(17);
  const x = b.input('x', { dtype: 'float32', shape: [-1, 4] });
  return modelOf(b.build([b.add(x, b.emit('Round', [b.mul(x, b.scalar(5000))]))]));
}

test('a model that rounds on the way is said to be masked by construction, not to have a wrong rule', async () => {
  const { gradient, messages } = await fly(rounding());
  expect(gradient?.verdict).toBe('stepwise');
  expect(messages.map(({ id }) => id)).toEqual(['preflight.gradient-stepwise']);
});

test('scores only: one pass forward, nothing judged', async () => {
  const model = { ...modelOf(tinyNet()), access: 'score' as const };
  const { gradient, milliseconds, messages } = await fly(model);
  expect(gradient).toBeNull();
  expect(milliseconds.forward).toBeGreaterThanOrEqual(0);
  expect(milliseconds.gradient).toBeNull();
  expect(messages).toEqual([]);
});

test('a model that gives no numbers is said to, in one sentence', async () => {
  const b = new GraphBuilder(17);
  const x = b.input('x', { dtype: 'float32', shape: [-1, 4] });
  const { gradient, messages } = await fly(modelOf(b.build([b.emit('Log', [b.emit('Neg', [x])])])));
  expect(gradient).toBeNull();
  expect(messages.map(({ id }) => id)).toEqual(['oracle.not-finite']);
});

test('one direction along a corner is no wrong rule; quotients that do not settle judge nothing', () => {
  const good = Array.from({ length: 7 }, (_, i) => ({ analytic: i - 3, numeric: i - 3, unsure: 0 }));
  const corner = { analytic: 1, numeric: 0.5, unsure: 0 };
  const loose = { analytic: 1, numeric: 0.5, unsure: 0.4 };
  expect(judgeQuotients([...good, corner]).verdict).toBe('agrees');
  expect(judgeQuotients([...good, corner, corner]).verdict).toBe('disagrees');
  expect(judgeQuotients([...good, loose, loose]).verdict).toBe('unsure');
  expect(judgeQuotients(good.map((outcome) => ({ ...outcome, analytic: 0, numeric: 0 })))).toEqual({
    verdict: 'agrees',
    directions: 7,
    largest: 0,
    middle: 0,
  });
});
