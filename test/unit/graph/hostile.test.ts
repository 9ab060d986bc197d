import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, StringStringEntryProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/messages/index.ts';
import { importModel } from '../../../src/graph/model.ts';
import { externalFiles, inlineExternal } from '../../../src/graph/onnx/external.ts';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { stream } from '../../../src/numeric/random.ts';
import {
  floatValue,
  graphOf,
  INT64,
  int64s,
  modelFile,
  node,
  tensor,
  value,
} from '../../support/graph/files.ts';
import { tinyNet } from '../../support/graph/nets.ts';

const whole = writeOnnx(tinyNet());

/** The error's id, or undefined when the file was taken. */
function refusal(bytes: Uint8Array): string | undefined {
  try {
    importModel(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.id;
  }
}

interface Description {
  opset?: number;
  nodes?: { op: string; inputs: string[]; outputs: string[]; domain?: string }[];
  tensors?: {
    name: string;
    dims: number[];
    floats?: number[];
    raw?: number[];
    type?: number;
    external?: boolean;
  }[];
  inputs?: { name: string; dims: (number | string)[]; type?: number }[];
  outputs?: string[];
}

const relu: NonNullable<Description['nodes']>[number] = { op: 'Relu', inputs: ['x'], outputs: ['y'] };

/** A model file by hand, also one that no exporter would write. */
function file(description: Description): Uint8Array {
  const { opset = 17, nodes = [relu], tensors = [], outputs = ['y'] } = description;
  const inputs = description.inputs ?? [{ name: 'x', dims: ['N', 3] }];
  const dim = (size: number | string) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: BigInt(opset) }],
      graph: {
        name: 'g',
        node: nodes.map(({ op, inputs: input, outputs: output, domain = '' }) => ({
          opType: op,
          input,
          output,
          domain,
        })),
        initializer: tensors.map(({ name, dims, floats = [], raw = [], type = 1, external }) => ({
          name,
          dims: dims.map(BigInt),
          dataType: type,
          floatData: floats,
          rawData: Uint8Array.from(raw),
          externalData: external ? [{ key: 'location', value: 'weights.bin' }] : [],
        })),
        input: inputs.map(({ name, dims, type = 1 }) => ({
          name,
          type: {
            value: { case: 'tensorType' as const, value: { elemType: type, shape: { dim: dims.map(dim) } } },
          },
        })),
        output: outputs.map((name) => ({ name })),
      },
    }),
  );
}

const add = (other: string) => [{ op: 'Add', inputs: ['x', other], outputs: ['y'] }];
const broken: Record<string, [bytes: Uint8Array, id: string]> = {
  'an empty file': [new Uint8Array(), 'graph.not-onnx'],
  text: [new TextEncoder().encode('PK\u0003\u0004 not a model at all'), 'graph.not-onnx'],
  zeros: [new Uint8Array(4096), 'graph.not-onnx'],
  'half a file': [whole.subarray(0, whole.length >> 1), 'graph.not-onnx'],
  'no operator set': [file({ opset: 0 }), 'graph.not-onnx'],
  'an operator set of long ago': [file({ opset: 5 }), 'graph.old-opset'],
  'no outputs': [file({ outputs: [] }), 'graph.not-onnx'],
  'an output that nothing computes': [file({ outputs: ['z'] }), 'graph.not-a-classifier'],
  'a missing weight': [file({ nodes: add('w') }), 'graph.missing-value'],
  'a circle': [
    file({
      nodes: [
        { op: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
        { op: 'Relu', inputs: ['a'], outputs: ['b'] },
        { op: 'Relu', inputs: ['b'], outputs: ['y'] },
      ],
    }),
    'graph.cycle',
  ],
  'a node that reads itself': [
    file({ nodes: [{ op: 'Relu', inputs: ['y'], outputs: ['y'] }] }),
    'graph.cycle',
  ],
  'a value defined twice': [file({ nodes: [relu, relu] }), 'graph.defined-twice'],
  'an input defined again': [
    file({ nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['x'] }, relu] }),
    'graph.defined-twice',
  ],
  'dimensions that ask for more values': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [1000, 1000], floats: [1, 2] }] }),
    'graph.bad-tensor',
  ],
  'dimensions whose product overflows': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [2 ** 40, 2 ** 40], floats: [1] }] }),
    'graph.bad-tensor',
  ],
  'a negative dimension': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [-3], floats: [1] }] }),
    'graph.bad-tensor',
  ],
  'raw bytes that are no whole number of values': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [1], raw: [1, 2, 3] }] }),
    'graph.bad-tensor',
  ],
  'weights of strings': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [1], type: 8 }] }),
    'graph.tensor-type',
  ],
  'weights in another file': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [3], external: true }] }),
    'graph.external-data',
  ],
  'two inputs': [
    file({
      inputs: [
        { name: 'x', dims: ['N', 3] },
        { name: 'z', dims: ['N', 3] },
      ],
      nodes: add('z'),
    }),
    'graph.inputs',
  ],
  'an input of truth values': [
    file({ inputs: [{ name: 'x', dims: ['N', 3], type: 9 }] }),
    'graph.input-type',
  ],
  'a sample of unknown size': [file({ inputs: [{ name: 'x', dims: ['N', 'width'] }] }), 'graph.free-shape'],
  'a sample of a million million values': [
    file({ inputs: [{ name: 'x', dims: ['N', 1_000_000, 1_000_000] }] }),
    'graph.sample-too-large',
  ],
  'shapes that do not fit': [
    file({ nodes: add('w'), tensors: [{ name: 'w', dims: [4], floats: [1, 2, 3, 4] }] }),
    'graph.does-not-fit',
  ],
  'padding that asks for more memory than there is': [
    file({
      nodes: [{ op: 'Pad', inputs: ['x', 'pads'], outputs: ['y'] }],
      tensors: [
        {
          name: 'pads',
          dims: [4],
          type: 7,
          raw: [...new Uint8Array(BigInt64Array.of(0n, 0n, 0n, 1n << 40n).buffer)],
        },
      ],
    }),
    'graph.value-too-large',
  ],
  'one value per sample': [file({ inputs: [{ name: 'x', dims: ['N', 1] }] }), 'graph.one-value'],
};

