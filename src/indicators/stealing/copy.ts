import type { Copy } from '../../extraction/steal.ts';
import { surrogateOf } from '../../extraction/surrogate.ts';
import type { ModelOracle } from '../../oracles/model.ts';
import type { Targets } from '../../training/engine.ts';
import { fit } from '../../training/fit.ts';
import type { Architecture } from '../../training/layers.ts';
import type { RunContext } from '../types.ts';
import { COPY_BATCH } from './plan.ts';

/** Adam's step, constant; that of the reference results. */
const LEARNING_RATE = 0.002;
/** Steps of a copy that only helps to choose the next questions, at most. */
const SEARCH_STEPS = 200;

/** A trained copy as a white box: it is the thief's own. */
export interface TrainedCopy extends Copy {
  readonly oracle: ModelOracle;
}

/** Trains a copy on inputs and what was said of them. */
export async function trainedCopy(
  { engine, openTrained, signal }: Pick<RunContext, 'engine' | 'openTrained' | 'signal'>,
  architecture: Architecture,
  { data, count }: { readonly data: Float32Array; readonly count: number },
  targets: Targets,
  { steps, search, seed }: { readonly steps: number; readonly search: boolean; readonly seed: number },
): Promise<TrainedCopy> {
  const weights = await fit({
    engine,
    architecture,
    inputs: { x: data, count },
    targets,
    plan: {
      steps: search ? Math.min(steps, SEARCH_STEPS) : steps,
      batchSize: COPY_BATCH,
      learningRate: LEARNING_RATE,
      seed,
    },
    signal,
  });
  const oracle = openTrained(architecture, weights);
  return { oracle, surrogate: surrogateOf(oracle), close: () => oracle.release() };
}
