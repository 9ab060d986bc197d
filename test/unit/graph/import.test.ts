import { create } from '@bufbuild/protobuf';
import { TensorProtoSchema } from 'onnx-buf';
import { afterAll, describe, expect, test } from 'vitest';
import { importModel } from '../../../src/graph/model.ts';
import type { ImportOptions } from '../../../src/graph/model.ts';
import { newestOpset } from '../../../src/graph/import/engine-sets.ts';
import { externalFiles, inlineExternal } from '../../../src/graph/onnx/external.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { UserError } from '../../../src/messages/index.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import {
  FLOAT,
  floatValue,
  functionOf,
  graphOf,
  INT64,
  int64s,
  modelFile,
  node,
  reference,
  tensor,
  UINT8,
  value,
} from '../../support/graph/files.ts';
import { values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const BOOL = 9;
const x = value('x', ['N', 3]);
const w = tensor('w', [3, 4], [...values(12, 'w')]);
const column = tensor('w', [3, 1], [...values(3, 'w1')]);
const data = values(5 * 3, 'x');

/** The named output of the file itself, as the engine computes it. */
async function own(bytes: Uint8Array, name: string, feed = data, dims = [5, 3]): Promise<number[]> {
  const session = await runtime.open(bytes);
  const out = await session.run({ x: { data: feed, dims } }, [name]);
  await session.release();
  return Array.from(out[name].data as Float32Array, Number);
}

async function scores(bytes: Uint8Array, options?: ImportOptions): Promise<Float32Array> {
  const oracle = new ModelOracle(runtime, importModel(bytes, options));
  const found = await oracle.scores({ data, count: 5, shape: [3] });
  await oracle.release();
  return found;
}

function near(found: ArrayLike<number>, expected: ArrayLike<number>, within = 2e-6): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(within);
}

const refusal = (bytes: Uint8Array, options?: ImportOptions): string | undefined => {
  try {
    importModel(bytes, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/^[^\n]+\.$/);
    return error.id;
  }
};

describe('operator sets', () => {
  const inSet = (opset: number) =>
    modelFile({
      opset,
      nodes: [node('MatMul', ['x', 'w'], ['z'])],
      tensors: [w],
      inputs: [x],
      outputs: [value('z')],
    });

  test('from 7 to the newest that the engine reads', async () => {
    expect(refusal(inSet(6))).toBe('graph.old-opset');
    expect(refusal(inSet(7))).toBeUndefined();
    expect(refusal(inSet(newestOpset))).toBeUndefined();
    expect(refusal(inSet(newestOpset + 1))).toBe('graph.new-opset');
    await (await runtime.open(inSet(newestOpset))).release();
    await expect(runtime.open(inSet(newestOpset + 1))).rejects.toThrow(UserError);
  });

  test('an operator that the engine has no code for is named when it is opened', async () => {
    const bytes = modelFile({
      nodes: [node('Frobnicate', ['x'], ['z'])],
      inputs: [x],
      outputs: [value('z')],
    });
    await expect(runtime.open(bytes)).rejects.toThrow(/Frobnicate/);
  });
});

