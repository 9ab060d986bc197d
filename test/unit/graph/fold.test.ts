import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { appendFolded, folded, preparedOpset } from '../../../src/graph/fold.ts';
import { float, int, ints } from '../../../src/graph/ir.ts';
import type { Attributes, Constant, Graph, GraphNode, Shape } from '../../../src/graph/ir.ts';

const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}): GraphNode => ({
  op,
  name: `node_${output}`,
  inputs,
  outputs: [output],
  attributes,
});

const vector = (...values: number[]): Constant => ({
  dtype: 'int64',
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

const scalar = (value: number): Constant => ({
  dtype: 'int64',
  dims: [],
  data: BigInt64Array.of(BigInt(value)),
});

function graph(
  shape: Shape,
  constants: Record<string, Constant>,
  nodes: GraphNode[],
  output: string,
  opset = 13,
): Graph {
  return {
    opset,
    inputs: [{ name: 'x', dtype: 'float32', shape }],
    outputs: [{ name: output, dtype: 'float32', shape: [] }],
    nodes,
    constants: new Map(Object.entries(constants)),
  };
}

const summary = ({ nodes }: Graph) => nodes.map(({ op }) => op);
const targetOf = ({ nodes, constants }: Graph, op: string) =>
  Array.from(constants.get(nodes.find((each) => each.op === op)?.inputs[1] ?? '')?.data ?? [], Number);

describe('shape arithmetic as exporters write it', () => {
  test('view(x.size(0), -1) becomes one Reshape for any batch', () => {
    const result = folded(
      graph(
        [-1, 3, 4],
        { zero: scalar(0), axes: vector(0), rest: vector(-1) },
        [
          node('Shape', ['x'], 's'),
          node('Gather', ['s', 'zero'], 'n', { axis: int(0) }),
          node('Unsqueeze', ['n', 'axes'], 'n1'),
          node('Concat', ['n1', 'rest'], 'to', { axis: int(0) }),
          node('Reshape', ['x', 'to'], 'y'),
        ],
        'y',
      ),
    );
    expect(summary(result)).toEqual(['Reshape']);
    expect(targetOf(result, 'Reshape')).toEqual([-1, 12]);
    expect(result.outputs[0].shape).toEqual([-1, 12]);
  });

  test('a batch multiplied by heads and divided again keeps count', () => {
    const result = folded(
      graph(
        [-1, 6, 4],
        { first: vector(0), heads: vector(2), tail: vector(3, 4), back: vector(6, 4) },
        [
          node('Shape', ['x'], 's'),
          node('Gather', ['s', 'first'], 'n', { axis: int(0) }),
          node('Mul', ['n', 'heads'], 'n2'),
          node('Concat', ['n2', 'tail'], 'split', { axis: int(0) }),
          node('Reshape', ['x', 'split'], 'h'),
          node('Shape', ['h'], 'hs'),
          node('Gather', ['hs', 'first'], 'hn', { axis: int(0) }),
          node('Div', ['hn', 'heads'], 'n3'),
          node('Concat', ['n3', 'back'], 'joined', { axis: int(0) }),
          node('Reshape', ['h', 'joined'], 'y'),
        ],
        'y',
      ),
    );
    expect(summary(result)).toEqual(['Reshape', 'Reshape']);
    expect(result.outputs[0].shape).toEqual([-1, 6, 4]);
  });

  test('what the batch size alone decides is left to the engine', () => {
    const source = graph(
      [-1, 2],
      { one: { dtype: 'float32', dims: [1, 2], data: Float32Array.of(1, 2) } },
      [node('Shape', ['x'], 's'), node('Expand', ['one', 's'], 'e'), node('Add', ['x', 'e'], 'y')],
      'y',
    );
    expect(summary(folded(source))).toEqual(['Shape', 'Expand', 'Add']);
    expect(folded(source).outputs[0].shape).toEqual([-1, 2]);
  });
});

test('a value that grows too large to follow is left to the engine', () => {
  const large = vector(...[400, 400]);
  const grown = (op: string, node_: GraphNode) =>
    summary(
      folded(
        graph(
          [400, 400],
          { large, one: { dtype: 'float32', dims: [1, 1], data: Float32Array.of(2) } },
          [node_, node('Add', ['x', 'e'], 'y')],
          'y',
        ),
      ),
    )[0] === op;
  expect(grown('Expand', node('Expand', ['one', 'large'], 'e'))).toBe(true);
  expect(grown('Tile', node('Tile', ['one', 'large'], 'e'))).toBe(true);
});

describe('a batch size that the file states is made free', () => {
  function freed(stated: number, shape: Shape, target: number[]): Shape {
    const builder = new GraphBuilder(preparedOpset(13));
    builder.input('x', { dtype: 'float32', shape });
    builder.defineConstant('to', vector(...target));
    appendFolded(builder, node('Reshape', ['x', 'to'], 'y'), { from: 13, statedBatch: stated });
    return builder.shape('y');
  }

  test.each([
    [1, [-1, 16, 4], [1, 64], [-1, 64]],
    [1, [-1, 16, 4], [1, -1], [-1, 64]],
    [1, [-1, 16, 4], [-1, 64], [-1, 64]],
    [1, [-1, 16, 4], [0, 2, -1], [-1, 2, 32]],
    [1, [-1, 16, 4], [16, 1, 4], [-16, 1, 4]],
    [1, [7, -1, 6], [7, 2, 3], [7, -2, 3]],
    [4, [-1, 6], [4, 2, 3], [-1, 2, 3]],
    [4, [-1, 6], [8, 3], [-2, 3]],
  ])('stated %i, %j reshaped to %j gives %j', (stated, shape, target, expected) => {
    expect(freed(stated, shape, target)).toEqual(expected);
  });

  test('but not where samples would meet', () => {
    const meets = (op: string, attributes: Attributes, others: string[] = []) => {
      const builder = new GraphBuilder(17);
      builder.input('x', { dtype: 'float32', shape: [-1, 3] });
      builder.defineConstant('zero', scalar(0));
      return () =>
        appendFolded(builder, node(op, ['x', ...others], 'y', attributes), { from: 17, statedBatch: 1 });
    };
    expect(meets('ReduceMean', { keepdims: int(0) })).toThrow('samples of a batch meet');
    expect(meets('Softmax', { axis: int(0) })).toThrow('samples of a batch meet');
    expect(meets('Gather', { axis: int(0) }, ['zero'])).toThrow('samples of a batch meet');
    expect(meets('Softmax', { axis: int(1) })).not.toThrow();
    expect(meets('ReduceMean', { axes: ints([1]) })).not.toThrow();
  });
});

describe('older operator sets', () => {
  test('attributes become inputs', () => {
    const result = folded(
      graph(
        [-1, 1, 4],
        {},
        [
          node('Squeeze', ['x'], 'a', { axes: ints([1]) }),
          node('Clip', ['a'], 'b', { min: float(0), max: float(6) }),
          node('Pad', ['b'], 'c', { pads: ints([0, 1, 0, 1]) }),
          node('Slice', ['c'], 'd', { starts: ints([1]), ends: ints([5]), axes: ints([1]) }),
          node('ReduceSum', ['d'], 'y', { axes: ints([1]), keepdims: int(0) }),
        ],
        'y',
        9,
      ),
    );
    expect(result.opset).toBe(17);
    expect(result.nodes.map(({ inputs }) => inputs.length)).toEqual([2, 3, 3, 4, 2]);
    expect(result.outputs[0].shape).toEqual([-1]);
  });

  test('an old softmax over several axes sums over all of them', () => {
    const result = folded(graph([-1, 3, 4], {}, [node('Softmax', ['x'], 'y')], 'y', 11));
    expect(summary(result)).toEqual(['Flatten', 'Softmax', 'Reshape']);
  });

  test('sets before broadcasting are refused', () => {
    expect(() => folded(graph([-1, 3], {}, [node('Relu', ['x'], 'y')], 'y', 6))).toThrow('older than 7');
  });
});

test('a Transpose that moves only axes of size 1 is a Reshape', () => {
  const idle = graph([-1, 5, 1, 1], {}, [node('Transpose', ['x'], 'y', { perm: ints([0, 2, 3, 1]) })], 'y');
  expect(summary(folded(idle))).toEqual(['Reshape']);
  const busy = graph([-1, 5, 2, 1], {}, [node('Transpose', ['x'], 'y', { perm: ints([0, 2, 3, 1]) })], 'y');
  expect(summary(folded(busy))).toEqual(['Transpose']);
});

describe('damaged numbers do not pass for shapes', () => {
  const refused = (constants: Record<string, Constant>, nodes: GraphNode[]) =>
    expect(() => folded(graph([-1, 4], constants, nodes, 'y'))).toThrow(
      /cannot take|negative|do not fit|do not add up|as many outputs/,
    );

  test('a part of a dimension, which a division once gave', () => {
    const to = vector(-1, 385_875_970);
    const nodes = [node('Reshape', ['list', 'to'], 'y')];
    refused({ list: vector(1, 2, 3, 4, 5, 6, 7, 8), to }, nodes);
  });

  test('numbers below zero, which would read as multiples of the batch', () => {
    refused({ to: vector(-4) }, [node('Reshape', ['x', 'to'], 'y')]);
    refused({ to: vector(-1, 4) }, [node('ConstantOfShape', ['to'], 'y')]);
    refused({ list: vector(1, 2), times: vector(-1) }, [node('Tile', ['list', 'times'], 'y')]);
  });

  test('parts that are not what is parted', () => {
    const half = (attributes: Attributes, source = 'list') => [
      { ...node('Split', [source], 'y', attributes), outputs: ['y', 'z'] },
    ];
    const list = vector(1, 2, 3, 4);
    refused({ list }, half({ split: ints([2 ** 40, 1]) }));
    refused({ list }, half({ split: ints([5, -1]) }));
    refused({ list }, half({ split: ints([1, 1, 2]), axis: int(1) }, 'x'));
  });
});
