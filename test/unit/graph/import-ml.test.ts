import { afterAll, describe, expect, test } from 'vitest';
import { inspectModel } from '../../../src/graph/inspect.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { floats, INT64, ml, modelFile, node, tensor, value } from '../../support/graph/files.ts';
import { values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

/** A tree by hand: a feature and a threshold with two branches (left where x ≤ threshold), or the leaf's share per class. */
type Tree = { feature: number; threshold: number; left: Tree; right: Tree } | readonly number[];

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

function evaluate(tree: Tree, x: Float32Array): readonly number[] {
  if (Array.isArray(tree)) return tree as readonly number[];
  const split = tree as Exclude<Tree, readonly number[]>;
  return evaluate(x[split.feature] <= split.threshold ? split.left : split.right, x);
}

/** The attributes that a TreeEnsembleClassifier holds trees in. */
function attributesOf(trees: readonly Tree[]) {
  const nodes: {
    tree: number;
    id: number;
    feature: number;
    threshold: number;
    yes: number;
    no: number;
    leaf: boolean;
  }[] = [];
  const leaves: { tree: number; id: number; class: number; weight: number }[] = [];
  trees.forEach((root, tree) => {
    let next = 0;
    const place = (part: Tree): number => {
      const id = next++;
      if (Array.isArray(part)) {
        nodes.push({ tree, id, feature: 0, threshold: 0, yes: 0, no: 0, leaf: true });
        (part as readonly number[]).forEach((weight, label) =>
          leaves.push({ tree, id, class: label, weight }),
        );
        return id;
      }
      const split = part as Exclude<Tree, readonly number[]>;
      const entry = {
        tree,
        id,
        feature: split.feature,
        threshold: split.threshold,
        yes: 0,
        no: 0,
        leaf: false,
      };
      nodes.push(entry);
      entry.yes = place(split.left);
      entry.no = place(split.right);
      return id;
    };
    place(root);
  });
  return {
    nodes_treeids: nodes.map(({ tree }) => tree),
    nodes_nodeids: nodes.map(({ id }) => id),
    nodes_featureids: nodes.map(({ feature }) => feature),
    nodes_values: floats(nodes.map(({ threshold }) => threshold)),
    nodes_modes: nodes.map(({ leaf }) => (leaf ? 'LEAF' : 'BRANCH_LEQ')),
    nodes_truenodeids: nodes.map(({ yes }) => yes),
    nodes_falsenodeids: nodes.map(({ no }) => no),
    class_treeids: leaves.map(({ tree }) => tree),
    class_nodeids: leaves.map(({ id }) => id),
    class_ids: leaves.map((leaf) => leaf.class),
    class_weights: floats(leaves.map(({ weight }) => weight)),
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