describe('a broken file is refused in one sentence', () => {
  test.each(Object.entries(broken))('%s', (_, [bytes, id]) => {
    expect(refusal(bytes)).toBe(id);
    expect(() => importModel(bytes)).toThrow(/^[^\n]+\.$/);
  });
});

test('all unknown operators are named at once', () => {
  const nodes = [
    { op: 'Defoliate', inputs: ['x'], outputs: ['a'] },
    { op: 'Attention', domain: 'com.acme', inputs: ['a'], outputs: ['b'] },
    { op: 'Frobnicate', inputs: ['b'], outputs: ['y'] },
  ];
  expect(() => importModel(file({ nodes }))).toThrow('Defoliate, com.acme.Attention, Frobnicate');
});

test('two hundred damaged copies are read or refused, never crash, and cost no memory', () => {
  const draws = stream(5, 'hostile');
  const outcomes = { taken: 0, refused: 0 };
  for (let copy = 0; copy < 200; copy++) {
    const bytes = whole.slice(0, copy % 4 === 0 ? draws.integer(10 * copy, whole.length) : whole.length);
    // Half of the changes hit the structure at the end of the file's nodes, half fall anywhere.
    for (let hit = 0; hit < 1 + (copy % 3) && bytes.length > 0; hit++) {
      const reach = copy % 2 === 0 ? bytes.length : Math.min(bytes.length, 600);
      bytes[draws.integer(10 * copy + 2 * hit + 1, reach)] = draws.integer(10 * copy + 2 * hit + 2, 256);
    }
    if (refusal(bytes) === undefined) outcomes.taken++;
    else outcomes.refused++;
  }
  expect(outcomes.taken + outcomes.refused).toBe(200);
  expect(outcomes.refused).toBeGreaterThan(50);
});

test('what is written is read back the same, and equal graphs give equal bytes', () => {
  const net = tinyNet();
  const back = readOnnx(whole);
  expect(back.nodes).toEqual(net.nodes.map((node) => ({ domain: undefined, ...node })));
  expect([...back.constants.keys()]).toEqual([...net.constants.keys()]);
  for (const [name, { data, dims }] of net.constants) {
    expect(back.constants.get(name)?.dims).toEqual(dims);
    expect(Array.from(back.constants.get(name)?.data ?? [], Number)).toEqual(Array.from(data, Number));
  }
  expect(writeOnnx(tinyNet())).toEqual(whole);
});

