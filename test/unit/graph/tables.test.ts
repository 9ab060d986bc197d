import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';

/** What `test/fixtures/models/tables.py` recorded: scikit-learn's own answers. */
interface Recorded {
  readonly x: readonly (readonly number[])[];
  readonly scores: readonly (readonly number[])[];
  readonly gradient?: readonly (readonly number[])[];
  readonly y?: readonly number[];
}

const read = (name: string) => readFileSync(new URL(`../../fixtures/models/tables/${name}`, import.meta.url));
const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const near = (found: ArrayLike<number>, expected: readonly (readonly number[])[], within: number) =>
  expected.flat().forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(within));

test.each([
  ['forest', 'score', 'probabilities'],
  ['boosted', 'score', 'probabilities'],
  ['boosted-binary', 'score', 'probabilities'],
  ['logistic', 'gradient', 'probabilities'],
  ['logistic-binary', 'gradient', 'probabilities'],
  ['logistic-one-row', 'gradient', 'probabilities'],
  ['svm', 'gradient', 'decision'],
] as const)('%s: what scikit-learn says, by %ss', async (name, access, kind) => {
  const recorded = JSON.parse(read(`${name}.json`).toString()) as Recorded;
  const model = importModel(new Uint8Array(read(`${name}.onnx`)));
  expect(model).toMatchObject({ access, classes: recorded.scores[0].length });
  const oracle = new ModelOracle(runtime, model);
  const batch = { data: Float32Array.from(recorded.x.flat()), count: recorded.x.length, shape: [4] };
  const scores = kind === 'decision' ? await oracle.logits(batch) : await oracle.scores(batch);
  near(scores, recorded.scores, 1e-5);
  if (recorded.gradient) {
    const labels = Int32Array.from(recorded.y ?? []);
    const { gradient } = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
    near(gradient, recorded.gradient, 1e-5);
  }
  await oracle.release();
});
