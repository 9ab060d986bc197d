import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProtoSchema } from 'onnx-buf';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectModel } from '../../../src/graph/inspect.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { UserError } from '../../../src/messages/index.ts';
import { stream } from '../../../src/numeric/random.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import {
  floats,
  floatValue,
  INT64,
  int64s,
  ml,
  modelFile,
  node,
  tensor,
  UINT8,
  value,
} from '../../support/graph/files.ts';
import { values } from '../../support/graph/nets.ts';
import { attributesOf, evaluate } from '../../support/graph/trees.ts';
import type { Tree } from '../../support/graph/trees.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const draws = stream(11, 'trees');
let drawn = 0;
const draw = (below: number) => draws.integer(drawn++, below);

function randomTree(depth: number, features: number, classes: number): Tree {
  if (depth === 0) {
    const shares = Array.from({ length: classes }, () => draw(8));
    const sum = shares.reduce((a, b) => a + b, 0) || 1;
    return shares.map((share) => share / sum / 4);
  }
  return {
    feature: draw(features),
    threshold: Math.fround((draw(1000) - 500) / 250),
    left: randomTree(depth - 1, features, classes),
    right: randomTree(depth - draw(2) - 1 < 0 ? 0 : depth - 1, features, classes),
  };
}

async function scoresOf(bytes: Uint8Array, x: Float32Array, features: number): Promise<Float32Array> {
  const oracle = new ModelOracle(runtime, importModel(bytes));
  const scores = await oracle.scores({ data: x, count: x.length / features, shape: [features] });
  await oracle.release();
  return scores;
}

describe('a forest', () => {
  const trees = Array.from({ length: 4 }, () => randomTree(3, 5, 3));
  const forest = (labels: Record<string, readonly string[] | readonly number[]>, tail: 'map' | 'none') =>
    modelFile({
      nodes: [
        ml('TreeEnsembleClassifier', ['x'], ['label', 'p'], { ...attributesOf(trees), ...labels }),
        ...(tail === 'map' ? [ml('ZipMap', ['p'], ['output_probability'], labels)] : []),
      ],
      inputs: [value('x', ['N', 5])],
      outputs: [
        value('label', ['N'], INT64),
        tail === 'map' ? value('output_probability') : value('p', ['N', 3]),
      ],
    });

  test.each(['map', 'none'] as const)(
    'shows scores that equal the trees evaluated by hand (%s)',
    async (tail) => {
      const x = values(40 * 5, 'forest');
      const scores = await scoresOf(forest({ classlabels_strings: ['oak', 'elm', 'ash'] }, tail), x, 5);
      for (let sample = 0; sample < 40; sample++) {
        const row = x.subarray(5 * sample, 5 * sample + 5);
        const votes = trees.map((tree) => evaluate(tree, row));
        for (let label = 0; label < 3; label++) {
          const share = votes.reduce((sum, vote) => sum + vote[label], 0);
          const whole = votes.reduce((sum, vote) => sum + vote.reduce((a, b) => a + b, 0), 0);
          expect(Math.abs(scores[3 * sample + label] - share / whole)).toBeLessThan(1e-6);
        }
      }
    },
  );

  test('has scores alone, and its classes’ names', () => {
    const model = importModel(forest({ classlabels_strings: ['oak', 'elm', 'ash'] }, 'map'));
    expect(model).toMatchObject({
      access: 'score',
      classes: 3,
      classNames: ['oak', 'elm', 'ash'],
      notDifferentiable: ['ai.onnx.ml.TreeEnsembleClassifier'],
    });
    const numbered = importModel(forest({ classlabels_int64s: [0, 1, 2] }, 'map'));
    expect(numbered.classNames).toBeUndefined();
  });

  test('is told of as a whole', () => {
    const found = inspectModel(forest({ classlabels_int64s: [0, 1, 2] }, 'map'));
    expect(found).toMatchObject({
      access: 'score',
      operators: [
        { name: 'ai.onnx.ml.TreeEnsembleClassifier', count: 1, support: 'engine' },
        { name: 'ai.onnx.ml.ZipMap', count: 1, support: 'engine' },
      ],
      inputs: [{ name: 'x', dtype: 'float32', dims: ['free', 5] }],
      findings: [{ id: 'graph.finding-score' }],
    });
  });
});

