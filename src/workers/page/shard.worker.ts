import { ShardRunner } from '../../assessment/shard-runner.ts';
import { createWasmRuntime } from '../../graph/runtime/wasm.ts';
import { indicators } from '../../indicators/index.ts';
import { engineFiles } from './engine-files.ts';
import { serveShards } from './serve.ts';

serveShards((wrap) => {
  const runtime = wrap(createWasmRuntime({ wasmPaths: engineFiles }));
  return new ShardRunner(indicators, async () => ({ runtime, report: { engine: 'wasm', agreement: null } }));
});
