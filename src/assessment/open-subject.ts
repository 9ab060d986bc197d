import type { Dataset, Samples } from '../datasets/types.ts';
import { modelOf, type Model } from '../graph/model.ts';
import type { EngineName, Runtime } from '../graph/runtime.ts';
import { ModelOracle } from '../oracles/model.ts';
import { buildModel } from '../training/build.ts';
import type { TrainingEngine } from '../training/engine.ts';
import { graphEngine } from '../training/engines/graph.ts';
import type { Architecture } from '../training/layers.ts';
import type { Weights } from '../training/weights.ts';
import type { EngineReport, SubjectSource } from './executor.ts';
import { importWith } from './import-setting.ts';
import { standardised, tableSpace, takingStandardised } from './table-space.ts';

/** Opens the engine that is asked for, or chooses one for this model; the host knows which engines there are. */
export type OpenEngine = (
  wanted: EngineName | 'auto',
  model: Model,
) => Promise<{ readonly runtime: Runtime; readonly report: EngineReport }>;

/** A white box around a subject's model, and its data in the space that the model then takes and attacks act in. */
export interface OpenedSubject {
  readonly oracle: ModelOracle;
  readonly dataset: Dataset;
  readonly report: EngineReport;
  /** Trains networks on the same engine. */
  readonly trainer: TrainingEngine;
  /** A white box around a network that was trained here, on the same engine. */
  openTrained(architecture: Architecture, weights: Weights): ModelOracle;
}

/** The samples at their own positions of the whole test part; the rest stays empty (memory never touched costs nothing). */
function inPlace(samples: Samples, positions: readonly number[], of: number): Samples {
  const { x, y, count, exact } = samples;
  if (count === of && positions.every((position, at) => position === at)) return samples;
  const size = count === 0 ? 0 : x.length / count;
  const placed = {
    x: new Float32Array(of * size),
    y: new Int32Array(of),
    count: of,
    ...(exact ? { exact: new Float64Array(of * size) } : {}),
  };
  positions.forEach((position, at) => {
    placed.x.set(x.subarray(at * size, (at + 1) * size), position * size);
    if (exact) placed.exact?.set(exact.subarray(at * size, (at + 1) * size), position * size);
    placed.y[position] = y[at];
  });
  return placed;
}

/**
 * A model and data in the space that attacks act in. A table stays in its own units where the model gives no gradients: trees
 * and tables of categories compare with the very values, which x_std · std + mean may miss by a rounding.
 */
function attackSpace(model: Model, dataset: Dataset): { model: Model; dataset: Dataset } {
  if (dataset.kind !== 'table' || model.access !== 'gradient') return { model, dataset };
  return { model: takingStandardised(model, tableSpace(dataset.stats)), dataset: standardised(dataset) };
}

/** A subject ready to be attacked; the caller releases its oracle. */
export async function openSubject(source: SubjectSource, openEngine: OpenEngine): Promise<OpenedSubject> {
  const test = inPlace(source.dataset.test, source.testIndices, source.testCount);
  const imported = importWith(source.model, source.setting, source.dataset.shape);
  const whole = { ...source.dataset, test };
  const { model, dataset } = source.recorded
    ? { model: imported, dataset: whole }
    : attackSpace(imported, whole);
  const { runtime, report } = await openEngine(source.engine, model);
  return {
    oracle: new ModelOracle(runtime, model, { memory: source.budget }),
    dataset,
    report,
    trainer: graphEngine(runtime),
    openTrained: (architecture, weights) =>
      new ModelOracle(runtime, modelOf(buildModel(architecture, weights)), { memory: source.budget }),
  };
}