test('a recurrent network that the lab has no rule for shows scores', async () => {
  const weights = values(4 * 3 * 2, 'w');
  const bytes = modelFile({
    nodes: [
      node('Transpose', ['x'], ['t'], { perm: [1, 0, 2] }),
      node('LSTM', ['t', 'W', 'R'], ['', 'h'], { hidden_size: 3 }),
      node('Squeeze', ['h', 'zero'], ['s']),
      node('Gemm', ['s', 'V'], ['z']),
      node('Softmax', ['z'], ['probabilities']),
    ],
    tensors: [
      tensor('W', [1, 12, 2], [...weights]),
      tensor('R', [1, 12, 3], [...values(36, 'r')]),
      tensor('V', [3, 4], [...values(12, 'v')]),
    ].concat([{ ...tensor('zero', [1], []), dataType: 7, floatData: [], int64Data: [0n] }]),
    inputs: [value('x', ['N', 6, 2])],
    outputs: [value('probabilities', ['N', 4])],
  });
  const model = importModel(bytes);
  expect(model).toMatchObject({
    access: 'score',
    classes: 4,
    removed: 'Softmax',
    notDifferentiable: ['LSTM'],
  });
  const data = values(3 * 12, 'x');
  const session = await runtime.open(bytes);
  const whole = await session.run({ x: { data, dims: [3, 6, 2] } });
  const oracle = new ModelOracle(runtime, model);
  const scores = await oracle.scores({ data, count: 3, shape: [6, 2] });
  const expected = whole['probabilities'].data as Float32Array;
  scores.forEach((score, i) => expect(Math.abs(score - expected[i])).toBeLessThan(1e-6));
  await oracle.release();
  await session.release();
});

describe('linear models become white boxes', () => {
  const weights = (rows: number) => [...values(rows * 4, 'linear', rows)].map(Math.fround);
  const classifier = (
    rows: number[],
    intercepts: number[],
    transform: string,
    labels: number[],
    tail = true,
  ) => {
    const classes = { classlabels_ints: labels };
    return modelFile({
      nodes: [
        ml('Scaler', ['x'], ['scaled'], { offset: floats([0.5, -1, 2, 0]), scale: floats([2, 0.5, 1, 3]) }),
        ml('LinearClassifier', ['scaled'], ['label', 'raw'], {
          coefficients: floats(rows),
          intercepts: floats(intercepts),
          post_transform: transform,
          ...classes,
        }),
        ...(tail ? [ml('Normalizer', ['raw'], ['p'], { norm: 'L1' })] : []),
        ml('ZipMap', [tail ? 'p' : 'raw'], ['output_probability'], { classlabels_int64s: labels }),
      ],
      inputs: [value('x', ['N', 4])],
      outputs: [value('label', ['N'], INT64), value('output_probability')],
    });
  };
  const three = weights(3);
  const one = weights(1);
  const opposite = [...one.map((weight) => -weight), ...one];

  /** What the engine makes of the file's own operators: the map is cut off, the scores before it are asked for. */
  async function ownScores(bytes: Uint8Array, x: Float32Array, name: string): Promise<Float32Array> {
    const model = fromBinary(ModelProtoSchema, bytes);
    const graph = model.graph!;
    graph.node = graph.node.filter(({ opType }) => opType !== 'ZipMap');
    graph.output = [value(name)];
    const session = await runtime.open(toBinary(ModelProtoSchema, model));
    const out = await session.run({ x: { data: x, dims: [x.length / 4, 4] } });
    await session.release();
    return out[name].data as Float32Array;
  }

  test.each([
    ['multinomial', classifier(three, [0.1, -0.2, 0.3], 'SOFTMAX', [0, 1, 2]), 'p', 'Softmax'],
    ['one against the rest', classifier(three, [0.1, -0.2, 0.3], 'LOGISTIC', [0, 1, 2]), 'p', 'Sigmoid'],
    ['binary', classifier(opposite, [-0.4, 0.4], 'LOGISTIC', [0, 1]), 'p', 'Sigmoid'],
    [
      'binary, not normalised',
      classifier(opposite, [-0.4, 0.4], 'LOGISTIC', [0, 1], false),
      'raw',
      'Sigmoid',
    ],
  ] as const)('%s', async (_, bytes, name, removed) => {
    const model = importModel(bytes);
    expect(model).toMatchObject({ access: 'gradient', removed, notDifferentiable: [] });
    const x = values(20 * 4, 'rows');
    const expected = await ownScores(bytes, x, name);
    const scores = await scoresOf(bytes, x, 4);
    scores.forEach((score, i) => expect(Math.abs(score - expected[i])).toBeLessThan(2e-6));
  });

  test('one row for two classes decides as the engine does', async () => {
    const bytes = modelFile({
      nodes: [
        ml('LinearClassifier', ['x'], ['label', 'p'], {
          coefficients: floats(one),
          intercepts: floats([0.1]),
          post_transform: 'NONE',
          classlabels_ints: [0, 1],
        }),
      ],
      inputs: [value('x', ['N', 4])],
      outputs: [value('label', ['N'], INT64), value('p', ['N', 2])],
    });
    const model = importModel(bytes);
    expect(model).toMatchObject({ access: 'gradient', classes: 2 });
    const x = values(40 * 4, 'rows');
    const session = await runtime.open(bytes);
    const own = await session.run({ x: { data: x, dims: [40, 4] } });
    await session.release();
    const oracle = new ModelOracle(runtime, model);
    const logits = await oracle.logits({ data: x, count: 40, shape: [4] });
    await oracle.release();
    const labels = Array.from({ length: 40 }, (_, i) => Number(logits[2 * i + 1] > logits[2 * i]));
    expect(labels).toEqual(Array.from(own['label'].data, Number));
    expect(new Set(labels).size).toBe(2);
  });

  test('the gradient of a logistic regression is its closed form, w · scale · (p − y)', async () => {
    const model = importModel(classifier(opposite, [-0.4, 0.4], 'LOGISTIC', [0, 1]));
    const oracle = new ModelOracle(runtime, model);
    const x = values(5 * 4, 'rows');
    const y = Int32Array.of(0, 1, 1, 0, 1);
    const batch = { data: x, count: 5, shape: [4] };
    const { gradient } = await oracle.lossGradient(batch, y, { name: 'cross-entropy' });
    const [offset, scale] = [
      [0.5, -1, 2, 0],
      [2, 0.5, 1, 3],
    ];
    for (let sample = 0; sample < 5; sample++) {
      const z = one.reduce((sum, w, j) => sum + w * (x[4 * sample + j] - offset[j]) * scale[j], 0.4);
      const p = 1 / (1 + Math.exp(-z));
      one.forEach((w, j) => {
        expect(Math.abs(gradient[4 * sample + j] - w * scale[j] * (p - y[sample]))).toBeLessThan(1e-5);
      });
    }
    await oracle.release();
  });
});

