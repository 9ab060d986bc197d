import { UserError } from '../messages/index.ts';
import { GraphBuilder } from './builder.ts';
import { differentiate, promoteConstants } from './differentiate.ts';
import { int, ints } from './ir.ts';
import type { Graph } from './ir.ts';
import type { Model } from './model.ts';
import type { EmissionTarget } from './operator.ts';

export type GraphLoss = 'cross-entropy' | 'margin' | 'dlr';

/** DLR compares with the third (untargeted) or fourth (targeted) largest logit; with fewer classes the margin stands in. */
export function effectiveLoss(loss: GraphLoss, classes: number, targeted: boolean): GraphLoss {
  return loss === 'dlr' && classes < (targeted ? 4 : 3) ? 'margin' : loss;
}

/** Per-sample loss [N] and its gradient with respect to the logits [N, C]. */
interface Emitted {
  readonly loss: string;
  readonly seed: string;
}

const sumClasses = (b: GraphBuilder, a: string, keepdims = true): string => b.sum(a, [1], keepdims);
/** Largest value of each row, [N, 1]. */
function maxClass(b: GraphBuilder, a: string): string {
  return b.opset >= 18
    ? b.emit('ReduceMax', [a, b.int64([1])], { keepdims: int(1) })
    : b.emit('ReduceMax', [a], { axes: ints([1]), keepdims: int(1) });
}

const flag = (b: GraphBuilder, a: string): string => b.emit('Cast', [a], { to: int(1) });
const oneMinus = (b: GraphBuilder, a: string): string => b.sub(b.scalar(1), a);
const negate = (b: GraphBuilder, a: string): string => b.emit('Neg', [a]);
const squeeze = (b: GraphBuilder, a: string): string => b.reshape(a, [b.shape(a)[0]]);

/** log(1 + x), exact for small x: x · log(u) / (u − 1) with u = 1 + x rounded (Kahan; Higham 2002, section 1.14.1). */
function log1p(b: GraphBuilder, x: string): string {
  const u = b.add(x, b.scalar(1));
  const vanished = b.emit('Equal', [u, b.scalar(1)]);
  const excess = b.emit('Where', [vanished, b.scalar(1), b.sub(u, b.scalar(1))]);
  const ratio = b.emit('Where', [vanished, b.scalar(1), b.div(b.emit('Log', [u]), excess)]);
  return b.mul(x, ratio);
}

/**
 * Cross-entropy of one-hot labels, −log p_y, as log(1 + Σ_{j≠y} exp(z_j − z_y)). Its gradient p − y is emitted with the
 * true class's term as the negative sum of the others, so that inputs of which the model is nearly certain keep their
 * digits: p_y − 1 would be a difference of nearly equal numbers.
 */
function crossEntropy(b: GraphBuilder, logits: string, labels: string): Emitted {
  const others = oneMinus(b, labels);
  const gaps = b.sub(logits, sumClasses(b, b.mul(logits, labels)));
  const largest = maxClass(b, gaps);
  // The true class's own gap is 0, so `largest` is never negative and no exponential overflows.
  const rest = sumClasses(b, b.mul(b.emit('Exp', [b.sub(gaps, largest)]), others));
  const true0 = b.sub(b.emit('Exp', [negate(b, largest)]), b.scalar(1));
  const loss = b.add(largest, log1p(b, b.add(rest, true0)));
  const wrong = b.mul(b.emit('Softmax', [logits], { axis: int(-1) }), others);
  const seed = b.sub(wrong, b.mul(labels, sumClasses(b, wrong)));
  return { loss: squeeze(b, loss), seed };
}

/**
 * One-hot rows of the `count` largest logits, largest first; of equal ones the lowest class comes first. They carry no
 * gradient: a loss reads its logits through them, so a tie sends all of it to one class, as PyTorch's sort and max do.
 * By repeated maxima, since TopK's integer indices would leave the GPU.
 */
function ranked(b: GraphBuilder, logits: string, count: number): string[] {
  const classes = b.shape(logits)[1];
  const falling = b.floats(
    Float32Array.from({ length: classes }, (_, index) => classes - index),
    [1, classes],
  );
  const rows: string[] = [];
  let left = logits;
  for (let place = 0; place < count; place++) {
    const ranks = b.mul(flag(b, b.emit('Equal', [left, maxClass(b, left)])), falling);
    const first = b.emit('Equal', [ranks, maxClass(b, ranks)]);
    rows.push(flag(b, first));
    left = b.emit('Where', [first, b.scalar(-3e38), left]);
  }
  return rows;
}

/** The larger of the two best classes that is not the one given by its one-hot rows. */
function bestOther(b: GraphBuilder, [first, second]: readonly string[], given: string): string {
  const hit = sumClasses(b, b.mul(first, given));
  return b.add(b.mul(second, hit), b.mul(first, oneMinus(b, hit)));
}

const dot = (b: GraphBuilder, a: string, c: string): string => sumClasses(b, b.mul(a, c));

/** max_{j≠y} z_j − z_y (Carlini and Wagner 2017, f6); targeted: z_t − max_{j≠t} z_j. */
function margin(b: GraphBuilder, logits: string, rows: string, targeted: boolean): Emitted {
  const other = bestOther(b, ranked(b, logits, 2), rows);
  const seed = targeted ? b.sub(rows, other) : b.sub(other, rows);
  return { loss: squeeze(b, dot(b, logits, seed)), seed };
}

