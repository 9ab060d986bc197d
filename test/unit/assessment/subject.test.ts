import { describe, expect, test } from 'vitest';
import { ShardRunner } from '../../../src/assessment/shard-runner.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { standardised, tableSpace, takingStandardised } from '../../../src/assessment/table-space.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import type { TableDataset } from '../../../src/datasets/types.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { importModel } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { fetchPublic } from '../../support/public-files.ts';

/** x · W with W[feature][class] = weight(feature, class). */
function linear(
  shape: readonly number[],
  classes: number,
  weight: (feature: number, label: number) => number,
): Uint8Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const builder = new GraphBuilder(17);
  const input = builder.input('x', { dtype: 'float32', shape: [-1, ...shape] });
  const values = Array.from({ length: size * classes }, (_, at) =>
    weight(Math.floor(at / classes), at % classes),
  );
  const flat = builder.reshape(input, [-1, size]);
  return writeOnnx(builder.build([builder.emit('MatMul', [flat, builder.floats(values, [size, classes])])]));
}

const rows = [
  [10, 0.5, 3],
  [20, 0.5, 5],
  [30, 0.5, 10],
];
const samples = (list: readonly number[][], y: readonly number[]) => ({
  x: Float32Array.from(list.flat()),
  y: Int32Array.from(y),
  count: list.length,
});
const table: TableDataset = {
  id: 'file',
  kind: 'table',
  shape: [3],
  classes: 2,
  featureNames: ['length', 'constant', 'width'],
  sha256: 'c'.repeat(64),
  stats: {
    min: Float64Array.of(10, 0.5, 3),
    max: Float64Array.of(30, 0.5, 10),
    mean: Float64Array.of(20, 0.5, 6),
    std: Float64Array.of(8, 0, 3),
  },
  train: samples(rows, [0, 1, 1]),
  test: samples(
    [
      [18, 0.5, 9],
      [36, 1.5, 3],
    ],
    [0, 1],
  ),
};
const weight = (feature: number, label: number) => (label === 0 ? 0 : feature + 1);

describe('tables', () => {
  test('are standardised by the training part; a feature that never varies keeps its unit', () => {
    const { stats, test: moved } = standardised(table);
    expect([...moved.x]).toEqual([-0.25, 0, 1, 2, 1, -1]);
    expect([...stats.min]).toEqual([-1.25, 0, -1]);
    expect([...stats.max]).toEqual([1.25, 0, 4 / 3]);
    expect([...stats.mean, ...stats.std]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('the model takes standardised values, gives the same logits, and gradients per standard deviation', async () => {
    const model = importModel(linear([3], 2, weight));
    const moved = new ModelOracle(createWasmRuntime(), takingStandardised(model, tableSpace(table.stats)));
    const plain = new ModelOracle(createWasmRuntime(), model);
    const batch = (x: Float32Array) => ({ data: x, count: 2, shape: [3] });
    const { test: inside } = standardised(table);
    const [a, b] = [await moved.logits(batch(inside.x)), await plain.logits(batch(table.test.x))];
    a.forEach((logit, at) => expect(logit).toBeCloseTo(b[at], 4));
    const spec = { name: 'margin' } as const;
    const inStd = await moved.lossGradient(batch(inside.x), table.test.y, spec);
    const raw = await plain.lossGradient(batch(table.test.x), table.test.y, spec);
    inStd.gradient.forEach((value, at) => expect(value).toBeCloseTo(raw.gradient[at] * [8, 1, 3][at % 3], 4));
    await Promise.all([moved.release(), plain.release()]);
  });

  test('facts hold mean, deviation and bounds of each feature', () => {
    const { data } = prepareSubject({ model: linear([3], 2, weight), target: null, dataset: table });
    expect(data.features?.[2]).toEqual({ name: 'width', mean: 6, std: 3, min: 3, max: 10 });
    expect(data.features?.[1]).toMatchObject({ name: 'constant', std: 1 });
  });
});

describe('a subject', async () => {
  const digits = await loadBundled('digits', fetchPublic);
  const model = linear([1, 8, 8], 10, (feature, label) => (feature % 10 === label ? 1 : 0));

  test('holds facts of model and data, and none of where they lie', () => {
    const subject = prepareSubject({ model, target: 'digits-cnn', dataset: digits });
    expect(subject.model).toMatchObject({
      target: 'digits-cnn',
      input: [1, 8, 8],
      classes: 10,
      opset: 17,
      bytes: model.length,
    });
    expect(subject.data).toMatchObject({
      id: 'digits',
      kind: 'image',
      range: [0, 1],
      gridStep: 1 / 16,
      train: 1297,
      test: 500,
    });
    expect(subject.info).toEqual({
      kind: 'image',
      classes: 10,
      shape: [1, 8, 8],
      range: [0, 1],
      gridStep: 1 / 16,
      // No card says which rows it was trained on.
      training: expect.objectContaining({ source: 'assumed', members: 1297, others: 0 }),
    });
  });

  test('is fitted to the model', () => {
    const flat = prepareSubject({ model: linear([64], 10, () => 1), target: null, dataset: digits });
    expect(flat.info.shape).toEqual([64]);
  });

  test.each([
    ['shape', linear([63], 10, () => 1)],
    ['classes', linear([64], 9, () => 1)],
  ])('that does not fit in %s is refused in one sentence', (_, bytes) => {
    expect(() => prepareSubject({ model: bytes, target: null, dataset: digits })).toThrowError(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(/^[^\n]+\.$/) }),
    );
  });

  test('sends workers the chosen samples alone, and they find each at its place', async () => {
    const subject = prepareSubject({ model, target: null, dataset: digits });
    const selection = { order: 'random', indices: [400, 3, 77], of: 500 } as const;
    const source = subject.source(selection, 'wasm');
    expect(source.dataset.test.count).toBe(3);
    expect(source.dataset.train.count).toBe(0);
    const seen: number[][] = [];
    const probe = {
      id: 'A.3-1',
      run: async (_shard: unknown, _parameters: unknown, { dataset }: { dataset: typeof digits }) => {
        for (const index of selection.indices)
          seen.push([dataset.test.y[index], dataset.test.x[index * 64 + 20]]);
        return { count: dataset.test.count };
      },
    };
    const own = new ShardRunner([probe as never], async () => ({
      runtime: createWasmRuntime(),
      report: { engine: 'wasm', agreement: null },
    }));
    await own.open(source);
    const job = {
      shard: { indicator: 'A.3-1', key: '0', indices: selection.indices, settings: {} },
      parameters: {},
      seed: 0,
    };
    expect(await own.run(job, new AbortController().signal, () => undefined)).toEqual({ count: 500 });
    await own.close();
    await expect(own.run(job, new AbortController().signal, () => undefined)).rejects.toThrowError(
      /no subject/,
    );
    expect(seen).toEqual(
      selection.indices.map((index) => [digits.test.y[index], digits.test.x[index * 64 + 20]]),
    );
  });
});