describe('parts of pipelines that the engine alone knows show scores', () => {
  /** A stump on its first feature: each leaf holds the shares of both classes. */
  const stump = (from: string) =>
    ml('TreeEnsembleClassifier', [from], ['label', 'p'], {
      nodes_treeids: [0, 0, 0],
      nodes_nodeids: [0, 1, 2],
      nodes_featureids: [0, 0, 0],
      nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
      nodes_values: floats([0.5, 0, 0]),
      nodes_truenodeids: [1, 0, 0],
      nodes_falsenodeids: [2, 0, 0],
      class_treeids: [0, 0, 0, 0],
      class_nodeids: [1, 1, 2, 2],
      class_ids: [0, 1, 0, 1],
      class_weights: floats([0.75, 0.25, 0.125, 0.875]),
      classlabels_int64s: [0, 1],
    });
  const behind = (nodes: ReturnType<typeof ml>[], tensors: ReturnType<typeof tensor>[] = []) =>
    modelFile({
      nodes: [...nodes, stump('a')],
      tensors,
      inputs: [value('x', ['N', 2])],
      outputs: [value('label', ['N'], INT64), value('p', ['N', 2])],
    });
  const low = [0.75, 0.25];
  const high = [0.125, 0.875];

  test.each([
    [
      'Imputer',
      behind([
        ml('Imputer', ['x'], ['a'], {
          imputed_value_floats: floats([0.9, 0.1]),
          replaced_value_float: floatValue(2),
        }),
      ]),
      [low, high, high],
    ],
    [
      'ArrayFeatureExtractor',
      behind([ml('ArrayFeatureExtractor', ['x', 'second'], ['a'])], [int64s('second', [1], [1])]),
      [high, low, high],
    ],
    [
      'OneHotEncoder',
      behind(
        [
          ml('OneHotEncoder', ['x'], ['hot'], { cats_int64s: [0, 1, 2] }),
          node('Reshape', ['hot', 'to'], ['a']),
        ],
        [int64s('to', [2], [-1, 6])],
      ),
      [high, low, low],
    ],
  ] as const)('%s', async (op, bytes, expected) => {
    const model = importModel(bytes);
    expect(model.access).toBe('score');
    expect(model.notDifferentiable).toContain(`ai.onnx.ml.${op}`);
    const scores = await scoresOf(bytes, Float32Array.of(0, 1, 1, 0, 2, 2), 2);
    expected.flat().forEach((share, i) => expect(Math.abs(scores[i] - share)).toBeLessThan(1e-6));
  });

  test('an ensemble of set 5 with a sum for each class', async () => {
    const ensemble = (targets: number) =>
      modelFile({
        opset: 21,
        sets: { 'ai.onnx.ml': 5 },
        nodes: [
          ml('TreeEnsemble', ['x'], ['p'], {
            n_targets: targets,
            aggregate_function: 1,
            post_transform: 0,
            tree_roots: [0],
            nodes_featureids: [0],
            nodes_modes: create(TensorProtoSchema, {
              dims: [1n],
              dataType: UINT8,
              rawData: Uint8Array.of(0),
            }),
            nodes_splits: tensor('', [1], [0.5]),
            nodes_truenodeids: [0],
            nodes_trueleafs: [1],
            nodes_falsenodeids: [1],
            nodes_falseleafs: [1],
            leaf_targetids: [0, targets - 1],
            leaf_weights: tensor('', [2], [2, 3]),
          }),
        ],
        inputs: [value('x', ['N', 2])],
        outputs: [value('p', ['N', targets])],
      });
    const oracle = new ModelOracle(runtime, importModel(ensemble(2)));
    const logits = await oracle.logits({ data: Float32Array.of(0, 1, 1, 0), count: 2, shape: [2] });
    expect([...logits]).toEqual([2, 0, 0, 3]);
    await oracle.release();
    expect(() => importModel(ensemble(1))).toThrow(UserError);
  });
});
