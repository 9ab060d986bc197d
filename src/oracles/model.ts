import { exp } from '../numeric/math.ts';
import { UserError } from '../messages/index.ts';
import { LOGIT_WEIGHTS, lossGradientGraph, weightedLogitsGraph } from '../graph/losses.ts';
import type { LossGraph } from '../graph/losses.ts';
import { batchWithin, defaultBudget } from '../graph/memory.ts';
import type { Model } from '../graph/model.ts';
import type { EmissionTarget } from '../graph/operator.ts';
import type { Runtime, Session, Tensor } from '../graph/runtime.ts';
import { sizeOf } from '../graph/ir.ts';
import type { Graph } from '../graph/ir.ts';
import type { Batch, GradientOracle, LossGradient, LossName, LossSpec } from './types.ts';

interface OpenGraph {
  readonly session: Session;
  /** Samples that one run takes at most. */
  readonly piece: number;
}

interface LossSession extends OpenGraph {
  readonly graph: LossGraph;
}

export interface OracleOptions {
  /** Bytes that the engine may take: batches are run in pieces that fit. */
  readonly memory?: number;
}

/** One-hot rows for class numbers; throws for a number that is no class of the model. */
export function oneHot(classes: Int32Array, count: number): Float32Array {
  const rows = new Float32Array(classes.length * count);
  classes.forEach((label, sample) => {
    if (!(label >= 0 && label < count)) throw new UserError('oracle.label', { label, classes: count });
    rows[sample * count + label] = 1;
  });
  return rows;
}

/** Class of the largest value of each row; of equal ones the lowest. */
export function argmaxRows(values: Float32Array, columns: number): Int32Array {
  const best = new Int32Array(values.length / columns);
  for (let row = 0; row < best.length; row++) {
    for (let column = 1; column < columns; column++) {
      if (values[row * columns + column] > values[row * columns + best[row]]) best[row] = column;
    }
  }
  return best;
}

/** Softmax of each row, in double precision. */
export function softmaxRows(logits: Float32Array, columns: number): Float32Array {
  const scores = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += columns) {
    const row = logits.subarray(start, start + columns);
    const top = row.reduce((a, b) => (b > a ? b : a), -Infinity);
    const powers = Array.from(row, (logit) => exp(logit - top));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, column) => (scores[start + column] = power / sum));
  }
  return scores;
}

/** A white box around a model on an engine. Sessions are opened when first needed, one per loss, and shared. */
export class ModelOracle implements GradientOracle {
  readonly access = 'gradient';
  readonly classes: number;
  readonly model: Model;
  readonly #runtime: Runtime;
  readonly #target: EmissionTarget;
  readonly #memory: number;
  #forward: Promise<OpenGraph> | undefined;
  #weighted: Promise<OpenGraph & { readonly gradient: string }> | undefined;
  readonly #losses = new Map<string, Promise<LossSession>>();

  constructor(runtime: Runtime, model: Model, { memory = defaultBudget }: OracleOptions = {}) {
    this.#runtime = runtime;
    this.#target = runtime.engine;
    this.#memory = memory;
    this.model = model;
    this.classes = model.classes;
  }

  async labels(batch: Batch): Promise<Int32Array> {
    return argmaxRows(await this.logits(batch), this.classes);
  }

  async scores(batch: Batch): Promise<Float32Array> {
    return softmaxRows(await this.logits(batch), this.classes);
  }

