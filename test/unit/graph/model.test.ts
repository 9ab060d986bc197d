import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { int, ints } from '../../../src/graph/ir.ts';
import type { Graph, Shape } from '../../../src/graph/ir.ts';
import { importModel } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import type { Operator } from '../../../src/graph/operator.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { argmaxRows, ModelOracle, softmaxRows } from '../../../src/oracles/model.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

/** A file of a graph over `x` of this shape. */
function file(shape: Shape, emit: (b: GraphBuilder, x: string) => string | string[], opset = 17): Uint8Array {
  const b = new GraphBuilder(opset);
  const outputs = emit(b, b.input('x', { dtype: 'float32', shape }));
  return writeOnnx(b.build(typeof outputs === 'string' ? [outputs] : outputs));
}

const dense = (b: GraphBuilder, x: string, inputs: number, classes: number) =>
  b.emit('MatMul', [x, b.floats(values(inputs * classes, 'dense', classes), [inputs, classes])]);

describe('what stands at the end', () => {
  test.each(['Softmax', 'LogSoftmax'] as const)('a final %s is taken off', (op) => {
    const model = importModel(file([-1, 5], (b, x) => b.emit(op, [dense(b, x, 5, 3)], { axis: int(1) })));
    expect(model).toMatchObject({ removed: op, classes: 3, fixedBatch: undefined });
    expect(model.graph.nodes.map((node) => node.op)).toEqual(['MatMul']);
  });

  test('a softmax over other axes stays', () => {
    const over = (b: GraphBuilder, x: string) =>
      b.emit('Flatten', [b.emit('Softmax', [b.reshape(dense(b, x, 5, 4), [-1, 2, 2])], { axis: int(2) })]);
    const model = importModel(file([-1, 5], over));
    expect(model.removed).toBeUndefined();
    expect(model.graph.nodes.some(({ op }) => op === 'Softmax')).toBe(true);
  });

  test('class maps of one pixel become rows, of several outputs the classifier’s is taken', () => {
    const head = (b: GraphBuilder, x: string) => {
      const pooled = b.emit('GlobalAveragePool', [x]);
      return [b.emit('ReduceMax', [x], { axes: ints([1, 2, 3]), keepdims: int(0) }), pooled];
    };
    const model = importModel(file([-1, 4, 6, 6], head));
    expect(model.classes).toBe(4);
    expect(model.graph.outputs[0].shape).toEqual([-1, 4]);
  });
});

