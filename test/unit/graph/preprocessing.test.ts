import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { modelOf } from '../../../src/graph/model.ts';
import {
  preprocessedShape,
  shapeBefore,
  withPreprocessing,
  type Preprocessing,
} from '../../../src/graph/preprocessing.ts';
import { resamplingMatrix, type Resampling } from '../../../src/graph/resampling.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import type { UserError } from '../../../src/messages/index.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

interface Case {
  readonly name: string;
  readonly steps: Preprocessing;
  readonly shape: readonly number[];
  readonly modelShape: readonly number[];
  /** Bytes. */
  readonly x: readonly number[];
  readonly made: readonly number[];
  readonly weights: readonly number[];
  readonly gradient: readonly number[];
}
const fixture = new URL('../../fixtures/preprocessing/preprocessing.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { readonly cases: readonly Case[] };

const size = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);

/** Logits (0, Σ weights · x, …): the margin of class 0 is that sum, its gradient the weights. */
function linear(shape: readonly number[], weights: readonly number[], { batch = -1, input = 'x' } = {}) {
  const classes = weights.length / size(shape);
  const b = new GraphBuilder(17);
  const flat = b.reshape(b.input(input, { dtype: 'float32', shape: [batch, ...shape] }), [
    batch,
    size(shape),
  ]);
  return modelOf(b.build([b.emit('MatMul', [flat, b.floats(weights, [size(shape), classes])])]));
}
const against0 = (weights: Iterable<number>) => [...weights].flatMap((weight) => [0, weight]);

/** Largest difference, as a share of the largest value. */
function apart(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  const top = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, at) => Math.abs(value - found[at]))) / top;
}

describe.each(cases)('as PyTorch: $name', ({ steps, shape, modelShape, x, made, weights, gradient }) => {
  const data = Float32Array.from(x, (byte) => byte / 255);
  const batch = { data, count: 2, shape };

  test('values', async () => {
    const n = size(modelShape);
    const identity = Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    const oracle = new ModelOracle(runtime, withPreprocessing(linear(modelShape, identity), steps, shape));
    expect(apart(await oracle.logits(batch), made)).toBeLessThan(5e-7);
    await oracle.release();
    expect(preprocessedShape(steps, shape)).toEqual(modelShape);
    const before = shapeBefore(steps, modelShape)!;
    before.forEach((axis, at) => expect(axis ?? shape[at]).toBe(shape[at]));
  });

  test('gradient by the data', async () => {
    const model = withPreprocessing(linear(modelShape, against0(weights)), steps, shape);
    const oracle = new ModelOracle(runtime, model);
    const found = await oracle.lossGradient(batch, Int32Array.of(0, 0), { name: 'margin' });
    await oracle.release();
    expect(apart(found.gradient, gradient)).toBeLessThan(5e-7);
  });
});

test('the gradient through all steps and a bent model agrees with central differences', async () => {
  const { steps, shape, modelShape, x } = cases.at(-1)!;
  const inputs = size(modelShape);
  const b = new GraphBuilder(17);
  const flat = b.reshape(b.input('x', { dtype: 'float32', shape: [-1, ...modelShape] }), [-1, inputs]);
  const first = values(inputs * 6, 'first').map((value) => value / 40);
  const bent = b.emit('Tanh', [b.emit('MatMul', [flat, b.floats(first, [inputs, 6])])]);
  const logits = b.emit('MatMul', [bent, b.floats(values(18, 'second'), [6, 3])]);
  const oracle = new ModelOracle(runtime, withPreprocessing(modelOf(b.build([logits])), steps, shape));
  const n = size(shape);
  const at = Float32Array.from(x.slice(0, n), (byte) => byte / 255);
  const loss = async (rows: Float32Array) =>
    oracle.lossGradient(
      { data: rows, count: rows.length / n, shape },
      new Int32Array(rows.length / n).fill(1),
      {
        name: 'cross-entropy',
      },
    );
  const { gradient } = await loss(at);
  const step = 1 / 64;
  const moved = new Float32Array(2 * n * n);
  for (let i = 0; i < n; i++)
    for (const [side, sign] of [1, -1].entries()) {
      moved.set(at, (2 * i + side) * n);
      moved[(2 * i + side) * n + i] += sign * step;
    }
  const { loss: around } = await loss(moved);
  await oracle.release();
  const central = Array.from({ length: n }, (_, i) => (around[2 * i] - around[2 * i + 1]) / (2 * step));
  expect(Math.max(...central.map(Math.abs))).toBeGreaterThan(0.05);
  expect(apart(gradient, central)).toBeLessThan(2e-3);
});

