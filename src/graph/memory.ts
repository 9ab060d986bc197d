import { UserError } from '../messages/index.ts';
import type { Graph } from './ir.ts';
import { constantBytes, peakOf, type Peak } from './liveness.ts';
import { lossGradientGraph } from './losses.ts';
import type { Model } from './model.ts';

/** What a model takes on the WASM engine, in bytes. */
export interface MemoryEstimate {
  /** Weights and other constants of the forward graph, and of the gradient graph where there is one. */
  readonly weights: number;
  /** Values that one sample needs at the fullest moment of a run. */
  readonly forwardPerSample: number;
  /** Null where the model gives no gradients. */
  readonly gradientPerSample: number | null;
  /** Samples that one run takes at most. */
  readonly batch: number;
  /** The worker's memory with such a batch: the engine's, and the model's bytes beside it. */
  readonly total: number;
  /** The same with one sample at a time: below this nothing works. */
  readonly least: number;
}

/** WebAssembly addresses memory with 32 bits. */
export const engineLimit = 4_294_967_296;
/** The engine's memory of a worker, unless its host says otherwise: more makes a run no faster. */
export const defaultBudget = 1_073_741_824;

/** The engine with nothing loaded (measured: 16 MiB, grown once). */
const emptyEngine = 24e6;
/**
 * The engine's arena takes more than the values need: it grows by doubling and keeps one block for the first run and one for
 * those after it. Measured against the sum of live values: see `test/long/large-model.test.ts`.
 */
const arena = 2;
/** While a session opens, the file, its parsed form and the weights stand side by side. */
const opening = 2;
/** The file's own bytes, and the graph as it was written for the engine. */
const beside = 2;

/** What a graph weighs and holds at its fullest moment. */
interface Load extends Peak {
  readonly constants: number;
}

const loadOf = (graph: Graph): Load => ({ constants: constantBytes(graph), ...peakOf(graph) });

const bytesOf = ({ constants, perSample, fixed }: Load, samples: number): number =>
  emptyEngine + constants + arena * (fixed + samples * perSample);

function samplesWithin(load: Load, budget: number): number {
  if (load.perSample === 0) return Infinity;
  return Math.max(1, Math.floor((budget - bytesOf(load, 0)) / (arena * load.perSample)));
}

/** Bytes that the engine takes for runs of a graph on so many samples. */
export const bytesFor = (graph: Graph, samples: number): number => bytesOf(loadOf(graph), samples);

/** Samples of one run that the engine takes within `budget` bytes; at least one. */
export const batchWithin = (graph: Graph, budget: number): number => samplesWithin(loadOf(graph), budget);

/** What a model takes, by its graphs' weights and the life of every value in them. */
export function estimateMemory(model: Model, budget = defaultBudget): MemoryEstimate {
  const graphs = [model.graph];
  if (model.access === 'gradient')
    graphs.push(lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' }).graph);
  const loads = graphs.map(loadOf);
  const constants = loads.map((load) => load.constants);
  const weights = constants.reduce((a, b) => a + b);
  const [largest, heaviest] = [loads[loads.length - 1], Math.max(...constants)];
  const within = Math.min(...loads.map((load) => samplesWithin(load, budget - weights + heaviest)));
  const batch = model.fixedBatch ?? within;
  const withBatch = (samples: number): number => {
    const running = arena * (largest.fixed + samples * largest.perSample);
    return emptyEngine + weights + Math.max(opening * heaviest, running);
  };
  const outside = beside * heaviest;
  return {
    weights,
    forwardPerSample: perSampleOf(model, loads[0]),
    gradientPerSample: loads.length > 1 ? perSampleOf(model, loads[1]) : null,
    batch,
    total: withBatch(batch) + outside,
    least: withBatch(1) + outside,
  };
}

const perSampleOf = ({ fixedBatch }: Model, { perSample, fixed }: Peak): number =>
  fixedBatch === undefined ? perSample : Math.ceil(fixed / fixedBatch);

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

/**
 * Refuses a model that would not fit, before anything is opened.
 * @param available the host's memory in bytes, where it is known
 * @throws UserError with the estimate and the limit
 */
export function checkMemory({ least }: MemoryEstimate, available = Infinity): void {
  const limit = Math.min(available, engineLimit);
  if (least > limit)
    throw new UserError('graph.too-much-memory', { need: megabytes(least), limit: megabytes(limit) });
}

/** How many workers a host has room for, and what each one's engine may take. */
export interface Room {
  readonly workers: number;
  readonly budget: number;
}

/** Of a host's memory, the lab takes this share: the rest is for the page, the data and whatever else runs. */
const share = 0.5;

/** Room for at most `wanted` workers in a host of `available` bytes; at least for one. */
export function roomFor({ least }: MemoryEstimate, wanted: number, available = Infinity): Room {
  const usable = share * available;
  const workers = Math.max(1, Math.min(wanted, Math.floor(usable / least)));
  return { workers, budget: Math.min(defaultBudget, Math.max(least, usable / workers)) };
}
