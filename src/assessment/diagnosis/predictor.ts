import { takeRows } from '../../datasets/samples.ts';
import type { Dataset } from '../../datasets/types.ts';
import type { Model } from '../../graph/model.ts';
import { preprocessingGraph, type Preprocessing } from '../../graph/preprocessing.ts';
import type { EngineName, Runtime, Session } from '../../graph/runtime.ts';
import { sizeOf } from '../../graph/ir.ts';
import { ModelOracle } from '../../oracles/model.ts';
import { fitSamples, importPlain, settled, type ImportSetting } from '../import-setting.ts';
import type { OpenEngine } from '../open-subject.ts';

/** Values of a batch: what lies in memory while a large network runs is a multiple of it. */
const valuesAtOnce = 1 << 20;
const mostAtOnce = 64;

interface Opened {
  readonly shape: string;
  readonly model: Model;
  readonly runtime: Runtime;
  readonly oracle: ModelOracle;
}

/** What a model predicts for some samples under one preprocessing or another: the model is opened once for all of them. */
export class Predictor {
  /** The samples, with the data's labels. */
  readonly sample: Dataset;
  readonly #bytes: Uint8Array;
  readonly #setting: ImportSetting;
  readonly #openEngine: OpenEngine;
  readonly #engine: EngineName | 'auto';
  #opened: Opened | undefined;

  constructor(
    bytes: Uint8Array,
    setting: ImportSetting,
    sample: Dataset,
    openEngine: OpenEngine,
    engine: EngineName | 'auto' = 'wasm',
  ) {
    this.#bytes = bytes;
    this.#setting = setting;
    this.sample = sample;
    this.#openEngine = openEngine;
    this.#engine = engine;
  }

  /** The model as it stands behind these steps. @throws UserError where it cannot be read. */
  async model(steps: Preprocessing): Promise<Model> {
    return (await this.#open(steps)).model;
  }

  /**
   * Predicted classes of samples `from` … `to` − 1.
   * @throws UserError where the steps do not fit, or the model gives no finite scores.
   */
  async predict(steps: Preprocessing, from: number, to: number): Promise<Int32Array> {
    const { model, runtime, oracle } = await this.#open(steps);
    const stated = settled({ preprocessing: steps }, model, this.sample)?.preprocessing;
    const fitted = fitSamples(this.sample, stated, model.input.sampleShape);
    const { opset } = model.graph;
    const shapes = [fitted.shape, model.input.sampleShape] as const;
    const front = preprocessingGraph(stated ?? {}, ...shapes, { opset, batch: -1 });
    const session = front.nodes.length > 0 ? await runtime.open(front) : undefined;
    try {
      const size = sizeOf(fitted.shape);
      const piece = Math.max(
        1,
        Math.min(mostAtOnce, Math.floor(valuesAtOnce / sizeOf(model.input.sampleShape))),
      );
      const labels = new Int32Array(to - from);
      for (let start = from; start < to; start += piece) {
        const count = Math.min(piece, to - start);
        const given = fitted.test.x.slice(start * size, (start + count) * size);
        const data = session
          ? await made(session, front.outputs[0].name, given, [count, ...fitted.shape])
          : given;
        labels.set(await oracle.labels({ data, count, shape: model.input.sampleShape }), start - from);
      }
      return labels;
    } finally {
      await session?.release();
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.oracle.release();
  }

  /** The model for samples of the shape that the steps make; another shape closes the one before. */
  async #open(steps: Preprocessing): Promise<Opened> {
    const setting = { ...this.#setting, preprocessing: steps };
    const shape = JSON.stringify(steps.resize ?? null) + String(steps.layout) + String(steps.channels);
    if (this.#opened?.shape === shape) return this.#opened;
    const model = importPlain(this.#bytes, setting, this.sample.shape);
    const now = this.#opened;
    if (now && String(now.model.input.sampleShape) === String(model.input.sampleShape))
      return (this.#opened = { ...now, shape });
    await this.close();
    const { runtime } = await this.#openEngine(this.#engine, model);
    return (this.#opened = { shape, model, runtime, oracle: new ModelOracle(runtime, model) });
  }
}

async function made(
  session: Session,
  output: string,
  data: Float32Array,
  dims: readonly number[],
): Promise<Float32Array> {
  const out = await session.run({ data: { data, dims } });
  return out[output].data as Float32Array;
}

/** Only these samples of a dataset's test part. */
export function sampleOf(dataset: Dataset, indices: readonly number[]): Dataset {
  const size = sizeOf(dataset.shape);
  const none = { x: new Float32Array(0), y: new Int32Array(0), count: 0 };
  return { ...dataset, train: none, test: takeRows(dataset.test, size, indices) };
}