  async logits(batch: Batch): Promise<Float32Array> {
    this.#check(batch);
    const { session, piece } = await this.#forwardSession();
    const logits = new Float32Array(batch.count * this.classes);
    await this.#inPieces(batch, piece, async (input, start, count) => {
      const { [this.model.output]: out } = await session.run({ [this.model.input.name]: input });
      copyRows(out, logits, start, count, this.classes);
    });
    return finite(logits);
  }

  async lossGradient(batch: Batch, labels: Int32Array, loss: LossSpec): Promise<LossGradient> {
    this.#check(batch);
    if (labels.length !== batch.count || (loss.targets && loss.targets.length !== batch.count)) {
      throw new Error(`a batch of ${batch.count} needs as many labels and targets`);
    }
    const { graph, session, piece } = await this.#lossSession(loss.name, loss.targets !== undefined);
    const size = sizeOf(batch.shape);
    const result = {
      logits: new Float32Array(batch.count * this.classes),
      loss: new Float32Array(batch.count),
      gradient: new Float32Array(batch.count * size),
    };
    const gradientName = graph.gradients.get(this.model.input.name) ?? '';
    await this.#inPieces(batch, piece, async (input, start, count) => {
      const feeds: Record<string, Tensor> = { [this.model.input.name]: input };
      for (const name of graph.labelInputs) {
        const classes = name === 'labels' ? labels : (loss.targets ?? labels);
        feeds[name] = this.#rows(classes.subarray(start, start + count), input.dims[0]);
      }
      const out = await session.run(feeds);
      copyRows(out[graph.logits], result.logits, start, count, this.classes);
      copyRows(out[graph.loss], result.loss, start, count, 1);
      copyRows(out[gradientName], result.gradient, start, count, size);
    });
    // A loss or gradient may overflow where the logits do not: who asked counts those (a sign of masking), none are hidden.
    finite(result.logits);
    return result;
  }

  /** count × sample size: of Σ_c weights[i, c] · z_c with respect to input i; `weights` is count × classes. */
  async logitGradient(batch: Batch, weights: Float32Array): Promise<Float32Array> {
    this.#check(batch);
    const { classes } = this;
    if (weights.length !== batch.count * classes)
      throw new Error(`a batch of ${batch.count} needs as many rows of weights`);
    const { gradient, session, piece } = await this.#weightedSession();
    const size = sizeOf(batch.shape);
    const result = new Float32Array(batch.count * size);
    await this.#inPieces(batch, piece, async (input, start, count) => {
      const rows = padRows(
        weights.subarray(start * classes, (start + count) * classes),
        classes,
        input.dims[0],
      );
      const out = await session.run({
        [this.model.input.name]: input,
        [LOGIT_WEIGHTS]: { data: rows, dims: [input.dims[0], classes] },
      });
      copyRows(out[gradient], result, start, count, size);
    });
    return result;
  }

  /** Closes all sessions. The oracle opens new ones if it is used again. */
  async release(): Promise<void> {
    const open = [this.#forward, this.#weighted, ...this.#losses.values()];
    this.#forward = undefined;
    this.#weighted = undefined;
    this.#losses.clear();
    for (const opening of open) {
      // A session that never opened has nothing to close; its opener was told.
      await opening?.then(
        ({ session }) => session.release(),
        () => undefined,
      );
    }
  }

  #forwardSession(): Promise<OpenGraph> {
    if (this.#forward) return this.#forward;
    const opening = this.#open(this.model.graph);
    this.#forward = opening;
    // What failed to open is tried again when next asked for.
    opening.catch(() => (this.#forward = undefined));
    return opening;
  }

  #weightedSession(): Promise<OpenGraph & { readonly gradient: string }> {
    if (this.#weighted) return this.#weighted;
    const { graph, gradient } = weightedLogitsGraph(this.model, this.#target);
    const opening = this.#open(graph).then((open) => ({ ...open, gradient }));
    this.#weighted = opening;
    opening.catch(() => (this.#weighted = undefined));
    return opening;
  }

  #lossSession(name: LossName, targeted: boolean): Promise<LossSession> {
    const key = `${name}${targeted ? '-targeted' : ''}`;
    const known = this.#losses.get(key);
    if (known) return known;
    const opening = this.#openLoss(name, targeted);
    this.#losses.set(key, opening);
    opening.catch(() => this.#losses.delete(key));
    return opening;
  }

  async #openLoss(name: LossName, targeted: boolean): Promise<LossSession> {
    const graph = lossGradientGraph(this.model, name, { targeted, wrt: 'input', target: this.#target });
    return { graph, ...(await this.#open(graph.graph)) };
  }

  async #open(graph: Graph): Promise<OpenGraph> {
    const piece = this.model.fixedBatch ?? batchWithin(graph, this.#memory);
    return { piece, session: await this.#runtime.open(graph) };
  }

  #check(batch: Batch): void {
    const { sampleShape } = this.model.input;
    if (sizeOf(batch.shape) !== sizeOf(sampleShape)) {
      throw new UserError('oracle.sample-shape', {
        given: batch.shape.join('×'),
        wanted: sampleShape.join('×'),
      });
    }
    if (batch.data.length !== batch.count * sizeOf(batch.shape))
      throw new Error('batch size and data do not fit');
    if (!allFinite(batch.data)) throw new UserError('oracle.input-not-finite');
  }

  /** Runs of at most `most` samples; runs of the file's size, the last one padded with its last sample, for a fixed batch. */
  async #inPieces(
    batch: Batch,
    most: number,
    run: (input: Tensor, start: number, count: number) => Promise<void>,
  ): Promise<void> {
    const { fixedBatch, input } = this.model;
    if (batch.count === 0) return;
    const size = sizeOf(input.sampleShape);
    for (let start = 0; start < batch.count; start += most) {
      const count = Math.min(most, batch.count - start);
      const rows = fixedBatch ?? count;
      const data = padRows(batch.data.subarray(start * size, (start + count) * size), size, rows);
      await run({ data, dims: [rows, ...input.sampleShape] }, start, count);
    }
  }

  #rows(classes: Int32Array, piece: number): Tensor {
    const data = padRows(oneHot(classes, this.classes), this.classes, piece);
    return { data, dims: [piece, this.classes] };
  }
}

/** Repeats the last row up to `rows` rows. */
function padRows(data: Float32Array, size: number, rows: number): Float32Array {
  if (data.length === rows * size) return data;
  const padded = new Float32Array(rows * size);
  padded.set(data);
  const last = data.subarray(data.length - size);
  for (let at = data.length; at < padded.length; at += size) padded.set(last, at);
  return padded;
}

function copyRows(from: Tensor, to: Float32Array, start: number, count: number, size: number): void {
  if (!(from.data instanceof Float32Array)) throw new Error('the engine returned no floats');
  if (from.data.length < count * size) throw new Error('the engine returned too few values');
  to.set(from.data.subarray(0, count * size), start * size);
}

/** Without a branch per value: zero times a number is zero, times NaN or an infinity it is NaN. */
function allFinite(values: Float32Array): boolean {
  let probe = 0;
  for (let i = 0; i < values.length; i++) probe += values[i] * 0;
  return probe === 0;
}

/** Passes values on; NaN and infinities never pass silently. */
function finite(values: Float32Array): Float32Array {
  if (!allFinite(values)) throw new UserError('oracle.not-finite');
  return values;
}
