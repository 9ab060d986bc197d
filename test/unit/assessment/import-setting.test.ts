import { describe, expect, test } from 'vitest';
import { decidingSetting, type ImportSetting } from '../../../src/assessment/import-setting.ts';
import { shardKey } from '../../../src/assessment/keys.ts';
import { openSubject } from '../../../src/assessment/open-subject.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { sealed } from '../../../src/datasets/samples.ts';
import type { ImageDataset, TableDataset } from '../../../src/datasets/types.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { importModel } from '../../../src/graph/model.ts';
import { withPreprocessing } from '../../../src/graph/preprocessing.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { UserError } from '../../../src/messages/index.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { values } from '../../support/graph/nets.ts';
import { fetchPublic } from '../../support/public-files.ts';

const runtime = createWasmRuntime();
const onWasm = async () => ({ runtime, report: { engine: 'wasm' as const, agreement: null } });

const digits = (await loadBundled('digits', fetchPublic)) as ImageDataset;
const cnn = await fetchPublic('models/digits-cnn.onnx');

/** A linear model's file over samples of this shape; an axis of 0 is left free. */
function linear(shape: readonly number[], classes: number): Uint8Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const b = new GraphBuilder(17);
  const flat = b.reshape(b.input('x', { dtype: 'float32', shape: [-1, ...shape] }), [-1, size]);
  return writeOnnx(
    b.build([b.emit('MatMul', [flat, b.floats(values(size * classes, 'w'), [size, classes])])]),
  );
}

/** Logits of the first samples as a worker computes them. */
async function logitsOf(subject: ReturnType<typeof prepareSubject>, count = 4): Promise<number[]> {
  const selection = {
    order: 'file' as const,
    indices: [...Array(count).keys()],
    of: subject.dataset.test.count,
  };
  const { oracle, dataset } = await openSubject(structuredClone(subject.source(selection, 'wasm')), onWasm);
  const size = dataset.test.x.length / dataset.test.count;
  const logits = await oracle.logits({
    data: dataset.test.x.slice(0, count * size),
    count,
    shape: dataset.shape,
  });
  await oracle.release();
  return [...logits];
}

function idOf(setting: ImportSetting, dataset: ImageDataset | TableDataset = digits, model = cnn): string {
  try {
    prepareSubject({ model, target: null, dataset, setting });
  } catch (error) {
    if (error instanceof UserError) return error.id;
    throw error;
  }
  return 'none';
}

describe('preprocessing', () => {
  const setting: ImportSetting = { preprocessing: { invert: true, mean: [0.3], std: [0.5] } };

  test('reaches the worker, and data, grid and hash stay those of the data', async () => {
    const subject = prepareSubject({ model: cnn, target: null, dataset: digits, setting });
    expect(subject.model.setting).toEqual(setting);
    expect(subject.data).toMatchObject({ sha256: digits.sha256, range: [0, 1], gridStep: digits.grid!.step });
    const oracle = new ModelOracle(
      runtime,
      withPreprocessing(importModel(cnn), setting.preprocessing!, [1, 8, 8]),
    );
    const own = await oracle.logits({ data: digits.test.x.slice(0, 256), count: 4, shape: [1, 8, 8] });
    await oracle.release();
    expect(await logitsOf(subject)).toEqual([...own]);
  });

  test('data of another size, of one channel, with the channels last', async () => {
    const steps = { resize: { height: 12, width: 10, mode: 'pad' }, channels: 'repeat' } as const;
    const model = linear([12, 10, 3], 10);
    const subject = prepareSubject({
      model,
      target: null,
      dataset: digits,
      setting: { preprocessing: { ...steps, layout: 'nhwc' } },
    });
    expect(subject.data.shape).toEqual([1, 8, 8]);
    expect(subject.model.input).toEqual([12, 10, 3]);
    // What only so can be meant need not be said, and is stated.
    const unsaid = prepareSubject({
      model,
      target: null,
      dataset: digits,
      setting: { preprocessing: steps },
    });
    expect(unsaid.model.setting).toEqual(subject.model.setting);
    const logits = await logitsOf(subject, 1);
    const weights = values(360 * 10, 'w');
    const wanted = Array.from({ length: 10 }, (_, label) => {
      let sum = 0;
      for (let at = 0; at < 64; at++) {
        const pixel = (Math.floor(at / 8) + 2) * 10 + (at % 8) + 1;
        for (let c = 0; c < 3; c++) sum += digits.test.x[at] * weights[(pixel * 3 + c) * 10 + label];
      }
      return sum;
    });
    logits.forEach((logit, label) => expect(logit).toBeCloseTo(wanted[label], 4));
  });

  test('flat data become the picture that the steps need', () => {
    const flat = { ...digits, shape: [64] };
    expect(prepareSubject({ model: cnn, target: null, dataset: flat, setting }).data.shape).toEqual([
      1, 8, 8,
    ]);
  });

  test('tables: the steps see the table’s own units', async () => {
    const table = sealed<Omit<TableDataset, 'sha256'>>({
      id: 'file',
      kind: 'table',
      shape: [2],
      classes: 2,
      stats: {
        min: Float64Array.of(0, 0),
        max: Float64Array.of(100, 1),
        mean: Float64Array.of(50, 0.5),
        std: Float64Array.of(20, 0.25),
      },
      train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
      test: { x: Float32Array.of(70, 1), y: Int32Array.of(1), count: 1 },
    });
    const steps = { mean: [50, 0.5], std: [20, 0.25] };
    const model = linear([2], 2);
    const subject = prepareSubject({
      model,
      target: null,
      dataset: table,
      setting: { preprocessing: steps },
    });
    const weights = values(4, 'w');
    const logits = await logitsOf(subject, 1);
    expect(logits[0]).toBeCloseTo(weights[0] + 2 * weights[2], 5);
  });

  test('no setting, or one that says nothing, leaves no trace', () => {
    for (const nothing of [undefined, {}, { preprocessing: {} }, { preprocessing: { invert: false } }]) {
      const subject = prepareSubject({ model: cnn, target: null, dataset: digits, setting: nothing });
      expect('setting' in subject.model).toBe(false);
    }
  });

  test('what does not fit is said before anything runs', () => {
    expect(idOf({ preprocessing: { channels: 'repeat' } })).toBe('graph.preprocessing-shape');
    expect(idOf({ preprocessing: { mean: [1, 2, 3] } })).toBe('graph.preprocessing-figures');
    expect(idOf({ preprocessing: { resize: { height: 9, width: 9, mode: 'linear' } } })).toBe(
      'graph.preprocessing-shape',
    );
    expect(idOf({ preprocessing: { invert: true } }, { ...digits, range: [-1, 1] })).toBe(
      'assessment.invert-range',
    );
  });
});

