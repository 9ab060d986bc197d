import type { Runtime, Session, Tensor } from '../../graph/runtime.ts';
import { inputName } from '../build.ts';
import type {
  ClippedGradients,
  InputGradient,
  LossAndGradients,
  Targets,
  TrainableModel,
  TrainingBatch,
  TrainingEngine,
} from '../engine.ts';
import { dropoutSteps, maskOf } from '../dropout.ts';
import type { Architecture } from '../layers.ts';
import type { DropoutStep, NetworkPlan } from '../network.ts';
import { planNetwork } from '../network.ts';
import type { Weights } from '../weights.ts';
import type { Emitted } from './graphs.ts';
import {
  clipName,
  clippedGraph,
  clipsTogether,
  inputGradientGraph,
  logitsGraph,
  shareName,
  targetsName,
  trainingGraph,
} from './graphs.ts';

type Results = (name: string) => Float32Array;

/** One graph of a model: opened when first asked for, since few runs need all of them. */
class LazySession {
  readonly #runtime: Runtime;
  readonly #emit: () => Emitted;
  #opened: { readonly emitted: Emitted; readonly session: Session } | undefined;

  constructor(runtime: Runtime, emit: () => Emitted) {
    this.#runtime = runtime;
    this.#emit = emit;
  }

  async run(feeds: (input: string) => Tensor): Promise<Results> {
    this.#opened ??= await this.#open();
    const { emitted, session } = this.#opened;
    const results = await session.run(
      Object.fromEntries(emitted.graph.inputs.map(({ name }) => [name, feeds(name)])),
    );
    return (name) => {
      const data = results[emitted.outputs.get(name) ?? '']?.data;
      if (!(data instanceof Float32Array)) throw new Error(`no output ${name}`);
      return data;
    };
  }

  /** Those results of a run that every form of training has. */
  lossAndGradients(results: Results): LossAndGradients {
    const outputs = [...(this.#opened?.emitted.outputs.keys() ?? [])];
    const named = (prefix: string) =>
      new Map(
        outputs
          .filter((name) => name.startsWith(prefix))
          .map((name) => [name.slice(prefix.length), results(name)]),
      );
    return {
      loss: results('loss')[0],
      logits: results('logits'),
      gradients: named('gradient '),
      statistics: named('statistic '),
    };
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.session.release();
  }

  async #open() {
    const emitted = this.#emit();
    return { emitted, session: await this.#runtime.open(emitted.graph) };
  }
}

class GraphModel implements TrainableModel {
  readonly architecture: Architecture;
  readonly network: NetworkPlan;
  readonly weights: Weights;
  readonly #fixed: ReadonlyMap<string, Tensor>;
  readonly #dropouts: ReadonlyMap<string, DropoutStep>;
  readonly #training: LazySession;
  readonly #attack: LazySession;
  readonly #inference: LazySession;
  readonly #clipped: LazySession;
  readonly clippedGradients?: TrainableModel['clippedGradients'];

  constructor(runtime: Runtime, architecture: Architecture, weights: Weights) {
    this.architecture = architecture;
    this.network = planNetwork(architecture);
    this.weights = weights;
    this.#fixed = new Map(
      this.network.weights.map(({ name, dims }) => [name, { data: this.#weight(name, dims), dims }]),
    );
    const { network } = this;
    this.#dropouts = new Map(dropoutSteps(network.steps).map((step) => [step.name, step]));
    const { engine } = runtime;
    this.#training = new LazySession(runtime, () => trainingGraph(architecture, network, engine));
    this.#attack = new LazySession(runtime, () => inputGradientGraph(architecture, network, engine));
    this.#inference = new LazySession(runtime, () => logitsGraph(architecture, network));
    this.#clipped = new LazySession(runtime, () => clippedGraph(architecture, network, engine));
    if (clipsTogether(network.steps)) this.clippedGradients = (...given) => this.#clippedGradients(...given);
  }

  /** Weights are fed from the host at every run. */
  weightsChanged(): void {}

  async lossAndGradients(batch: TrainingBatch, targets: Targets): Promise<LossAndGradients> {
    const results = await this.#training.run(this.#feeds(batch, targets));
    return this.#training.lossAndGradients(results);
  }

  async #clippedGradients(batch: TrainingBatch, targets: Targets, clip: number): Promise<ClippedGradients> {
    const feeds = this.#feeds(batch, targets);
    const limit = { data: Float32Array.of(clip), dims: [] };
    const results = await this.#clipped.run((name) => (name === clipName ? limit : feeds(name)));
    return { ...this.#clipped.lossAndGradients(results), norms: results('norms') };
  }

  async inputGradient(batch: TrainingBatch, targets: Targets): Promise<InputGradient> {
    const results = await this.#attack.run(this.#feeds(batch, targets));
    return { logits: results('logits'), gradient: results('gradient') };
  }

  async logits(batch: TrainingBatch): Promise<Float32Array> {
    return (await this.#inference.run(this.#feeds(batch)))('logits');
  }

  async close(): Promise<void> {
    for (const session of [this.#training, this.#attack, this.#inference, this.#clipped])
      await session.close();
  }

  #weight(name: string, dims: readonly number[]): Float32Array {
    const data = this.weights.get(name);
    const size = dims.reduce((a, b) => a * b, 1);
    if (data?.length !== size)
      throw new Error(`weight ${name} needs ${size} values, not ${data?.length ?? 'none'}`);
    return data;
  }

  #feeds(batch: TrainingBatch, targets?: Targets): (input: string) => Tensor {
    const { x, count } = batch;
    const { input, classes } = this.architecture;
    return (name) => {
      const fixed = this.#fixed.get(name);
      if (fixed) return fixed;
      if (name === inputName) return { data: x, dims: [count, ...input] };
      if (name === shareName) return { data: Float32Array.of(1 / count), dims: [] };
      if (name === targetsName && targets)
        return { data: probabilities(targets, classes), dims: [count, classes] };
      const dropout = this.#dropouts.get(name);
      if (dropout) return { data: maskOf(batch, dropout), dims: [count, ...dropout.shape] };
      throw new Error(`no value for input ${name}`);
    };
  }
}

/** Classes as one row of 0 and 1 per sample; probabilities as they are. */
function probabilities(targets: Targets, classes: number): Float32Array {
  if (targets instanceof Float32Array) return targets;
  const rows = new Float32Array(targets.length * classes);
  targets.forEach((label, row) => (rows[row * classes + label] = 1));
  return rows;
}

/**
 * Training by the graph's own differentiation: a graph that returns loss and weight gradients, run by onnxruntime-web. One
 * session per graph, for any batch size.
 */
export function graphEngine(runtime: Runtime): TrainingEngine {
  return {
    name: `graph-${runtime.engine}`,
    open: async (architecture, weights) => new GraphModel(runtime, architecture, weights),
  };
}