describe('heads', () => {
  const after = (nodes: ReturnType<typeof node>[], out = 'p', tensors = [w]) =>
    modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z']), ...nodes],
      tensors,
      inputs: [x],
      outputs: [value(out)],
    });
  const axis = int64s('axis', [1], [1]);
  const bounds = [tensor('low', [], [1e-7]), tensor('high', [], [1 - 1e-7])];
  const exponent = [
    node('ReduceMax', ['z'], ['m'], { axes: [1] }),
    node('Sub', ['z', 'm'], ['d']),
    node('Exp', ['d'], ['e']),
    node('ReduceSum', ['e', 'axis'], ['s']),
    node('Div', ['e', 's'], ['p']),
  ];
  const unit = int64s('unit', [2], [-1, 4]);
  const cases: Record<string, [Uint8Array, string]> = {
    Softmax: [after([node('Softmax', ['z'], ['p'])]), 'Softmax'],
    'Softmax within bounds': [
      after([node('Softmax', ['z'], ['q']), node('Clip', ['q', 'low', 'high'], ['p'])], 'p', [w, ...bounds]),
      'Softmax',
    ],
    'Softmax reshaped': [
      after([node('Softmax', ['z'], ['q']), node('Reshape', ['q', 'unit'], ['p'])], 'p', [w, unit]),
      'Softmax',
    ],
    'Softmax written out': [after(exponent, 'p', [w, axis]), 'Softmax'],
    'Softmax through doubles': [
      after([
        node('Softmax', ['z'], ['q']),
        node('Cast', ['q'], ['d'], { to: 11 }),
        node('Cast', ['d'], ['p'], { to: 1 }),
      ]),
      'Softmax',
    ],
  };

  test.each(Object.entries(cases))('%s is found and taken off', async (_, [bytes, removed]) => {
    const model = importModel(bytes);
    expect(model).toMatchObject({ removed, classes: 4, access: 'gradient' });
    expect(model.graph.nodes.map(({ op }) => op)).toEqual(['MatMul']);
    near(await scores(bytes), await own(bytes, 'p'));
  });

  test('Log of Softmax is a LogSoftmax', () => {
    const model = importModel(after([node('Softmax', ['z'], ['q']), node('Log', ['q'], ['p'])]));
    expect(model.removed).toBe('LogSoftmax');
    expect(model.graph.nodes.map(({ op }) => op)).toEqual(['MatMul']);
  });

  test('sigmoids of several labels keep their order', () => {
    const model = importModel(after([node('Sigmoid', ['z'], ['p'])]));
    expect(model).toMatchObject({ removed: 'Sigmoid', classes: 4 });
  });

  test.each([
    ['[N, 1]', [node('Sigmoid', ['z'], ['p'])]],
    ['[N]', [node('Sigmoid', ['z'], ['q']), node('Squeeze', ['q', 'axis'], ['p'])]],
    [
      '[1 − p, p]',
      [
        node('Sigmoid', ['z'], ['q']),
        node('Sub', ['one', 'q'], ['not']),
        node('Concat', ['not', 'q'], ['p'], { axis: 1 }),
      ],
    ],
  ] as const)('one sigmoid, %s, becomes two classes', async (_, nodes) => {
    const bytes = after([...nodes], 'p', [column, axis, tensor('one', [], [1])]);
    expect(importModel(bytes)).toMatchObject({ removed: 'Sigmoid', classes: 2, access: 'gradient' });
    const p = await own(bytes, 'p');
    const found = await scores(bytes);
    near(
      Float32Array.from({ length: 5 }, (_, i) => found[2 * i + 1]),
      p.length === 5 ? p : p.filter((__, i) => i % 2 === 1),
    );
  });

  test('one value without a sigmoid is refused, or taken for what the person says it is', async () => {
    const bytes = after([], 'z', [column]);
    expect(refusal(bytes)).toBe('graph.one-value');
    const z = await own(bytes, 'z');
    const found = await scores(bytes, { single: 'logit' });
    near(
      Float32Array.from({ length: 5 }, (_, i) => found[2 * i + 1]),
      z.map((value) => 1 / (1 + Math.exp(-value))),
    );
  });

  test('a label by threshold is followed back to the value it was decided by', () => {
    const label = [
      node('Sigmoid', ['z'], ['q']),
      node('Greater', ['q', 'half'], ['above']),
      node('Cast', ['above'], ['p'], { to: INT64 }),
    ];
    const bytes = modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z']), ...label],
      tensors: [column, tensor('half', [], [0.5])],
      inputs: [x],
      outputs: [value('p', ['N', 1], INT64)],
    });
    expect(importModel(bytes)).toMatchObject({ removed: 'Sigmoid', classes: 2, access: 'gradient' });
  });

  test('a label by ArgMax is followed back to the scores', () => {
    const bytes = modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z']), node('ArgMax', ['z'], ['label'], { axis: 1, keepdims: 0 })],
      tensors: [w],
      inputs: [x],
      outputs: [value('label', ['N'], INT64)],
    });
    expect(importModel(bytes)).toMatchObject({ classes: 4, access: 'gradient' });
  });
});

describe('several outputs', () => {
  const two = modelFile({
    nodes: [node('MatMul', ['x', 'w'], ['embedding']), node('MatMul', ['embedding', 'v'], ['logits'])],
    tensors: [w, tensor('v', [4, 6], [...values(24, 'v')])],
    inputs: [x],
    outputs: [value('embedding', ['N', 4]), value('logits', ['N', 6])],
  });

  test('the scores are picked by name, or by the person', () => {
    expect(importModel(two).classes).toBe(6);
    expect(importModel(two, { output: 'embedding' }).classes).toBe(4);
    expect(refusal(two, { output: 'nothing' })).toBe('graph.no-output');
  });
});

