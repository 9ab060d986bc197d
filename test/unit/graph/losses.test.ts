import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { effectiveLoss, labelInputs } from '../../../src/graph/losses.ts';
import type { GraphLoss } from '../../../src/graph/losses.ts';
import { importModel, modelOf } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { withRenamed } from '../../../src/graph/rename.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';

/** A model whose logits are its input, so that the input gradient is the loss's own gradient by the logits. */
function identity(classes: number): ModelOracle {
  const builder = new GraphBuilder(17);
  const input = builder.input('x', { dtype: 'float32', shape: [-1, classes] });
  const logits = builder.emit('Mul', [input, builder.scalar(1)]);
  return new ModelOracle(runtime, modelOf(builder.build([logits])));
}

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

/** The losses in double precision, as `src/oracles/types.ts` defines them. */
function plainLoss(z: readonly number[], label: number, name: GraphLoss, target: number | undefined): number {
  const wanted = target ?? label;
  const sorted = [...z].sort((a, b) => b - a);
  const other = Math.max(...z.filter((_, j) => j !== wanted));
  const sign = target === undefined ? 1 : -1;
  switch (effectiveLoss(name, z.length, target !== undefined)) {
    case 'cross-entropy':
      return (
        sign * (sorted[0] - z[wanted] + Math.log(z.reduce((sum, v) => sum + Math.exp(v - sorted[0]), 0)))
      );
    case 'margin':
      return sign * (other - z[wanted]);
    default:
      return target === undefined
        ? (other - z[label]) / (sorted[0] - sorted[2] + 1e-12)
        : (z[target] - z[label]) / (sorted[0] - (sorted[2] + sorted[3]) / 2 + 1e-12);
  }
}

const losses: GraphLoss[] = ['cross-entropy', 'margin', 'dlr'];

describe.each(losses)('%s', (name) => {
  test.each([2, 3, 4, 7])('value and gradient on %i classes, untargeted and targeted', async (classes) => {
    const draws = stream(7, 'losses', name, classes);
    const count = 24;
    const data = Float32Array.from({ length: count * classes }, (_, i) => 6 * draws.uniform(i) - 3);
    const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
    const targets = labels.map((label, i) => (label + 1 + (i % (classes - 1))) % classes);
    const oracle = identity(classes);
    for (const targeted of [undefined, targets]) {
      const found = await oracle.lossGradient({ data, count, shape: [classes] }, labels, {
        name,
        targets: targeted,
      });
      for (let i = 0; i < count; i++) {
        const z = Array.from(data.subarray(i * classes, (i + 1) * classes));
        const at = (j: number, step: number) =>
          plainLoss(
            z.map((v, k) => (k === j ? v + step : v)),
            labels[i],
            name,
            targeted?.[i],
          );
        expect(found.loss[i]).toBeCloseTo(plainLoss(z, labels[i], name, targeted?.[i]), 4);
        for (let j = 0; j < classes; j++) {
          const difference = (at(j, 1e-6) - at(j, -1e-6)) / 2e-6;
          expect(Math.abs(found.gradient[i * classes + j] - difference)).toBeLessThan(
            1e-4 * (1 + Math.abs(difference)),
          );
        }
      }
    }
    await oracle.release();
  });

  test('a tie sends the gradient to one class, the lowest', async () => {
    const oracle = identity(4);
    const batch = { data: Float32Array.of(1, 2, 2, 2), count: 1, shape: [4] };
    const { gradient } = await oracle.lossGradient(batch, Int32Array.of(3), { name: 'margin' });
    expect([...gradient]).toEqual([0, 1, 0, -1]);
    await oracle.release();
  });
});

test('cross-entropy keeps its digits on an input of which the model is nearly certain', async () => {
  const oracle = identity(3);
  const batch = { data: Float32Array.of(40, 0, 5), count: 1, shape: [3] };
  const { loss, gradient } = await oracle.lossGradient(batch, Int32Array.of(0), { name: 'cross-entropy' });
  const others = [Math.exp(-40), Math.exp(-35)];
  expect(gradient[0] / -(others[0] + others[1])).toBeCloseTo(1, 5);
  expect(gradient[1] / others[0]).toBeCloseTo(1, 5);
  expect(gradient[2] / others[1]).toBeCloseTo(1, 5);
  expect(loss[0] / (others[0] + others[1])).toBeCloseTo(1, 5);
  await oracle.release();
});

test('cross-entropy stays finite on logits that would overflow', async () => {
  const oracle = identity(3);
  const batch = { data: Float32Array.of(-900, 900, 0), count: 1, shape: [3] };
  const { loss, gradient } = await oracle.lossGradient(batch, Int32Array.of(0), { name: 'cross-entropy' });
  expect(loss[0]).toBe(1800);
  expect([...gradient]).toEqual([-1, 1, 0]);
  await oracle.release();
});

test('too few classes fall back to the margin', () => {
  expect(effectiveLoss('dlr', 2, false)).toBe('margin');
  expect(effectiveLoss('dlr', 3, false)).toBe('dlr');
  expect(effectiveLoss('dlr', 3, true)).toBe('margin');
  expect(effectiveLoss('dlr', 4, true)).toBe('dlr');
  expect(labelInputs('dlr', 4, true)).toEqual(['labels', 'targets']);
  expect(labelInputs('dlr', 3, true)).toEqual(['targets']);
});

test('a model whose values are called like what a loss is fed has the gradient of any other', async () => {
  /** Two layers, of which input, hidden values, weights and logits have these names. */
  function called([x, hidden, weights, logits]: readonly string[]): Uint8Array {
    const builder = new GraphBuilder(17);
    const input = builder.input(x, { dtype: 'float32', shape: [-1, 3] });
    const data = Float32Array.from({ length: 9 }, (_, at) => Math.sin(at + 1));
    const first = builder.emit('MatMul', [
      input,
      builder.defineConstant(weights, { dtype: 'float32', dims: [3, 3], data }),
    ]);
    const scores = builder.emit('Tanh', [first]);
    const names = new Map([
      [first, hidden],
      [scores, logits],
    ]);
    return writeOnnx(withRenamed(builder.build([scores]), (name) => names.get(name) ?? name));
  }
  const batch = { data: Float32Array.of(0.5, -1, 2, 1, 0.25, -0.5), count: 2, shape: [3] };
  const asked = async (names: readonly string[]) => {
    const oracle = new ModelOracle(runtime, importModel(called(names)));
    const untargeted = await oracle.lossGradient(batch, Int32Array.of(0, 2), { name: 'dlr' });
    const targeted = await oracle.lossGradient(batch, Int32Array.of(0, 2), {
      name: 'cross-entropy',
      targets: Int32Array.of(1, 1),
    });
    await oracle.release();
    return { untargeted, targeted };
  };
  const plain = await asked(['x', 'h', 'w', 'z']);
  for (const names of [
    ['labels', 'targets', 'w', 'z'],
    ['x', 'labels', 'targets', 'labels_inside'],
    ['x', 'h', 'labels', 'targets'],
    ['targets', 'labels_inside', 'logit-weights', 'labels'],
  ])
    expect(await asked(names)).toEqual(plain);
});
