import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { ShardRunner } from '../../../src/assessment/shard-runner.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { indicators } from '../../../src/indicators/index.ts';

/** The real thing in this thread: every indicator, on the reference engine. */
export const realRunner = () =>
  new ShardRunner(indicators, async () => ({
    runtime: createWasmRuntime(),
    report: { engine: 'wasm', agreement: null },
  }));

export const realExecutor = () => new InProcessExecutor(realRunner());
