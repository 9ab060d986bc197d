import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { ShardRunner } from '../../../src/assessment/shard-runner.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { closeLater } from '../closing.ts';

/** The real thing in this thread: every indicator, on the reference engine. */
export const realRunner = () =>
  new ShardRunner(indicators, async () => ({
    runtime: createWasmRuntime(),
    report: { engine: 'wasm', agreement: null },
  }));

export function realExecutor(): InProcessExecutor {
  const executor = new InProcessExecutor(realRunner());
  closeLater(() => executor.close());
  return executor;
}