describe('resampling', () => {
  test.each<[Resampling, boolean]>([
    ['nearest', false],
    ['linear', false],
    ['cubic', false],
    ['linear', true],
    ['cubic', true],
  ])('%s (averaging: %s) keeps what is even, whatever the sizes', (mode, antialias) => {
    for (const [from, to] of [
      [1, 1],
      [1, 7],
      [7, 1],
      [5, 13],
      [224, 32],
      [28, 28],
    ]) {
      const matrix = resamplingMatrix(from, to, mode, antialias);
      for (let i = 0; i < to; i++) {
        const row = matrix.subarray(i * from, (i + 1) * from);
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  test('the same size is the same picture', () => {
    for (const mode of ['nearest', 'linear', 'cubic', 'pad'] as const)
      expect([...resamplingMatrix(3, 3, mode)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('half the size averages pairs where averaging is asked for, and takes the two middle ones of four else', () => {
    expect([...resamplingMatrix(4, 2, 'linear')]).toEqual([0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5]);
    // The triangle reaches over four of them with weights 1 3 3 1; one falls off at the edge.
    expect([...resamplingMatrix(4, 2, 'linear', true)].map((weight) => weight * 7)).toEqual([
      3, 3, 1, 0, 0, 1, 3, 3,
    ]);
  });
});

describe('in front of a model', () => {
  test('figures for every column of a table', async () => {
    const steps = { mean: [1, 2, 3], std: [2, 4, 8] };
    const oracle = new ModelOracle(runtime, withPreprocessing(linear([3], against0([1, 1, 1])), steps, [3]));
    const batch = { data: Float32Array.of(3, 10, 3), count: 1, shape: [3] };
    const { logits, gradient } = await oracle.lossGradient(batch, Int32Array.of(0), { name: 'margin' });
    await oracle.release();
    expect([...logits]).toEqual([0, 3]);
    expect([...gradient]).toEqual([0.5, 0.25, 0.125]);
  });

  test('pictures go flat into a model that takes rows, as their channels lie', async () => {
    const model = linear([12], against0(values(12, 'flat')));
    const x = Float32Array.from(values(12, 'picture'));
    const sum = async (steps: Preprocessing) => {
      const oracle = new ModelOracle(runtime, withPreprocessing(model, steps, [3, 2, 2]));
      const [, logit] = await oracle.logits({ data: x, count: 1, shape: [3, 2, 2] });
      await oracle.release();
      return logit;
    };
    const dot = (place: (c: number, p: number) => number) => {
      const weights = values(12, 'flat');
      let total = 0;
      for (let c = 0; c < 3; c++) for (let p = 0; p < 4; p++) total += weights[place(c, p)] * x[c * 4 + p];
      return total;
    };
    expect(await sum({ multiply: 2 })).toBeCloseTo(2 * dot((c, p) => c * 4 + p), 5);
    expect(await sum({ layout: 'nhwc' })).toBeCloseTo(
      dot((c, p) => p * 3 + c),
      5,
    );
  });

  test('a fixed batch stays, and names of the model that are like ours do not meet them', async () => {
    const model = linear([1, 2, 2], against0([1, 1, 1, 1]), { batch: 3, input: 'preprocessing/data' });
    const once = withPreprocessing(model, { multiply: 3 }, [1, 2, 2]);
    const twice = withPreprocessing(once, { mean: [1] }, [1, 2, 2]);
    expect(twice.graph.inputs[0].shape).toEqual([3, 1, 2, 2]);
    const oracle = new ModelOracle(runtime, twice);
    const [, logit] = await oracle.logits({ data: Float32Array.of(1, 2, 3, 5), count: 1, shape: [1, 2, 2] });
    await oracle.release();
    expect(logit).toBe(3 * (11 - 4));
  });

  test('steps that do nothing leave the model as it is', () => {
    const model = linear([1, 2, 2], against0([1, 1, 1, 1]));
    expect(withPreprocessing(model, { mean: [0], std: [1, 1], multiply: 1 }, [1, 2, 2])).toBe(model);
  });
});

test.each<[string, Preprocessing, readonly number[], readonly number[]]>([
  ['graph.preprocessing-picture', { order: 'bgr' }, [12], [12]],
  ['graph.preprocessing-channels', { order: 'bgr' }, [1, 2, 2], [1, 2, 2]],
  ['graph.preprocessing-channels', { channels: 'repeat' }, [3, 2, 2], [3, 2, 2]],
  ['graph.preprocessing-channels', { channels: 'grey' }, [1, 2, 2], [1, 2, 2]],
  ['graph.preprocessing-figures', { mean: [1, 2] }, [3, 2, 2], [3, 2, 2]],
  ['graph.preprocessing-figures', { std: [1, 2] }, [3], [3]],
  ['graph.preprocessing-shape', { multiply: 2 }, [3, 2, 4], [2, 4, 3]],
  ['graph.preprocessing-shape', { resize: { height: 4, width: 4, mode: 'pad' } }, [1, 2, 2], [1, 5, 5]],
])('%s: %j of %j for %j', (id, steps, dataShape, modelShape) => {
  const model = linear(modelShape, against0(values(size(modelShape), 'any')));
  let trouble: unknown;
  try {
    withPreprocessing(model, steps, dataShape);
  } catch (error) {
    trouble = error;
  }
  expect((trouble as UserError | undefined)?.id).toBe(id);
});