test('weights are views of the file where their place allows it, copies elsewhere', () => {
  const values = tinyNet().constants.get('dense.weight')?.data;
  const shared = [0, 1, 2, 3].filter((shift) => {
    const memory = new ArrayBuffer(whole.length + shift);
    const bytes = new Uint8Array(memory, shift);
    bytes.set(whole);
    const read = readOnnx(bytes).constants.get('dense.weight')?.data;
    expect(read).toEqual(values);
    return read?.buffer === memory;
  });
  expect(shared).toHaveLength(1);
});

/** Field of length-delimited content. */
function delimited(field: number, content: Uint8Array): Uint8Array {
  const head: number[] = [field * 8 + 2];
  let length = content.length;
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) + 128);
  head.push(length);
  const whole = new Uint8Array(head.length + content.length);
  whole.set(head);
  whole.set(content, head.length);
  return whole;
}

describe('what decoding would allocate is bounded beforehand', () => {
  const graph = 7;
  const initializer = 5;
  const model = (tensor: Uint8Array) => delimited(graph, delimited(initializer, tensor));

  test('millions of listed int64 in few bytes', () => {
    expect(refusal(model(delimited(7, new Uint8Array(20_000_000))))).toBe('graph.too-much-listed');
  });

  test('millions of empty nodes', () => {
    const nodes = new Uint8Array(4_000_000);
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 8 + 2;
    expect(refusal(delimited(graph, nodes))).toBe('graph.too-much-listed');
  });

  test('graphs within attributes of nodes of graphs, without end', () => {
    let content: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 500; depth++) content = delimited(1, delimited(5, delimited(6, content)));
    expect(refusal(delimited(graph, content))).toBe('graph.not-onnx');
  });

  test('raw data costs nothing but its own length', () => {
    expect(refusal(model(delimited(9, new Uint8Array(60_000_000))))).not.toBe('graph.too-much-listed');
  });
});

const x = value('x', ['N', 3]);
const y = value('y', ['N', 3]);
const picture = value('x', ['N', 2, 4, 4]);

describe('files of a hundred thousand operators', () => {
  const most = 100_000;
  const chain = (op: string, count: number, first = 'x') =>
    Array.from({ length: count }, (_, i) =>
      node(op, [i === 0 ? first : `v${i - 1}`], [i === count - 1 ? 'y' : `v${i}`]),
    );

  test('a chain that hands its input on is read to its end, in whatever order it is written', () => {
    const model = importModel(
      modelFile({ nodes: chain('Identity', most).reverse(), inputs: [x], outputs: [y] }),
    );
    expect(model).toMatchObject({ access: 'gradient', classes: 3 });
    expect(model.graph.nodes).toHaveLength(0);
  });

  test('a circle is named', () => {
    expect(refusal(modelFile({ nodes: chain('Relu', most, 'y'), inputs: [x], outputs: [y] }))).toBe(
      'graph.cycle',
    );
  });

  test('one more is refused', () => {
    const empty = Uint8Array.from({ length: 2 * (most + 1) }, (_, i) => (i % 2 === 0 ? 8 + 2 : 0));
    const output = delimited(12, new Uint8Array());
    const set = delimited(8, Uint8Array.of(0x10, 17));
    const bytes = new Uint8Array([...set, ...delimited(7, new Uint8Array([...empty, ...output]))]);
    expect(refusal(bytes)).toBe('graph.too-many-nodes');
  });

  test('of a thousand outputs the likeliest are tried', () => {
    const outputs = Array.from({ length: 1000 }, (_, i) => value(i === 999 ? 'logits' : `v${i}`));
    const nodes = outputs.map(({ name }, i) => node('Relu', [i === 0 ? 'x' : `v${i - 1}`], [name]));
    expect(importModel(modelFile({ nodes, inputs: [x], outputs })).output).toBe('logits');
  });
});

