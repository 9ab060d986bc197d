import { versions } from '../../../assessment/version.ts';
import type { Dataset } from '../../../datasets/types.ts';
import { writeOnnx } from '../../../graph/onnx/write.ts';
import type { Runtime } from '../../../graph/runtime.ts';
import type { Adapter } from '../../../graph/runtime/adapter.ts';
import { buildModel } from '../../../training/build.ts';
import { cardOfTrained, type TrainedCard } from '../../../training/card-of-trained.ts';
import { checkNetwork, checkPlan } from '../../../training/check.ts';
import { standardisationOf, trainingData } from '../../../training/data.ts';
import type { TrainingEngine } from '../../../training/engine.ts';
import { chooseTrainingEngine, type TrainingEngineChoice } from '../../../training/engines/choose.ts';
import { graphEngine } from '../../../training/engines/graph.ts';
import type { Architecture, Layer } from '../../../training/layers.ts';
import { train, type TrainingPlan, type TrainingResult } from '../../../training/train.ts';
import { abortError } from '../../../workers/errors.ts';
import { Course } from './course.ts';
import { Gate } from './gate.ts';
import { scoresOf } from './score.ts';
import type { PictureView, TrainingEvent, WantedEngine } from './types.ts';

export interface RoomHost {
  /** WASM on one thread. */
  readonly runtime: Runtime;
  findAdapter(): Promise<Adapter | undefined>;
  /** Loads the second engine on the GPU. */
  openTfjs(): Promise<TrainingEngine>;
  /** Milliseconds since some moment. */
  now(): number;
}

export interface TrainingJob {
  /** With rows to train on and rows held out. */
  readonly dataset: Dataset;
  readonly layers: readonly Layer[];
  readonly plan: TrainingPlan;
  readonly engine: WantedEngine;
  readonly view: PictureView;
}

export interface Trained {
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly card: TrainedCard;
  readonly seconds: number;
}

/** Tables are standardised inside of the model. */
export function architectureFor(dataset: Dataset, layers: readonly Layer[]): Architecture {
  const standardise = standardisationOf(dataset);
  return { input: dataset.shape, classes: dataset.classes, ...(standardise ? { standardise } : {}), layers };
}

/** The last model that was finished, so that another view of it can be drawn. */
interface Finished {
  readonly architecture: Architecture;
  readonly result: TrainingResult;
}

/** Trains one network at a time; lives in a worker, or in the thread of a test. */
export class TrainingRoom {
  readonly #host: RoomHost;
  readonly #gate = new Gate();
  #cancel = new AbortController();
  #course: Course | undefined;
  #finished: Finished | undefined;

  constructor(host: RoomHost) {
    this.#host = host;
  }

  /**
   * Trains until the end or a cancel, which keeps what is there.
   * @throws UserError, one sentence, where plan, layers and data do not fit, or the loss is no number any more.
   */
  async train(job: TrainingJob, say: (event: TrainingEvent) => void): Promise<Trained> {
    const { dataset, plan } = job;
    const architecture = architectureFor(dataset, job.layers);
    checkPlan(plan);
    checkNetwork(architecture, plan.batchSize);
    this.#gate.open();
    this.#finished = undefined;
    const { signal } = (this.#cancel = new AbortController());
    const { engine, reason, milliseconds } = await this.#choose(architecture, job);
    const course = (this.#course = new Course({
      dataset,
      epochs: plan.epochs,
      view: job.view,
      gate: this.#gate,
      signal,
      start: { engine: engine.name, reason, ...(milliseconds ? { milliseconds } : {}) },
      say,
      now: () => this.#host.now(),
    }));
    const data = trainingData(dataset);
    const afterStep = course.afterStep.bind(course);
    const result = await train({ engine, architecture, data, plan, signal, afterStep });
    if (result.steps === 0) throw abortError('cancelled before the first step');
    this.#finished = { architecture, result };
    await this.#draw();
    return this.#packed(job, architecture, result, engine.name);
  }

  pause(on: boolean): void {
    if (on) this.#gate.close();
    else this.#gate.open();
  }

  /** While paused. */
  step(length: 'step' | 'epoch'): void {
    this.#gate.pass(length);
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** Another view: drawn at the next step, at once while paused or when the training is over. */
  async look(view: PictureView): Promise<void> {
    this.#course?.look(view);
    await this.#draw();
  }

  async #draw(): Promise<void> {
    if (!this.#finished) return;
    const { architecture, result } = this.#finished;
    const model = await graphEngine(this.#host.runtime).open(architecture, result.weights);
    try {
      await this.#course?.finish(model, result.steps);
    } finally {
      await model.close();
    }
  }

  async #choose(architecture: Architecture, { engine, plan }: TrainingJob): Promise<TrainingEngineChoice> {
    const graph = graphEngine(this.#host.runtime);
    if (engine === 'wasm') return { engine: graph, reason: 'forced' };
    return chooseTrainingEngine({
      architecture,
      batchSize: plan.batchSize,
      graph,
      adapter: await this.#host.findAdapter(),
      openTfjs: () => this.#host.openTfjs(),
      force: engine === 'webgpu',
      clock: () => this.#host.now(),
    });
  }

  async #packed(
    { dataset, plan }: TrainingJob,
    architecture: Architecture,
    result: TrainingResult,
    engineName: string,
  ): Promise<Trained> {
    const graph = buildModel(architecture, result.weights);
    const onnx = new Uint8Array(writeOnnx(graph));
    const accuracy = await scoresOf(this.#host.runtime, graph, dataset, result.members);
    const engine = { name: engineName, threads: 1, onnxruntime: versions.onnxruntimeWeb };
    const card = cardOfTrained({ onnx, dataset, architecture, plan, result, engine, accuracy });
    return { onnx, card, seconds: this.#course?.seconds ?? 0 };
  }
}
