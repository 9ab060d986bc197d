import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel } from '../../../src/graph/model.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

/** What `test/fixtures/models/generate.py` recorded in double precision. */
interface Recorded {
  readonly opset: number;
  readonly shape: readonly number[];
  readonly samples: readonly number[];
  readonly labels: readonly number[];
  readonly logits: readonly (readonly number[])[];
  readonly gradient: readonly number[];
}

const folder = new URL('../../fixtures/models/', import.meta.url);
const names = [
  'residual',
  'residual-folded',
  'perceptron',
  'pooled',
  'pooled-fixed',
  'log-softmax-end',
  'attention',
  'odd',
];
const runtime = createWasmRuntime();

afterAll(() => expect(runtime.openSessions).toBe(0));

/** Values minus the logarithm of their summed exponentials: what the exported log-softmax returns. */
function logSoftmax(row: readonly number[]): number[] {
  const largest = Math.max(...row);
  const log = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return row.map((value) => value - largest - log);
}

async function run(name: string, target: EmissionTarget, count: number) {
  const recorded = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recorded;
  const model = importModel(new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))));
  const { graph, logits, gradients } = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target });
  const size = recorded.samples.length / 3;
  const labels = new Float32Array(count * model.classes);
  for (let sample = 0; sample < count; sample++) labels[sample * model.classes + recorded.labels[sample]] = 1;
  const session = await runtime.open(graph);
  try {
    const results = await session.run({
      [model.input.name]: {
        data: Float32Array.from(recorded.samples.slice(0, count * size)),
        dims: [count, ...recorded.shape],
      },
      labels: { data: labels, dims: [count, model.classes] },
    });
    const flat = Array.from(results[logits].data, Number);
    const rows = Array.from({ length: count }, (_, i) =>
      flat.slice(i * model.classes, (i + 1) * model.classes),
    );
    const gradient = Array.from(results[gradients.get(model.input.name) ?? ''].data, Number);
    return {
      model,
      recorded,
      size,
      rows: model.removed === 'LogSoftmax' ? rows.map(logSoftmax) : rows,
      gradient,
    };
  } finally {
    await session.release();
  }
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe.each(names)('%s as PyTorch exports it', (name) => {
  test.each([
    ['wasm', 3],
    ['wasm', 1],
    ['webgpu', 3],
  ] as const)('on %s with %i samples agrees with float64 autograd', async (target, count) => {
    const { recorded, size, rows, gradient } = await run(name, target, count);
    rows.forEach((row, sample) =>
      row.forEach((value, k) => expect(Math.abs(value - recorded.logits[sample][k])).toBeLessThan(1e-4)),
    );
    for (let sample = 0; sample < count; sample++) {
      const exact = recorded.gradient.slice(sample * size, (sample + 1) * size);
      const error = exact.map((value, i) => value - gradient[sample * size + i]);
      expect(norm(error) / norm(exact)).toBeLessThan(1e-4);
    }
  });
});

test('a batch of one that the exporter wrote into the file becomes free', async () => {
  for (const name of ['residual-folded', 'perceptron', 'pooled-fixed']) {
    expect((await run(name, 'wasm', 3)).model.fixedBatch).toBeUndefined();
  }
});

test('the log-softmax at the end is taken off', async () => {
  expect((await run('log-softmax-end', 'wasm', 1)).model.removed).toBe('LogSoftmax');
});

test('shapes that were computed in the file are constants after import', () => {
  const integers = (name: string) => {
    const { graph } = importModel(new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))));
    const builder = GraphBuilder.from(graph);
    const outputs = graph.nodes.filter(({ outputs: [output] }) => builder.type(output).dtype !== 'float32');
    return outputs.map(({ op }) => op);
  };
  expect(integers('pooled')).toEqual([]);
  expect(integers('odd')).toEqual(['Greater']);
  // The class token is repeated for each sample: the batch size is read during the run.
  expect(integers('attention')).toEqual(['Shape', 'Gather', 'Unsqueeze', 'Concat', 'Reshape', 'Where']);
});

/** The gradient graph of a model, differentiated once more: the product of the Hessian with `direction`. */
async function curvature(name: string, target: EmissionTarget) {
  const recorded = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recorded;
  const model = importModel(new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))));
  const once = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target });
  const gradient = once.gradients.get(model.input.name) ?? '';
  const builder = GraphBuilder.from(once.graph);
  const direction = builder.input('direction', builder.type(model.input.name));
  const along = builder.mul(gradient, direction);
  const product = builder.sum(
    along,
    builder.shape(along).map((_, axis) => axis),
    false,
  );
  const twice = differentiate(builder, product, [model.input.name], target).get(model.input.name) ?? '';
  const session = await runtime.open(builder.build([gradient, twice]));
  const size = recorded.samples.length / 3;
  const dims = [1, ...recorded.shape];
  const labels = Float32Array.from({ length: model.classes }, (_, k) => Number(k === recorded.labels[0]));
  const v = Float32Array.from({ length: size }, (_, i) => ((i * 37) % 17) / 8 - 1);
  const at = async (by: number) => {
    const results = await session.run({
      [model.input.name]: { data: Float32Array.from(v, (d, i) => recorded.samples[i] + by * d), dims },
      labels: { data: labels, dims: [1, model.classes] },
      direction: { data: v, dims },
    });
    return [gradient, twice].map((value) => Array.from(results[value].data, Number));
  };
  try {
    const h = 1 / 256;
    const [[before], [, exact], [after]] = [await at(-h), await at(0), await at(h)];
    return { exact, differences: after.map((value, i) => (value - before[i]) / (2 * h)) };
  } finally {
    await session.release();
  }
}

test.each([
  ['perceptron', 'wasm'],
  ['attention', 'wasm'],
  ['attention', 'webgpu'],
] as const)('%s differentiated twice (%s) agrees with differences of its gradient', async (name, target) => {
  const { exact, differences } = await curvature(name, target);
  expect(norm(exact)).toBeGreaterThan(1e-3);
  expect(norm(exact.map((value, i) => value - differences[i])) / norm(exact)).toBeLessThan(3e-3);
});