describe('graphs within graphs', () => {
  const branches = (depth: number): ReturnType<typeof graphOf> => {
    const nodes =
      depth === 0
        ? [node('Relu', ['x'], ['r'])]
        : [node('If', ['c'], ['r'], { then_branch: branches(depth - 1), else_branch: branches(0) })];
    return graphOf({ nodes, outputs: [value('r')] });
  };
  const nested = (depth: number) =>
    modelFile({
      nodes: [
        node('Equal', ['one', 'one'], ['c']),
        node('If', ['c'], ['y'], { then_branch: branches(depth), else_branch: branches(0) }),
      ],
      tensors: [int64s('one', [], [1])],
      inputs: [x],
      outputs: [y],
    });

  test('are followed a dozen deep and refused beyond what any exporter writes', () => {
    expect(importModel(nested(12)).access).toBe('gradient');
    expect(refusal(nested(25))).toBe('graph.not-onnx');
  });

  const rounds = (depth: number, weights = 0): ReturnType<typeof graphOf> =>
    graphOf({
      nodes: [
        node('Identity', ['on'], ['still']),
        depth === 0
          ? node('Identity', ['before'], ['after'])
          : node('Loop', ['times', '', 'before'], ['after'], { body: rounds(depth - 1) }),
      ],
      tensors: Array.from({ length: weights }, (_, i) => tensor(`w${i}`, [1], [1])),
      inputs: [value('i', [], INT64), value('on', [], 9), value('before', ['N', 3])],
      outputs: [value('still'), value('after')],
    });
  const looped = (body: ReturnType<typeof graphOf>) =>
    modelFile({
      nodes: [node('Loop', ['times', '', 'x'], ['y'], { body })],
      tensors: [int64s('times', [], [200])],
      inputs: [x],
      outputs: [y],
    });

  test('loops in loops, and loops over hundreds of weights, come to an end', () => {
    expect(importModel(looped(rounds(0))).access).toBe('gradient');
    expect(refusal(looped(rounds(1)))).toBe('graph.too-many-nodes');
    expect(refusal(looped(rounds(0, 300)))).toBe('graph.too-many-nodes');
  });
});