describe('inputs', () => {
  test('bytes that are cast to floats are followed between their levels', async () => {
    const bytes = modelFile({
      nodes: [node('Cast', ['x'], ['f'], { to: FLOAT }), node('MatMul', ['f', 'w'], ['z'])],
      tensors: [w],
      inputs: [value('x', ['N', 3], UINT8)],
      outputs: [value('z')],
    });
    const model = importModel(bytes);
    expect(model).toMatchObject({ access: 'gradient', straightThrough: ['Cast'], zeroGradient: [] });
    const oracle = new ModelOracle(runtime, model);
    const levels = Float32Array.of(0, 128, 255);
    const { gradient, logits } = await oracle.lossGradient(
      { data: levels, count: 1, shape: [3] },
      Int32Array.of(0),
      { name: 'margin' },
    );
    expect(gradient.some((slope) => slope !== 0)).toBe(true);
    const session = await runtime.open(bytes);
    const out = await session.run({ x: { data: Uint8Array.from(levels), dims: [1, 3] } });
    near(logits, out['z'].data as Float32Array, 1e-4);
    await session.release();
    await oracle.release();
  });

  test('token ids are rounded, and masked by construction', async () => {
    const bytes = modelFile({
      nodes: [
        node('Gather', ['table', 'x'], ['e']),
        node('ReduceMean', ['e'], ['z'], { axes: [1], keepdims: 0 }),
      ],
      tensors: [tensor('table', [9, 4], [...values(36, 'table')])],
      inputs: [value('x', ['N', 3], INT64)],
      outputs: [value('z')],
    });
    const model = importModel(bytes);
    expect(model.zeroGradient).toEqual(['Cast']);
    const oracle = new ModelOracle(runtime, model);
    const [a, b] = [Float32Array.of(2.9999998, 1, 7), Float32Array.of(3, 1, 7)];
    const batch = (rows: Float32Array) => ({ data: rows, count: 1, shape: [3] });
    expect(await oracle.logits(batch(a))).toEqual(await oracle.logits(batch(b)));
    await oracle.release();
  });

  test('columns that feed an embedding have no gradient, the others theirs', async () => {
    const bytes = modelFile({
      nodes: [
        node('Slice', ['x', 'zero', 'one', 'axis'], ['id']),
        node('Cast', ['id'], ['whole'], { to: INT64 }),
        node('Gather', ['table', 'whole'], ['e3']),
        node('Squeeze', ['e3', 'axis'], ['e']),
        node('Slice', ['x', 'one', 'three', 'axis'], ['rest']),
        node('Concat', ['e', 'rest'], ['joined'], { axis: 1 }),
        node('MatMul', ['joined', 'v'], ['z']),
      ],
      tensors: [
        tensor('table', [5, 2], [...values(10, 'table')]),
        tensor('v', [4, 3], [...values(12, 'v')]),
        int64s('zero', [1], [0]),
        int64s('one', [1], [1]),
        int64s('three', [1], [3]),
        int64s('axis', [1], [1]),
      ],
      inputs: [x],
      outputs: [value('z')],
    });
    const model = importModel(bytes);
    expect(model).toMatchObject({ access: 'gradient', zeroGradient: ['Cast'] });
    const oracle = new ModelOracle(runtime, model);
    const rows = Float32Array.of(4, 0.3, -0.2);
    const { gradient } = await oracle.lossGradient({ data: rows, count: 1, shape: [3] }, Int32Array.of(1), {
      name: 'cross-entropy',
    });
    expect(gradient[0]).toBe(0);
    expect(gradient.slice(1).every((slope) => slope !== 0)).toBe(true);
    await oracle.release();
  });
});