describe('labels and names', () => {
  test('labels become the model’s classes, names go with them, the hash stays', () => {
    const labels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
    const named = { ...digits, classNames: [...'abcdefghij'] };
    const { dataset, data, model } = prepareSubject({
      model: cnn,
      target: null,
      dataset: named,
      setting: { labels },
    });
    expect([...dataset.test.y]).toEqual(Array.from(digits.test.y, (label) => (label + 1) % 10));
    expect([...dataset.train.y]).toEqual(Array.from(digits.train.y, (label) => (label + 1) % 10));
    expect(data.classNames).toEqual([...'jabcdefghi']);
    expect(data.sha256).toBe(digits.sha256);
    expect(model.setting).toEqual({ labels });
  });

  test('labels that begin at 1', () => {
    const up = (part: ImageDataset['test']) => ({ ...part, y: part.y.map((label) => label + 1) });
    const late = { ...digits, classes: 11, train: up(digits.train), test: up(digits.test) };
    expect(idOf({}, late)).toBe('datasets.label-beyond-model');
    const setting = { labels: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };
    const { dataset } = prepareSubject({ model: cnn, target: null, dataset: late, setting });
    expect(dataset.test.y).toEqual(digits.test.y);
    expect(dataset.classes).toBe(10);
  });

  test('names of the setting come before those of the data', () => {
    const named = { ...digits, classNames: [...'abcdefghij'] };
    const setting = { classNames: [...'ABCDEFGHIJ'], labels: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0] };
    const { data } = prepareSubject({ model: cnn, target: null, dataset: named, setting });
    expect(data.classNames).toEqual(setting.classNames);
  });

  test('what cannot be is refused', () => {
    expect(idOf({ labels: [0, 1, 2] })).toBe('assessment.label-unmapped');
    expect(idOf({ labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10] })).toBe('assessment.label-beyond');
    expect(idOf({ classNames: ['one'] })).toBe('assessment.class-names');
  });
});

test('the setting is part of a shard’s name in the cache; names of classes are not', () => {
  const key = (setting?: ImportSetting) =>
    shardKey(
      {
        versions: {},
        build: '',
        engine: 'wasm',
        model: 'm',
        data: 'd',
        seed: 0,
        setting: decidingSetting(setting),
      },
      {},
      { indicator: 'A.3-1', key: 'k', indices: [0], settings: {} } as never,
    );
  const plain = key();
  expect(key({ classNames: ['a'] })).toBe(plain);
  const others = [
    key({ preprocessing: { multiply: 255 } }),
    key({ preprocessing: { order: 'bgr' } }),
    key({ labels: [1, 0] }),
    key({ output: 'b' }),
    key({ single: 'logit' }),
  ];
  expect(new Set([plain, ...others]).size).toBe(6);
});
