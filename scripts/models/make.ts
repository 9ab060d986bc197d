import type { Dataset, Samples } from '../../src/datasets/types.ts';
import { modelOf } from '../../src/graph/model.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import type { Runtime } from '../../src/graph/runtime.ts';
import { sha256Hex } from '../../src/numeric/hash.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { buildModel } from '../../src/training/build.ts';
import type { Counted, ModelCard } from '../../src/training/card.ts';
import { subset, trainingData } from '../../src/training/data.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { countCorrect } from '../../src/training/evaluate.ts';
import type { Architecture } from '../../src/training/layers.ts';
import { isTrainable, planNetwork } from '../../src/training/network.ts';
import { prepareRecipe } from '../../src/training/recipes/index.ts';
import type { TrainingPlan, TrainingResult } from '../../src/training/train.ts';
import { train } from '../../src/training/train.ts';
import type { Weights } from '../../src/training/weights.ts';
import type { Definition } from './definitions.ts';
import { architectureOf } from './definitions.ts';
import type { Subject } from './robustness.ts';
import { correctRows, robustness, subjectOf, unbrokenRows } from './robustness.ts';

export interface Workshop {
  readonly runtime: Runtime;
  /** Version of onnxruntime-web, for the cards. */
  readonly onnxruntime: string;
  dataset(id: string): Promise<Dataset>;
  /** Card of a model made earlier. */
  card(id: string): Promise<ModelCard>;
  say(line: string): void;
}

export interface MadeModel {
  readonly onnx: Uint8Array;
  readonly card: ModelCard;
}

/** Accuracy of the finished file, not of the network in training. */
async function score(oracle: ModelOracle, samples: Samples, shape: readonly number[]): Promise<Counted> {
  const size = shape.reduce((a, b) => a * b, 1);
  let correct = 0;
  for (let from = 0; from < samples.count; from += 256) {
    const count = Math.min(256, samples.count - from);
    const data = samples.x.subarray(from * size, (from + count) * size);
    const logits = await oracle.logits({ data, count, shape });
    correct += countCorrect(logits, samples.y.subarray(from, from + count), oracle.classes);
  }
  return { correct, n: samples.count, accuracy: correct / samples.count };
}

async function accuracies(
  runtime: Runtime,
  graph: ReturnType<typeof buildModel>,
  dataset: Dataset,
  members: Int32Array,
) {
  const oracle = new ModelOracle(runtime, modelOf(graph));
  const trained = new Set(members);
  const others = Int32Array.from({ length: dataset.train.count }, (_, row) => row).filter(
    (row) => !trained.has(row),
  );
  try {
    return {
      train: await score(oracle, subset(dataset.train, members), dataset.shape),
      test: await score(oracle, dataset.test, dataset.shape),
      ...(others.length > 0
        ? { otherTrain: await score(oracle, subset(dataset.train, others), dataset.shape) }
        : {}),
    };
  } finally {
    await oracle.release();
  }
}

/** The smallest number of grid steps at which at most this share is left: by halving, since more room never helps. */
async function firstStepAtMost(
  subject: Subject,
  levels: number,
  share: number,
  say: Workshop['say'],
): Promise<number> {
  const right = await correctRows(subject);
  const enough = async (k: number) => {
    const left = (await unbrokenRows(subject, right, k / levels)).length;
    say(`  at ${k}/${levels}: ${left} of ${subject.test.count}`);
    return left / subject.test.count <= share;
  };
  let above = 0;
  let below = 16;
  while (!(await enough(below))) {
    if (below >= levels) throw new Error('never that low');
    above = below;
    below = Math.min(2 * below, levels);
  }
  while (below - above > 1) {
    const middle = (above + below) >> 1;
    if (await enough(middle)) below = middle;
    else above = middle;
  }
  return below;
}

