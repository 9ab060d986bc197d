import { afterAll, expect, test } from 'vitest';
import { diagnose } from '../../src/assessment/diagnosis.ts';
import type { ImportSetting } from '../../src/assessment/import-setting.ts';
import { prepareSubject } from '../../src/assessment/subject.ts';
import { loadFiles } from '../../src/datasets/load.ts';
import type { Dataset } from '../../src/datasets/types.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { describeShared, sharedBytes } from '../support/shared.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));
const openEngine = async () => ({ runtime, report: { engine: 'wasm' as const, agreement: null } });

describeShared('mistakes with a real model', (folder) => {
  const model = sharedBytes(folder, 'reference/models/mnist-lenet.onnx');
  const mnist = loadFiles(
    ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) => ({
      name,
      bytes: sharedBytes(folder, `datasets/mnist/${name}`),
    })),
  );
  const relabelled = (to: (label: number) => number): Dataset => {
    const y = mnist.test.y.map(to);
    return { ...mnist, classes: Math.max(...y) + 1, test: { ...mnist.test, y } };
  };
  const order = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7];
  const back = order.map((_, label) => order.indexOf(label));
  const steps = (preprocessing: ImportSetting['preprocessing']): ImportSetting => ({ preprocessing });

  test.each<[string, ImportSetting, Dataset, ImportSetting]>([
    ['inverted', steps({ invert: true }), mnist, {}],
    ['turned', steps({ transpose: true }), mnist, {}],
    ['inverted and turned', steps({ invert: true, transpose: true }), mnist, {}],
    ['labels from 1', {}, relabelled((y) => y + 1), { labels: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }],
    [
      'labels one too high, round',
      {},
      relabelled((y) => (y + 1) % 10),
      { labels: [9, 0, 1, 2, 3, 4, 5, 6, 7, 8] },
    ],
    ['labels shuffled', {}, relabelled((y) => order[y]), { labels: back }],
    ['shuffled and inverted', steps({ invert: true }), relabelled((y) => order[y]), { labels: back }],
  ])('%s', { timeout: 60_000 }, async (_, setting, dataset, wanted) => {
    const found = await diagnose({ model, dataset, setting, openEngine });
    expect(found.verdict).not.toBe('good');
    expect(found.alternatives.map((alternative) => alternative.setting)).toEqual([wanted]);
    expect(found.alternatives[0].measured.accuracy).toBeGreaterThan(0.97);
    // What is offered can be taken as it is.
    expect(prepareSubject({ model, target: null, dataset, setting: wanted }).dataset.test.y).toEqual(
      mnist.test.y,
    );
  });

  test('values of another range hardly trouble this model, so nothing is offered', async () => {
    for (const setting of [{}, steps({ multiply: 255 }), steps({ mean: [0.5], std: [0.5] })]) {
      const found = await diagnose({ model, dataset: mnist, setting, openEngine, search: 'always' });
      expect(found).toMatchObject({ verdict: 'good', alternatives: [] });
    }
  });
});