describe('graphs within graphs', () => {
  const double = graphOf({ nodes: [node('Add', ['z', 'z'], ['r'])], outputs: [value('r')] });
  const plain = graphOf({ nodes: [node('Identity', ['z'], ['r'])], outputs: [value('r')] });
  const branching = (condition: ReturnType<typeof node>[], tensors = [w]) =>
    modelFile({
      nodes: [
        node('MatMul', ['x', 'w'], ['z']),
        ...condition,
        node('If', ['c'], ['y'], { then_branch: double, else_branch: plain }),
      ],
      tensors,
      inputs: [x],
      outputs: [value('y', ['N', 4])],
    });

  test('an If whose condition follows from shapes is the branch it takes', async () => {
    const known = branching(
      [
        node('Shape', ['z'], ['shape']),
        node('Gather', ['shape', 'one'], ['width']),
        node('Equal', ['width', 'four'], ['c']),
      ],
      [w, int64s('one', [], [1]), int64s('four', [], [4])],
    );
    expect(importModel(known)).toMatchObject({ access: 'gradient', classes: 4 });
    const oracle = new ModelOracle(runtime, importModel(known));
    near(await oracle.logits({ data, count: 5, shape: [3] }), await own(known, 'y'), 1e-5);
    await oracle.release();
  });

  test('what a branch holds itself, axes and weights of half precision, is constant in it', async () => {
    const half = create(TensorProtoSchema, {
      name: 'two',
      dims: [1n],
      dataType: 10,
      rawData: Uint8Array.of(0x00, 0x40),
    });
    const taken = graphOf({
      nodes: [
        node('Constant', [], ['axis'], { value: int64s('', [1], [1]) }),
        node('Unsqueeze', ['z', 'axis'], ['raised']),
        node('Cast', ['two'], ['single'], { to: FLOAT }),
        node('Mul', ['raised', 'single'], ['scaled']),
        node('Squeeze', ['scaled', 'axis'], ['result']),
      ],
      tensors: [half],
      outputs: [value('result')],
    });
    const other = graphOf({ nodes: [node('Neg', ['z'], ['result'])], outputs: [value('result')] });
    const bytes = modelFile({
      nodes: [
        node('MatMul', ['x', 'w'], ['z']),
        node('Equal', ['four', 'four'], ['c']),
        node('If', ['c'], ['y'], { then_branch: taken, else_branch: other }),
      ],
      tensors: [w, int64s('four', [], [4])],
      inputs: [x],
      outputs: [value('y', ['N', 4])],
    });
    expect(importModel(bytes)).toMatchObject({ access: 'gradient', classes: 4 });
    const oracle = new ModelOracle(runtime, importModel(bytes));
    near(await oracle.logits({ data, count: 5, shape: [3] }), await own(bytes, 'y'), 1e-5);
    await oracle.release();
  });

  test('one whose condition is computed shows scores', async () => {
    const open = branching(
      [node('ReduceMax', ['z'], ['largest'], { keepdims: 0 }), node('Greater', ['largest', 'half'], ['c'])],
      [w, tensor('half', [], [0.5])],
    );
    const model = importModel(open);
    expect(model).toMatchObject({ access: 'score', classes: 4, notDifferentiable: ['If'] });
    const oracle = new ModelOracle(runtime, model);
    near(await oracle.logits({ data, count: 5, shape: [3] }), await own(open, 'y'), 1e-5);
    await oracle.release();
  });

  test('a Loop of known length is written out', async () => {
    const body = graphOf({
      nodes: [
        node('Identity', ['on'], ['still']),
        node('Tanh', ['before'], ['t']),
        node('Add', ['t', 'z'], ['after']),
      ],
      inputs: [value('i', [], INT64), value('on', [], BOOL), value('before', ['N', 4])],
      outputs: [value('still', [], BOOL), value('after', ['N', 4])],
    });
    const bytes = modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z']), node('Loop', ['rounds', '', 'z'], ['y'], { body })],
      tensors: [w, int64s('rounds', [], [3])],
      inputs: [x],
      outputs: [value('y', ['N', 4])],
    });
    const model = importModel(bytes);
    expect(model.access).toBe('gradient');
    expect(model.graph.nodes.filter(({ op }) => op === 'Tanh')).toHaveLength(3);
    const oracle = new ModelOracle(runtime, model);
    near(await oracle.logits({ data, count: 5, shape: [3] }), await own(bytes, 'y'), 1e-5);
    await oracle.release();
  });

  test('functions are taken apart, with their attributes', async () => {
    const scaled = functionOf(
      'Scaled',
      ['a'],
      ['out'],
      [node('LeakyRelu', ['a'], ['t'], { alpha: reference('slope') }), node('Add', ['t', 'a'], ['out'])],
      ['slope'],
    );
    const twice = functionOf(
      'Twice',
      ['a'],
      ['out'],
      [
        node('Scaled', ['a'], ['t'], { slope: floatValue(0.25) }, 'pkg.parts'),
        node('Scaled', ['t'], ['out'], { slope: floatValue(0.5) }, 'pkg.parts'),
      ],
    );
    const bytes = modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z']), node('Twice', ['z'], ['y'], {}, 'pkg.parts')],
      tensors: [w],
      inputs: [x],
      outputs: [value('y')],
      functions: [scaled, twice],
      sets: { 'pkg.parts': 1 },
    });
    const model = importModel(bytes);
    expect(model.access).toBe('gradient');
    const oracle = new ModelOracle(runtime, model);
    near(await oracle.logits({ data, count: 5, shape: [3] }), await own(bytes, 'y'), 1e-5);
    await oracle.release();
  });

  test('functions that call themselves end in a sentence', () => {
    const endless = functionOf('Endless', ['a'], ['out'], [node('Endless', ['a'], ['out'], {}, 'pkg.parts')]);
    const bomb = functionOf(
      'Bomb',
      ['a'],
      ['out'],
      [node('Bomb', ['a'], ['b'], {}, 'pkg.parts'), node('Bomb', ['b'], ['out'], {}, 'pkg.parts')],
    );
    for (const call of [endless, bomb]) {
      const bytes = modelFile({
        nodes: [node(call.name, ['x'], ['y'], {}, 'pkg.parts')],
        inputs: [x],
        outputs: [value('y')],
        functions: [call],
        sets: { 'pkg.parts': 1 },
      });
      expect(refusal(bytes)).toMatch(/^graph\.(functions-too-deep|too-many-nodes)$/);
    }
  });
});

