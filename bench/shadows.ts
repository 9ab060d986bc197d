import { loadBundled, type FetchBytes } from '../src/datasets/bundled.ts';
import { createWasmRuntime } from '../src/graph/runtime/wasm.ts';
import { stream } from '../src/numeric/random.ts';
import { loadTarget } from '../src/training/bundled.ts';
import { trainingData } from '../src/training/data.ts';
import { graphEngine } from '../src/training/engines/graph.ts';
import { trainShadow } from '../src/training/shadow.ts';

export interface ShadowWork {
  /** Bundled model whose recipe shadows follow. */
  readonly target: string;
  readonly seeds: readonly number[];
}

/** Trains shadows one after the other, each on a random half of the rows; the milliseconds without loading. */
export async function trainShadows({ target, seeds }: ShadowWork, fetchBytes: FetchBytes): Promise<number> {
  const { card } = await loadTarget(target, fetchBytes);
  const data = trainingData(await loadBundled(card.dataset.id, fetchBytes));
  const engine = graphEngine(createWasmRuntime({ numThreads: 1 }));
  const { architecture, training: plan } = card;
  const start = performance.now();
  for (const seed of seeds) {
    const rows = stream(seed, 'bench', 'half')
      .sample(data.count, data.count >> 1)
      .sort();
    const shadow = await trainShadow({ engine, architecture, plan, data, rows, seed });
    await shadow.close();
  }
  return performance.now() - start;
}