/** Quotient of two linear functions of the logits, given by their coefficient rows, and its gradient. */
function quotient(b: GraphBuilder, logits: string, above: string, below: string): Emitted {
  const bottom = b.add(dot(b, logits, below), b.scalar(1e-12));
  const value = b.div(dot(b, logits, above), bottom);
  return { loss: squeeze(b, value), seed: b.div(b.sub(above, b.mul(value, below)), bottom) };
}

/** −(z_y − max_{i≠y} z_i) / (z_π1 − z_π3 + 1e-12): Croce and Hein 2020, equation 6. */
function dlr(b: GraphBuilder, logits: string, labels: string): Emitted {
  const [first, second, third] = ranked(b, logits, 3);
  const above = b.sub(bestOther(b, [first, second], labels), labels);
  return quotient(b, logits, above, b.sub(first, third));
}

/** −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2 + 1e-12): Croce and Hein 2020, equation 7. */
function targetedDlr(b: GraphBuilder, logits: string, labels: string, targets: string): Emitted {
  const [first, , third, fourth] = ranked(b, logits, 4);
  const mean = b.mul(b.add(third, fourth), b.scalar(0.5));
  return quotient(b, logits, b.sub(targets, labels), b.sub(first, mean));
}

/** Names of the one-hot inputs [N, classes] that a loss reads. */
export function labelInputs(loss: GraphLoss, classes: number, targeted: boolean): ('labels' | 'targets')[] {
  if (!targeted) return ['labels'];
  return effectiveLoss(loss, classes, true) === 'dlr' ? ['labels', 'targets'] : ['targets'];
}

function emitLoss(b: GraphBuilder, logits: string, loss: GraphLoss, targeted: boolean): Emitted {
  const [samples, classes] = b.shape(logits);
  const rows = (name: string): string => b.input(name, { dtype: 'float32', shape: [samples, classes] });
  const [first, second] = labelInputs(loss, classes, targeted).map(rows);
  switch (effectiveLoss(loss, classes, targeted)) {
    case 'margin':
      return margin(b, logits, first, targeted);
    case 'dlr':
      return targeted ? targetedDlr(b, logits, first, second) : dlr(b, logits, first);
    default: {
      const emitted = crossEntropy(b, logits, first);
      return targeted ? { loss: negate(b, emitted.loss), seed: negate(b, emitted.seed) } : emitted;
    }
  }
}

/** Emits the per-sample loss of the logits (classes ≥ 2) and the gradient to start the sweep with, for custom graphs. */
export function emitLossAndSeed(
  builder: GraphBuilder,
  logits: string,
  loss: GraphLoss,
  targeted: boolean,
): { loss: string; seed: string } {
  const classes = builder.shape(logits)[1];
  if (!(classes >= 2)) throw new UserError('graph.too-few-classes');
  return emitLoss(builder, logits, loss, targeted);
}

export interface LossGraphOptions {
  readonly targeted?: boolean;
  /** Differentiate by the model's input, or by these weights, which become inputs of the same name. */
  readonly wrt: 'input' | readonly string[];
  readonly target: EmissionTarget;
}

/** A graph that returns logits [N, C], per-sample loss [N] and gradients in one run; all names are value names. */
export interface LossGraph {
  readonly graph: Graph;
  readonly logits: string;
  readonly loss: string;
  /** By what was differentiated: the gradient's name. Weight gradients are summed over the batch. */
  readonly gradients: ReadonlyMap<string, string>;
  /** The one-hot inputs to feed, [N, classes] float32. */
  readonly labelInputs: readonly ('labels' | 'targets')[];
}

/**
 * Forward pass, loss and gradient of a model as one graph. Losses are signed so that ascending them leaves the label or,
 * targeted, nears the target. Throws UserError naming the operators when the model cannot be differentiated.
 */
export function lossGradientGraph(model: Model, loss: GraphLoss, options: LossGraphOptions): LossGraph {
  const { wrt, target, targeted = false } = options;
  const sources = wrt === 'input' ? [model.input.name] : wrt;
  const graph = wrt === 'input' ? model.graph : promoteConstants(model.graph, wrt);
  const builder = GraphBuilder.from(graph);
  const emitted = emitLossAndSeed(builder, model.output, loss, targeted);
  const gradients = differentiate(builder, model.output, sources, target, emitted.seed);
  return {
    graph: builder.build([model.output, emitted.loss, ...gradients.values()]),
    logits: model.output,
    loss: emitted.loss,
    gradients,
    labelInputs: labelInputs(loss, model.classes, targeted),
  };
}

/** The one-hot inputs' counterpart of `weightedLogitsGraph`: [N, classes] float32. */
export const LOGIT_WEIGHTS = 'logit-weights';

/** Names of what is fed besides samples: no value of a model that was read is called so. */
export const fedNames: readonly string[] = ['labels', 'targets', LOGIT_WEIGHTS];

/**
 * A graph that returns the gradient of Σ_c weights[c] · z_c by each sample's input, for any weights fed with the samples: one logit's
 * slope, a difference of two, or that of a loss whose gradient by the logits is known. Throws UserError as above.
 */
export function weightedLogitsGraph(
  model: Model,
  target: EmissionTarget,
): { graph: Graph; gradient: string } {
  const builder = GraphBuilder.from(model.graph);
  const [samples, classes] = builder.shape(model.output);
  const seed = builder.input(LOGIT_WEIGHTS, { dtype: 'float32', shape: [samples, classes] });
  const gradients = differentiate(builder, model.output, [model.input.name], target, seed);
  const gradient = gradients.get(model.input.name) ?? '';
  return { graph: builder.build([gradient]), gradient };
}
