import { GraphBuilder } from '../../graph/builder.ts';
import { differentiate } from '../../graph/differentiate.ts';
import type { Graph } from '../../graph/ir.ts';
import { int, ints } from '../../graph/ir.ts';
import type { Runtime, Session, Tensor } from '../../graph/runtime.ts';
import { emitNetwork, inputName, logitsName, modelOpset } from '../build.ts';
import type {
  InputGradient,
  LossAndGradients,
  Targets,
  TrainableModel,
  TrainingBatch,
  TrainingEngine,
} from '../engine.ts';
import type { Architecture } from '../layers.ts';
import type { NetworkPlan } from '../network.ts';
import { isTrainable, planNetwork } from '../network.ts';
import type { Weights } from '../weights.ts';

const targetsName = 'targets';
/** One over the batch size: what each sample's loss counts in the mean. */
const shareName = 'share';

interface CrossEntropy {
  /** Of the sum over the batch, with respect to the logits: softmax − targets. */
  readonly seed: string;
  /** [N, 1] */
  readonly losses: string;
}

/** Cross-entropy to a probability per class, and the gradient that it starts. */
function emitCrossEntropy(builder: GraphBuilder, logits: string, targets: string): CrossEntropy {
  const keep = { keepdims: int(1) };
  const shifted = builder.sub(logits, builder.emit('ReduceMax', [logits], { axes: ints([1]), ...keep }));
  const powers = builder.emit('Exp', [shifted]);
  const total = builder.sum(powers, [1], true);
  const logProbabilities = builder.sub(shifted, builder.emit('Log', [total]));
  return {
    seed: builder.sub(builder.div(powers, total), targets),
    losses: builder.emit('Neg', [builder.sum(builder.mul(targets, logProbabilities), [1], true)]),
  };
}

/** A graph with the names of what it returns. */
interface Emitted {
  readonly graph: Graph;
  readonly outputs: ReadonlyMap<string, string>;
}

function startGraph(network: NetworkPlan): GraphBuilder {
  const builder = new GraphBuilder(modelOpset);
  for (const { name, dims } of network.weights) builder.input(name, { dtype: 'float32', shape: dims });
  return builder;
}

/** The graph with only the inputs that its nodes use: batch statistics leave the running ones unused. */
function finish(builder: GraphBuilder, outputs: ReadonlyMap<string, string>): Emitted {
  const graph = builder.build([...new Set(outputs.values())]);
  const used = new Set(graph.nodes.flatMap((node) => node.inputs));
  return { graph: { ...graph, inputs: graph.inputs.filter(({ name }) => used.has(name)) }, outputs };
}

/** Loss, logits, gradients of the mean loss and batch statistics, with the weights as inputs. */
export function trainingGraph(
  architecture: Architecture,
  network: NetworkPlan,
  target: 'wasm' | 'webgpu',
): Emitted {
  const builder = startGraph(network);
  const { logits, statistics } = emitNetwork(builder, architecture, network, true);
  builder.input(targetsName, { dtype: 'float32', shape: [-1, architecture.classes] });
  builder.input(shareName, { dtype: 'float32', shape: [] });
  const { seed, losses } = emitCrossEntropy(builder, logits, targetsName);
  const trained = network.weights.filter(isTrainable).map(({ name }) => name);
  const gradients = differentiate(builder, logits, trained, target, builder.mul(seed, shareName));
  const outputs = new Map([
    ['loss', builder.mul(builder.sum(losses, [0, 1], false), shareName)],
    ['logits', logits],
  ]);
  for (const [weight, gradient] of gradients) outputs.set(`gradient ${weight}`, gradient);
  for (const { layer, mean, variance } of statistics) {
    outputs.set(`statistic ${layer.mean.name}`, mean).set(`statistic ${layer.variance.name}`, variance);
  }
  return finish(builder, outputs);
}

/** Logits and each sample's own input gradient, in the inference form, with the weights as inputs. */
export function inputGradientGraph(
  architecture: Architecture,
  network: NetworkPlan,
  target: 'wasm' | 'webgpu',
): Emitted {
  const builder = startGraph(network);
  const { logits } = emitNetwork(builder, architecture, network, false);
  builder.input(targetsName, { dtype: 'float32', shape: [-1, architecture.classes] });
  const { seed } = emitCrossEntropy(builder, logits, targetsName);
  const gradient = differentiate(builder, logits, [inputName], target, seed).get(inputName);
  if (gradient === undefined) throw new Error('the input has no gradient');
  return finish(
    builder,
    new Map([
      ['logits', logits],
      ['gradient', gradient],
    ]),
  );
}

function logitsGraph(architecture: Architecture, network: NetworkPlan): Emitted {
  const builder = startGraph(network);
  emitNetwork(builder, architecture, network, false);
  return finish(builder, new Map([['logits', logitsName]]));
}

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

  get outputs(): string[] {
    return [...(this.#opened?.emitted.outputs.keys() ?? [])];
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
  readonly #training: LazySession;
  readonly #attack: LazySession;
  readonly #inference: LazySession;

  constructor(runtime: Runtime, architecture: Architecture, weights: Weights) {
    this.architecture = architecture;
    this.network = planNetwork(architecture);
    this.weights = weights;
    this.#fixed = new Map(
      this.network.weights.map(({ name, dims }) => [name, { data: this.#weight(name, dims), dims }]),
    );
    const { network } = this;
    const { engine } = runtime;
    this.#training = new LazySession(runtime, () => trainingGraph(architecture, network, engine));
    this.#attack = new LazySession(runtime, () => inputGradientGraph(architecture, network, engine));
    this.#inference = new LazySession(runtime, () => logitsGraph(architecture, network));
  }

  /** Weights are fed from the host at every run. */
  weightsChanged(): void {}

  async lossAndGradients(batch: TrainingBatch, targets: Targets): Promise<LossAndGradients> {
    const results = await this.#training.run(this.#feeds(batch, targets));
    const named = (prefix: string) =>
      new Map(
        this.#training.outputs
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

  async inputGradient(batch: TrainingBatch, targets: Targets): Promise<InputGradient> {
    const results = await this.#attack.run(this.#feeds(batch, targets));
    return { logits: results('logits'), gradient: results('gradient') };
  }

  async logits(batch: TrainingBatch): Promise<Float32Array> {
    return (await this.#inference.run(this.#feeds(batch)))('logits');
  }

  async close(): Promise<void> {
    for (const session of [this.#training, this.#attack, this.#inference]) await session.close();
  }

  #weight(name: string, dims: readonly number[]): Float32Array {
    const data = this.weights.get(name);
    const size = dims.reduce((a, b) => a * b, 1);
    if (data?.length !== size)
      throw new Error(`weight ${name} needs ${size} values, not ${data?.length ?? 'none'}`);
    return data;
  }

  #feeds({ x, count }: TrainingBatch, targets?: Targets): (input: string) => Tensor {
    const { input, classes } = this.architecture;
    return (name) => {
      const fixed = this.#fixed.get(name);
      if (fixed) return fixed;
      if (name === inputName) return { data: x, dims: [count, ...input] };
      if (name === shareName) return { data: Float32Array.of(1 / count), dims: [] };
      if (name === targetsName && targets)
        return { data: probabilities(targets, classes), dims: [count, classes] };
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