describe('weights in another file', () => {
  const weights = Float32Array.from(values(12, 'w'));
  const side = new Uint8Array(64 + weights.byteLength);
  side.set(new Uint8Array(weights.buffer), 64);
  const beside = (entries: Record<string, string>) =>
    modelFile({
      nodes: [node('MatMul', ['x', 'w'], ['z'])],
      tensors: [
        {
          ...tensor('w', [3, 4], []),
          dataLocation: 1,
          externalData: Object.entries(entries).map(([key, entry]) => ({
            $typeName: 'onnx.StringStringEntryProto',
            key,
            value: entry,
          })),
        },
      ],
      inputs: [x],
      outputs: [value('z')],
    });
  const whole = modelFile({
    nodes: [node('MatMul', ['x', 'w'], ['z'])],
    tensors: [w],
    inputs: [x],
    outputs: [value('z')],
  });
  const place = { location: 'w.data', offset: '64', length: '48' };

  test('is taken in, and the model is then as one that held it', async () => {
    const bytes = beside(place);
    expect(externalFiles(bytes)).toEqual(['w.data']);
    expect(externalFiles(whole)).toEqual([]);
    const inlined = inlineExternal(bytes, { 'w.data': side });
    expect(await own(inlined, 'z')).toEqual(await own(whole, 'z'));
    expect(refusal(bytes)).toBe('graph.external-data');
  });

  test.each([
    ['a missing file', place, {}, 'graph.external-missing'],
    ['a path upwards', { ...place, location: '../w.data' }, {}, 'graph.external-path'],
    ['an absolute path', { ...place, location: '/etc/passwd' }, {}, 'graph.external-path'],
    ['a path of another system', { ...place, location: 'C:\\w.data' }, {}, 'graph.external-path'],
    ['the folder itself', { ...place, location: '..' }, {}, 'graph.external-path'],
    ['a length beyond the end', { ...place, length: '49' }, { 'w.data': side }, 'graph.external-short'],
    [
      'an offset beyond the end',
      { location: 'w.data', offset: '500' },
      { 'w.data': side },
      'graph.external-short',
    ],
    ['a negative offset', { ...place, offset: '-4' }, { 'w.data': side }, 'graph.not-onnx'],
  ] as const)('%s ends in a sentence', (_, entries, files, id) => {
    try {
      inlineExternal(beside(entries), files);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: 'UserError', id });
    }
  });
});