describe('what is taken out', () => {
  test('Dropout and Identity go, Relu moves behind MaxPool, values stay', async () => {
    const emit = (plain: boolean) => (b: GraphBuilder, x: string) => {
      const w = b.floats(values(4 * 2 * 9, 'w'), [4, 2, 3, 3]);
      const a = b.emit('Relu', [b.emit('Conv', [x, w])]);
      const pooled = b.emit('MaxPool', [a], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
      const kept = plain ? pooled : b.emit('Identity', [b.emit('Dropout', [pooled])]);
      return dense(b, b.emit('Flatten', [kept]), 36, 3);
    };
    const model = importModel(file([-1, 2, 8, 8], emit(false)));
    expect(model.graph.nodes.map(({ op }) => op)).toEqual(['Conv', 'MaxPool', 'Relu', 'Flatten', 'MatMul']);
    const data = values(3 * 128, 'x');
    const oracle = new ModelOracle(runtime, model);
    const session = await runtime.open(file([-1, 2, 8, 8], emit(true)));
    const [out] = Object.values(await session.run({ x: { data, dims: [3, 2, 8, 8] } }));
    expect(await oracle.logits({ data, count: 3, shape: [2, 8, 8] })).toEqual(out.data);
    await session.release();
    await oracle.release();
  });

  test('a Relu that something else reads stays where it is', () => {
    const emit = (b: GraphBuilder, x: string) => {
      const a = b.emit('Relu', [x]);
      const pooled = b.emit('MaxPool', [a], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
      const mean = b.emit('GlobalAveragePool', [a]);
      return b.emit('Flatten', [b.add(b.emit('GlobalAveragePool', [pooled]), mean)]);
    };
    const { graph } = importModel(file([-1, 3, 4, 4], emit));
    expect(graph.nodes.slice(0, 2).map(({ op }) => op)).toEqual(['Relu', 'MaxPool']);
  });
});

describe('the batch', () => {
  const net = (batch: number): Graph => {
    const graph = tinyNet();
    const [input] = graph.inputs;
    const b = new GraphBuilder(17);
    b.input('x', { ...input, shape: [batch, ...input.shape.slice(1)] });
    for (const [name, constant] of graph.constants) b.defineConstant(name, constant);
    for (const node of graph.nodes) b.append(node);
    return b.build([graph.outputs[0].name]);
  };

  test.each([1, 4])('a size of %i that a file wrote down is made free', (batch) => {
    const model = importModel(writeOnnx(net(batch)));
    expect(model.fixedBatch).toBeUndefined();
    expect(model.graph.inputs[0].shape).toEqual([-1, 2, 8, 8]);
  });

  test('a file in which samples meet keeps its size; the oracle pads to it', async () => {
    const mixing = (b: GraphBuilder, x: string) => {
      const mean = b.emit('ReduceMean', [x], { axes: ints([0]), keepdims: int(1) });
      return dense(b, b.sub(x, b.mul(mean, b.scalar(0))), 5, 3);
    };
    const model = importModel(file([4, 5], mixing));
    expect(model.fixedBatch).toBe(4);
    const oracle = new ModelOracle(runtime, model);
    const free = new ModelOracle(runtime, importModel(file([-1, 5], (b, x) => dense(b, x, 5, 3))));
    const data = values(6 * 5, 'six');
    const labels = Int32Array.of(0, 1, 2, 0, 1, 2);
    const batch = { data, count: 6, shape: [5] };
    const [a, c] = [await oracle.logits(batch), await free.logits(batch)];
    expect(a).toHaveLength(18);
    a.forEach((value, i) => expect(value).toBeCloseTo(c[i], 5));
    const [p, q] = [
      await oracle.lossGradient(batch, labels, { name: 'cross-entropy' }),
      await free.lossGradient(batch, labels, { name: 'cross-entropy' }),
    ];
    p.gradient.forEach((value, i) => expect(value).toBeCloseTo(q.gradient[i], 5));
    await oracle.release();
    await free.release();
  });
});

describe('the operator set', () => {
  test.each([9, 11, 13, 18, 21])('a model of set %i gives the gradients of set 17', async (opset) => {
    const batch = { data: values(2 * 128, 'sets'), count: 2, shape: [2, 8, 8] };
    const labels = Int32Array.of(0, 2);
    const [now, other] = [tinyNet(), { ...tinyNet(), opset }].map(
      (graph) => new ModelOracle(runtime, importModel(writeOnnx(graph))),
    );
    for (const name of ['cross-entropy', 'margin', 'dlr'] as const) {
      const a = await now.lossGradient(batch, labels, { name });
      const b = await other.lossGradient(batch, labels, { name });
      expect(b).toEqual(a);
      expect(a.gradient.some((value) => value !== 0)).toBe(true);
    }
    await now.release();
    await other.release();
  });
});

describe('what the oracle refuses', () => {
  const model = importModel(file([-1, 4], (b, x) => b.emit('Log', [x])));

  test('values that are not numbers, going in and coming out', async () => {
    const oracle = new ModelOracle(runtime, model);
    const bad = { data: Float32Array.of(1, NaN, 1, 1), count: 1, shape: [4] };
    await expect(oracle.logits(bad)).rejects.toMatchObject({ id: 'oracle.input-not-finite' });
    const negative = { data: Float32Array.of(1, -1, 1, 1), count: 1, shape: [4] };
    await expect(oracle.logits(negative)).rejects.toMatchObject({ id: 'oracle.not-finite' });
    const zero = { data: Float32Array.of(1, 0, 1, 1), count: 1, shape: [4] };
    const loss = oracle.lossGradient(zero, Int32Array.of(0), { name: 'cross-entropy' });
    await expect(loss).rejects.toMatchObject({ id: 'oracle.not-finite' });
    await oracle.release();
  });

  test('labels that are no class, samples of another size', async () => {
    const oracle = new ModelOracle(runtime, model);
    const batch = { data: Float32Array.of(1, 2, 3, 4), count: 1, shape: [4] };
    const loss = oracle.lossGradient(batch, Int32Array.of(4), { name: 'cross-entropy' });
    await expect(loss).rejects.toMatchObject({ id: 'oracle.label', values: { label: 4, classes: 4 } });
    const wide = { data: new Float32Array(5), count: 1, shape: [5] };
    await expect(oracle.logits(wide)).rejects.toMatchObject({ id: 'oracle.sample-shape' });
    await oracle.release();
  });

  test('white-box work on operators without a gradient, by name, but not black-box work', async () => {
    const table = operators as Record<string, Operator>;
    const whole = table['ReduceProd'];
    onTestFinished(() => void (table['ReduceProd'] = whole));
    table['ReduceProd'] = { shape: whole.shape };
    const product = (b: GraphBuilder, x: string) =>
      dense(b, b.emit('ReduceProd', [x], { axes: ints([1]), keepdims: int(1) }), 1, 3);
    const made = importModel(file([-1, 4], product));
    expect(made.notDifferentiable).toEqual(['ReduceProd']);
    const oracle = new ModelOracle(runtime, made);
    const batch = { data: Float32Array.of(1, 2, 3, 4), count: 1, shape: [4] };
    expect(await oracle.labels(batch)).toHaveLength(1);
    const loss = oracle.lossGradient(batch, Int32Array.of(0), { name: 'margin' });
    await expect(loss).rejects.toMatchObject({
      id: 'graph.no-gradient',
      values: { operators: 'ReduceProd' },
    });
    await oracle.release();
  });

  test('nothing, but names operators whose gradient is zero everywhere', async () => {
    const model = importModel(file([-1, 4], (b, x) => dense(b, b.emit('Round', [x]), 4, 3)));
    expect(model).toMatchObject({ notDifferentiable: [], zeroGradient: ['Round'] });
    const oracle = new ModelOracle(runtime, model);
    const batch = { data: Float32Array.of(1, 2, 3, 4), count: 1, shape: [4] };
    const { gradient } = await oracle.lossGradient(batch, Int32Array.of(0), { name: 'cross-entropy' });
    expect([...gradient]).toEqual([0, 0, 0, 0]);
    await oracle.release();
  });
});

test('an empty batch gives empty answers, ties go to the lowest class, scores sum to one', async () => {
  const oracle = new ModelOracle(runtime, importModel(file([-1, 5], (b, x) => dense(b, x, 5, 3))));
  expect(await oracle.logits({ data: new Float32Array(), count: 0, shape: [5] })).toHaveLength(0);
  const batch = { data: values(10, 'scores'), count: 2, shape: [5] };
  const scores = await oracle.scores(batch);
  expect(scores[0] + scores[1] + scores[2]).toBeCloseTo(1, 6);
  expect(await oracle.labels(batch)).toEqual(argmaxRows(scores, 3));
  expect([...argmaxRows(Float32Array.of(1, 2, 2, 3, 3, 3), 3)]).toEqual([1, 0]);
  expect([...softmaxRows(Float32Array.of(1000, 1000, -1000), 3)]).toEqual([0.5, 0.5, 0]);
  await oracle.release();
});
