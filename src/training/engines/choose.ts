import { agreementLimit, difference, type EngineReason } from '../../graph/engine.ts';
import { isSoftware, type Adapter } from '../../graph/runtime/adapter.ts';
import { stream } from '../../numeric/random.ts';
import type { TrainingBatch, TrainingEngine } from '../engine.ts';
import type { Architecture } from '../layers.ts';
import { planNetwork } from '../network.ts';
import { initialWeights } from '../weights.ts';

/** Which engine trains, and why. */
export interface TrainingEngineChoice {
  readonly engine: TrainingEngine;
  readonly reason: EngineReason;
  /** Largest difference of any parameter's gradient between the engines, relative to its largest value; where both were run. */
  readonly agreement?: number;
  /** Median milliseconds of loss and gradients of a batch, where both were timed. */
  readonly milliseconds?: { readonly graph: number; readonly tfjs: number };
}

export interface TrainingEngineRequest {
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly graph: TrainingEngine;
  /** The host's adapter, from `findAdapter`. */
  readonly adapter: Adapter | undefined;
  /** Loads and starts the second engine; only called when the adapter counts. */
  readonly openTfjs: () => Promise<TrainingEngine>;
  /** Takes the second engine whenever it computes rightly: also on a software adapter, also when slower. */
  readonly force?: boolean;
  /** Milliseconds since some moment; `performance.now` unless a test brings its own. */
  readonly clock?: () => number;
}

interface Trial {
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly milliseconds: number;
}

const timed = 3;

/** Loss and gradients of one seeded batch: once to warm up, then three times for the clock. */
async function trial(engine: TrainingEngine, request: TrainingEngineRequest): Promise<Trial> {
  const { architecture, batchSize: count, clock = () => performance.now() } = request;
  const size = architecture.input.reduce((a, b) => a * b, 1);
  const x = stream(1, 'training-trial').fillUniform(new Float32Array(count * size));
  const labels = Int32Array.from({ length: count }, (_, row) => row % architecture.classes);
  const batch: TrainingBatch = { x, count };
  const model = await engine.open(architecture, initialWeights(planNetwork(architecture), 1));
  try {
    const { gradients } = await model.lossAndGradients(batch, labels);
    const kept = new Map([...gradients].map(([name, values]) => [name, values.slice()]));
    const times: number[] = [];
    for (let run = 0; run < timed; run++) {
      const start = clock();
      // As in a step: the weights have changed.
      model.weightsChanged();
      await model.lossAndGradients(batch, labels);
      times.push(clock() - start);
    }
    return { gradients: kept, milliseconds: times.sort((a, b) => a - b)[1] };
  } finally {
    await model.close();
  }
}

function apart(one: Trial, other: Trial): number {
  const gaps = [...one.gradients].map(([name, values]) =>
    difference(values, other.gradients.get(name) ?? new Float32Array(0)),
  );
  return Math.max(...gaps);
}

/**
 * The engine that trains a network: TensorFlow.js only on hardware WebGPU, when the gradients of a seeded batch agree with the
 * graph's own, and when it is faster. Whatever goes wrong with it leaves the graph engine.
 */
export async function chooseTrainingEngine(request: TrainingEngineRequest): Promise<TrainingEngineChoice> {
  const { graph, adapter, openTfjs, force = false } = request;
  const stay = (reason: EngineReason, more: Partial<TrainingEngineChoice> = {}) => ({
    engine: graph,
    reason,
    ...more,
  });
  if (!adapter) return stay('no-gpu');
  if (isSoftware(adapter) && !force) return stay('software-gpu');
  try {
    const tfjs = await openTfjs();
    const here = await trial(graph, request);
    const there = await trial(tfjs, request);
    const found = {
      agreement: apart(here, there),
      milliseconds: { graph: here.milliseconds, tfjs: there.milliseconds },
    };
    if (!(found.agreement <= agreementLimit)) return stay('gpu-disagrees', found);
    if (force) return { engine: tfjs, reason: 'forced', ...found };
    if (!(there.milliseconds < here.milliseconds)) return stay('gpu-slower', found);
    return { engine: tfjs, reason: 'gpu-faster', ...found };
  } catch {
    return stay('gpu-failed');
  }
}