async function epsilonOfNote(
  { epsilonOfNote: wanted }: Definition,
  subject: Subject,
  dataset: Dataset,
  shop: Workshop,
) {
  if (typeof wanted === 'number') return wanted;
  if ('like' in wanted) return (await shop.card(wanted.like)).epsilonOfNote;
  if (dataset.kind !== 'image' || !dataset.grid) throw new Error(`${dataset.id} has no stored grid`);
  const levels = Math.round(1 / dataset.grid.step);
  return (await firstStepAtMost(subject, levels, wanted.gridWhereAtMost, shop.say)) / levels;
}

/** The product to 15 digits: 0.225 and not 0.22499999999999998. */
const scaled = (value: number, factor: number): number => Number((value * factor).toPrecision(15));

async function robustnessFigures(
  definition: Definition,
  architecture: Architecture,
  weights: Weights,
  dataset: Dataset,
  shop: Workshop,
) {
  const subject = subjectOf(shop.runtime, architecture, weights, dataset);
  try {
    const note = await epsilonOfNote(definition, subject, dataset, shop);
    const figures = await robustness(subject, [scaled(note, 0.5), note, scaled(note, 1.5)]);
    return { epsilonOfNote: note, robustness: figures };
  } finally {
    await subject.oracle.release();
  }
}

function parameterCount(architecture: Architecture): number {
  const trained = planNetwork(architecture).weights.filter(isTrainable);
  return trained.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
}

/** The plan with every parameter of its recipe written out. */
function completePlan(plan: TrainingPlan): TrainingPlan {
  const { id, parameters } = prepareRecipe(plan.recipe);
  return { ...plan, recipe: { id, parameters } };
}

function trainModel(definition: Definition, architecture: Architecture, dataset: Dataset, shop: Workshop) {
  let epoch = 0;
  return train({
    engine: graphEngine(shop.runtime),
    architecture,
    data: trainingData(dataset),
    plan: definition.training,
    now: () => performance.now(),
    onProgress: ({ history, secondsLeft }) => {
      const last = history.at(-1);
      if (!last || last.epoch === epoch || last.epoch % 10 !== 0) return;
      epoch = last.epoch;
      const figures = `loss ${last.loss.toFixed(4)}, accuracy ${last.accuracy.toFixed(4)}`;
      shop.say(
        `  epoch ${epoch} of ${definition.training.epochs}: ${figures}, ${secondsLeft.toFixed(0)} s left`,
      );
    },
  });
}

/** Trains one bundled model and measures it. The bytes depend on the definition, the data and the engine alone. */
export async function makeModel(definition: Definition, shop: Workshop): Promise<MadeModel> {
  const dataset = await shop.dataset(definition.dataset);
  const architecture = architectureOf(definition, dataset);
  const { weights, members, privacy }: TrainingResult = await trainModel(
    definition,
    architecture,
    dataset,
    shop,
  );
  const graph = buildModel(architecture, weights);
  const onnx = writeOnnx(graph);
  const accuracy = await accuracies(shop.runtime, graph, dataset, members);
  shop.say(`  train ${accuracy.train.accuracy.toFixed(4)}, test ${accuracy.test.accuracy.toFixed(4)}`);
  const measured = await robustnessFigures(definition, architecture, weights, dataset, shop);
  for (const { epsilon, accuracy: left } of measured.robustness)
    shop.say(`  at ε ${epsilon}: ${left.toFixed(4)}`);
  const card: ModelCard = {
    schemaVersion: 1,
    id: definition.id,
    title: definition.title,
    file: `${definition.id}.onnx`,
    bytes: onnx.length,
    sha256: sha256Hex(onnx),
    dataset: { id: dataset.id, sha256: dataset.sha256 },
    input: { shape: dataset.shape, range: dataset.kind === 'image' ? dataset.range : 'raw' },
    classes: dataset.classes,
    parameters: parameterCount(architecture),
    architecture,
    training: completePlan(definition.training),
    engine: { name: `graph-${shop.runtime.engine}`, threads: 1, onnxruntime: shop.onnxruntime },
    ...(members.length < dataset.train.count ? { members: [...members] } : {}),
    ...(privacy ? { privacy } : {}),
    accuracy,
    ...measured,
  };
  return { onnx, card };
}
