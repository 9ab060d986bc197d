import { GraphBuilder } from '../../graph/builder.ts';
import { differentiate } from '../../graph/differentiate.ts';
import type { Graph } from '../../graph/ir.ts';
import { int, ints } from '../../graph/ir.ts';
import { emitNetwork, inputName, logitsName, modelOpset } from '../build.ts';
import type { Architecture } from '../layers.ts';
import type { NetworkPlan, Step } from '../network.ts';
import { isTrainable } from '../network.ts';

export const targetsName = 'targets';
/** One over the batch size: what each sample's loss counts in the mean. */
export const shareName = 'share';
/** Largest norm of a sample's gradient. */
export const clipName = 'clip';

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
export interface Emitted {
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

/** Logits in the inference form, with the weights as inputs. */
export function logitsGraph(architecture: Architecture, network: NetworkPlan): Emitted {
  const builder = startGraph(network);
  emitNetwork(builder, architecture, network, false);
  return finish(builder, new Map([['logits', logitsName]]));
}

/**
 * Whether the norm of each sample's gradient follows from what its dense layers get and what comes back to them: so where no other
 * layer has weights.
 */
export const clipsTogether = (steps: readonly Step[]): boolean =>
  steps.every((step) =>
    step.kind === 'residual'
      ? clipsTogether(step.body) && clipsTogether(step.shortcut)
      : step.kind !== 'conv' && step.kind !== 'batch-norm',
  );

/** Sum over each row's squares: [N, 1]. */
const squares = (builder: GraphBuilder, rows: string): string =>
  builder.sum(builder.mul(rows, rows), [1], true);

/**
 * Loss, logits, norms of the samples' gradients and the sum of those gradients, each cut to a norm; weights are inputs.
 *
 * A dense layer y = W a + b has the gradient δ aᵀ for one sample, δ being the loss's gradient with respect to y: its norm is
 * ‖δ‖ ‖a‖, and that of the bias ‖δ‖ (Goodfellow 2015). So norms need no gradient of a single sample, and the cut sum is one product
 * of matrices a layer, Σ cᵢ δᵢ aᵢᵀ.
 */
export function clippedGraph(
  architecture: Architecture,
  network: NetworkPlan,
  target: 'wasm' | 'webgpu',
): Emitted {
  const builder = startGraph(network);
  const { logits, dense } = emitNetwork(builder, architecture, network, true);
  builder.input(targetsName, { dtype: 'float32', shape: [-1, architecture.classes] });
  builder.input(shareName, { dtype: 'float32', shape: [] });
  builder.input(clipName, { dtype: 'float32', shape: [] });
  const { seed, losses } = emitCrossEntropy(builder, logits, targetsName);
  const outputsOfLayers = dense.map(({ output }) => output);
  const back = differentiate(builder, logits, outputsOfLayers, target, seed);
  const layers = dense.map((use) => ({ ...use, delta: back.get(use.output) ?? '' }));
  const square = layers
    .map(({ layer, input, delta }) => {
      const size = squares(builder, input);
      return builder.mul(squares(builder, delta), layer.bias ? builder.add(size, builder.scalar(1)) : size);
    })
    .reduce((sum, one) => builder.add(sum, one));
  const norms = builder.emit('Sqrt', [square]);
  const factor = builder.div(clipName, builder.emit('Max', [norms, clipName]));
  const outputs = new Map([
    ['loss', builder.mul(builder.sum(losses, [0, 1], false), shareName)],
    ['logits', logits],
    ['norms', norms],
  ]);
  for (const { layer, input, delta } of layers) {
    const cut = builder.mul(delta, factor);
    outputs.set(`gradient ${layer.weight.name}`, builder.emit('Gemm', [cut, input], { transA: int(1) }));
    if (layer.bias) outputs.set(`gradient ${layer.bias.name}`, builder.sum(cut, [0], false));
  }
  return finish(builder, outputs);
}
