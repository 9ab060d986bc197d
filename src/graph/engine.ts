import { stream } from '../numeric/random.ts';
import { webgpuHazards } from './hazards.ts';
import { sizeOf } from './ir.ts';
import { lossGradientGraph } from './losses.ts';
import type { LossGraph } from './losses.ts';
import type { Model } from './model.ts';
import type { EngineName, Runtime, Session, Tensor } from './runtime.ts';
import { isSoftware } from './runtime/adapter.ts';
import type { Adapter } from './runtime/adapter.ts';

/** Why an engine was taken; part of the report. */
export type EngineReason =
  | 'no-gpu'
  | 'software-gpu'
  | 'gpu-failed'
  | 'gpu-known-wrong'
  | 'gpu-disagrees'
  | 'gpu-slower'
  | 'gpu-faster'
  | 'forced';

export interface EngineChoice {
  readonly engine: EngineName;
  readonly runtime: Runtime;
  readonly reason: EngineReason;
  /** Largest difference between the engines, relative to the largest value of each output; where both were run. */
  readonly agreement?: Readonly<Record<'logits' | 'loss' | 'gradient', number>>;
  /** Median milliseconds of a batch's gradient on each, where both were timed. */
  readonly milliseconds?: Readonly<Record<EngineName, number>>;
}

export interface EngineRequest {
  readonly model: Model;
  readonly wasm: Runtime;
  /** The host's adapter, from `findAdapter`. */
  readonly adapter: Adapter | undefined;
  /** Opens the GPU runtime; only called when the adapter counts. */
  readonly openWebgpu: (adapter: Adapter) => Promise<Runtime>;
  /** Takes the GPU whenever it computes rightly: also a software one, also a slower one. For tests. */
  readonly force?: boolean;
  readonly seed?: number;
  /** Samples of the trial batch. */
  readonly batch?: number;
  /** Milliseconds since some moment; `performance.now` unless a test brings its own. */
  readonly clock?: () => number;
}

/** Engines may differ by rounding; a wrong kernel differs by far more than this. */
export const agreementLimit = 1e-3;

interface Trial {
  readonly logits: Float32Array;
  readonly loss: Float32Array;
  readonly gradient: Float32Array;
  readonly milliseconds: number;
}

function feedsFor(
  model: Model,
  { labelInputs }: LossGraph,
  count: number,
  seed: number,
): Record<string, Tensor> {
  const size = sizeOf(model.input.sampleShape);
  const draws = stream(seed, 'engine-trial');
  const rows = new Float32Array(count * model.classes);
  for (let i = 0; i < count; i++) rows[i * model.classes + (i % model.classes)] = 1;
  const data = Float32Array.from({ length: count * size }, (_, i) => draws.uniform(i));
  const feeds: Record<string, Tensor> = {
    [model.input.name]: { data, dims: [count, ...model.input.sampleShape] },
  };
  for (const name of labelInputs) feeds[name] = { data: rows, dims: [count, model.classes] };
  return feeds;
}

const floats = ({ data }: Tensor): Float32Array => {
  if (!(data instanceof Float32Array)) throw new Error('the engine returned no floats');
  return data;
};

/** Runs loss and gradient of one seeded batch: once to warm up, three times for the clock. */
async function trial(runtime: Runtime, request: EngineRequest, count: number): Promise<Trial> {
  const { model, seed = 1, clock = () => performance.now() } = request;
  const graph = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: runtime.engine });
  const feeds = feedsFor(model, graph, count, seed);
  const session: Session = await runtime.open(graph.graph);
  try {
    const out = await session.run(feeds);
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      const start = clock();
      await session.run(feeds);
      times.push(clock() - start);
    }
    return {
      logits: floats(out[graph.logits]),
      loss: floats(out[graph.loss]),
      gradient: floats(out[graph.gradients.get(model.input.name) ?? '']),
      milliseconds: times.sort((a, b) => a - b)[1],
    };
  } finally {
    await session.release();
  }
}

/** Largest |a − b| over the largest |a|; infinite when anything is not a number. */
export function difference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let [apart, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs(a[i] - b[i]);
    if (!Number.isFinite(gap)) return Infinity;
    apart = Math.max(apart, gap);
    largest = Math.max(largest, Math.abs(a[i]));
  }
  return largest === 0 ? (apart === 0 ? 0 : Infinity) : apart / largest;
}

async function compare(
  request: EngineRequest,
  webgpu: Runtime,
): Promise<Pick<EngineChoice, 'agreement' | 'milliseconds'>> {
  const { model, wasm } = request;
  const count = model.fixedBatch ?? request.batch ?? 16;
  const reference = await trial(wasm, request, count);
  const other = await trial(webgpu, request, count);
  return {
    agreement: {
      logits: difference(reference.logits, other.logits),
      loss: difference(reference.loss, other.loss),
      gradient: difference(reference.gradient, other.gradient),
    },
    milliseconds: { wasm: reference.milliseconds, webgpu: other.milliseconds },
  };
}

/**
 * The engine for a model, by measurement: WebGPU only on hardware, when no operator of the model is known to be computed
 * wrongly there, when logits, losses and gradients of a seeded batch agree with WASM's, and when it is faster. A device lost
 * during the trial passes its error on: the worker must end then, and its successor should ask without an adapter.
 */
export async function chooseEngine(request: EngineRequest): Promise<EngineChoice> {
  const { model, wasm, adapter, openWebgpu, force = false } = request;
  const stay = (reason: EngineReason, more: Partial<EngineChoice> = {}): EngineChoice => ({
    engine: 'wasm',
    runtime: wasm,
    reason,
    ...more,
  });
  if (!adapter) return stay('no-gpu');
  if (isSoftware(adapter) && !force) return stay('software-gpu');
  if (webgpuHazards(model.graph).length > 0) return stay('gpu-known-wrong');
  let webgpu: Runtime;
  let found: Awaited<ReturnType<typeof compare>>;
  try {
    webgpu = await openWebgpu(adapter);
    found = await compare(request, webgpu);
  } catch (error) {
    if (error instanceof Error && error.name === 'DeviceLostError') throw error;
    return stay('gpu-failed');
  }
  const { agreement, milliseconds } = found;
  const agrees = Object.values(agreement ?? {}).every((apart) => apart <= agreementLimit);
  if (!agrees) return stay('gpu-disagrees', found);
  if (force) return { engine: 'webgpu', runtime: webgpu, reason: 'forced', ...found };
  const faster = milliseconds !== undefined && milliseconds.webgpu < milliseconds.wasm;
  if (!faster) return stay('gpu-slower', found);
  return { engine: 'webgpu', runtime: webgpu, reason: 'gpu-faster', ...found };
}
