import { estimateMemory, type MemoryEstimate } from '../graph/memory.ts';
import { preflight, type Preflight } from '../graph/preflight.ts';
import type { EngineName } from '../graph/runtime.ts';
import { pick } from '../indicators/space.ts';
import type { SubjectSource } from './executor.ts';
import { openSubject, type OpenEngine } from './open-subject.ts';

/** What a trial run on one sample came to: times, whether the gradient is right, and what a batch takes. */
export interface Flight extends Preflight {
  readonly memory: MemoryEstimate;
  /** The engine that it ran on, and its largest difference to WebAssembly where the two were compared. */
  readonly engine: EngineName;
  readonly agreement: number | null;
}

/**
 * Runs a subject's model on the one sample that its source holds.
 * @throws UserError when the engine refuses the model or its gradient graph.
 */
export async function trialFlight(source: SubjectSource, openEngine: OpenEngine): Promise<Flight> {
  const { oracle, dataset, report } = await openSubject(source, openEngine);
  try {
    const sample = pick(dataset, source.testIndices).batch.data;
    const memory = estimateMemory(oracle.model);
    // The report's own times are of batches.
    const { engine, agreement } = report;
    return { ...(await preflight(oracle, { sample })), memory, engine, agreement };
  } finally {
    await oracle.release();
  }
}