describe('names out of a file', () => {
  const wild = `a\u0000\u001b[31m\u202e\n${'n'.repeat(1_000_000)}`;
  const sentence = (bytes: Uint8Array) => {
    try {
      importModel(bytes);
    } catch (error) {
      return error instanceof UserError ? error.message : '';
    }
    return '';
  };

  test.each([
    ['an operator', [node(wild, ['x'], ['y'])]],
    ['a value', [node('Relu', [wild], ['y'])]],
    ['a value defined twice', [node('Relu', ['x'], [wild]), node('Relu', ['x'], [wild])]],
  ])('%s: without control characters, and short', (_, nodes) => {
    const told = sentence(modelFile({ nodes, inputs: [x], outputs: [y] }));
    expect(told).toMatch(/a\[31mnnn/);
    expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(told.length).toBeLessThan(1000);
  });

  test('names of what every object has are names like others', () => {
    const nodes = [node('Relu', ['x'], ['__proto__']), node('Tanh', ['__proto__'], ['constructor'])];
    const outputs = [value('constructor', ['N', 3])];
    expect(importModel(modelFile({ nodes, inputs: [x], outputs })).graph.nodes).toHaveLength(2);
    expect(refusal(modelFile({ nodes: [node('toString', ['x'], ['y'])], inputs: [x], outputs: [y] }))).toBe(
      'graph.unknown-operators',
    );
  });
});

describe('numbers that no exporter writes', () => {
  type Parts = Parameters<typeof modelFile>[0];
  const one = (
    op: string,
    attributes: Parameters<typeof node>[3] = {},
    tensors: Parts['tensors'] = [],
    input = x,
  ) =>
    modelFile({
      nodes: [node(op, ['x', ...tensors.map(({ name }) => name)], ['y'], attributes)],
      tensors,
      inputs: [input],
      outputs: [y],
    });
  const far = 2 ** 40;

  test.each<[about: string, bytes: Uint8Array, id: string | undefined]>([
    ['a slope that is no number', one('Elu', { alpha: floatValue(NaN) }), undefined],
    ['weights that are no numbers', one('Mul', {}, [tensor('w', [3], [NaN, Infinity, 1])]), undefined],
    ['a negative kernel', one('MaxPool', { kernel_shape: [-1, 2] }, [], picture), 'graph.does-not-fit'],
    ['a kernel without end', one('MaxPool', { kernel_shape: [far, 2] }, [], picture), 'graph.does-not-fit'],
    [
      'padding without end',
      one('AveragePool', { kernel_shape: [2, 2], pads: [far, 0, far, 0] }, [], picture),
      'graph.value-too-large',
    ],
    [
      'no stride',
      one('MaxPool', { kernel_shape: [2, 2], strides: [0, 0] }, [], picture),
      'graph.does-not-fit',
    ],
    ['an axis far off', one('Softmax', { axis: far }), 'graph.does-not-fit'],
    ['copies without end', one('Tile', {}, [int64s('w', [2], [1, far])]), 'graph.value-too-large'],
    ['copies less than none', one('Tile', {}, [int64s('w', [2], [1, -3])]), 'graph.does-not-fit'],
    ['a shape below zero', one('Reshape', {}, [int64s('w', [1], [-3])]), 'graph.does-not-fit'],
    ['a stretch without end', one('Expand', {}, [int64s('w', [3], [far, 1, 3])]), 'graph.value-too-large'],
    ['weights of no values', one('MatMul', {}, [tensor('w', [3, 0], [])]), 'graph.not-a-classifier'],
    ['a bias of no values', one('Add', {}, [tensor('w', [0], [])]), 'graph.does-not-fit'],
    ['weights of another type', one('Add', {}, [int64s('w', [3], [1, 2, 3])]), 'graph.does-not-fit'],
    [
      'groups below zero',
      one('Conv', { group: -1 }, [tensor('w', [2, 2, 1, 1], [1, 2, 3, 4])], picture),
      'graph.does-not-fit',
    ],
    ['blocks of no size', one('DepthToSpace', { blocksize: 0 }, [], picture), 'graph.does-not-fit'],
    ['an equation without end', one('Einsum', { equation: 'ij'.repeat(100_000) }), 'graph.does-not-fit'],
    ['a sample of no values', one('Relu', {}, [], value('x', ['N', 0])), 'graph.free-shape'],
    ['a sample of less than none', one('Relu', {}, [], value('x', ['N', -3])), 'graph.free-shape'],
    [
      'no input',
      modelFile({ nodes: [node('Relu', [], ['y'])], inputs: [x], outputs: [y] }),
      'graph.no-input',
    ],
    [
      'more parts than outputs',
      modelFile({
        opset: 18,
        nodes: [node('Split', ['x'], ['y', 'z'], { axis: 1, num_outputs: 2 ** 31 })],
        inputs: [x],
        outputs: [y],
      }),
      'graph.does-not-fit',
    ],
    [
      'one output named three times',
      modelFile({ nodes: [node('Relu', ['x'], ['y'])], inputs: [x], outputs: [y, y, y] }),
      undefined,
    ],
  ])('%s', (_, bytes, id) => {
    expect(refusal(bytes)).toBe(id);
  });
});

test.each([
  '../weights.bin',
  '..',
  '/etc/passwd',
  'a\\b',
  'C:weights',
  'we\u0000ights',
  'we\nights',
  'we\u0085ights',
])('weights in another file are asked for by a plain name only: %j', (location) => {
  const outside = tensor('w', [3], []);
  outside.externalData = [create(StringStringEntryProtoSchema, { key: 'location', value: location })];
  const bytes = modelFile({
    nodes: [node('Add', ['x', 'w'], ['y'])],
    tensors: [outside],
    inputs: [x],
    outputs: [y],
  });
  expect(() => externalFiles(bytes)).toThrow(new UserError('graph.external-path'));
  expect(() => inlineExternal(bytes, { [location]: new Uint8Array(12) })).toThrow(
    new UserError('graph.external-path'),
  );
});

test('weights in another file are put in wherever they stand: in a branch, in an attribute', () => {
  const outside = (name: string, offset: number) => {
    const there = tensor(name, [3], []);
    there.externalData = [
      create(StringStringEntryProtoSchema, { key: 'location', value: 'weights.bin' }),
      create(StringStringEntryProtoSchema, { key: 'offset', value: String(offset) }),
      create(StringStringEntryProtoSchema, { key: 'length', value: '12' }),
    ];
    return there;
  };
  const branch = graphOf({
    nodes: [node('Mul', ['z', 'w'], ['r'])],
    tensors: [outside('w', 0)],
    outputs: [value('r')],
  });
  const bytes = modelFile({
    nodes: [
      node('Constant', [], ['b'], { value: outside('', 12) }),
      node('Add', ['x', 'b'], ['z']),
      node('Equal', ['one', 'one'], ['c']),
      node('If', ['c'], ['y'], { then_branch: branch, else_branch: branch }),
    ],
    tensors: [int64s('one', [], [1])],
    inputs: [x],
    outputs: [y],
  });
  expect(refusal(bytes)).toBe('graph.external-data');
  expect(externalFiles(bytes)).toEqual(['weights.bin']);
  const weights = Float32Array.of(1, 2, 3, 4, 5, 6);
  const whole = inlineExternal(bytes, { 'weights.bin': new Uint8Array(weights.buffer) });
  const { graph } = importModel(whole);
  const held = [...graph.constants.values()].map(({ data }) => [...data].join());
  expect(held.sort()).toEqual(['1,2,3', '4,5,6']);
});
