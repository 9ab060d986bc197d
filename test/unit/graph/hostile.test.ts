import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/messages/index.ts';
import { importModel } from '../../../src/graph/model.ts';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { stream } from '../../../src/numeric/random.ts';
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
