import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { FileShelf } from '../../src/app/lab/files.ts';
import { diagnose } from '../../src/assessment/diagnosis.ts';
import { trialFlight } from '../../src/assessment/flight.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { stream } from '../../src/numeric/random.ts';
import { npyFile } from '../support/data-files.ts';
import { resnet18 } from '../support/graph/resnet.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const drops = 100;
const settled = 20;
const count = 20;

const named = (path: string, content: Uint8Array) => ({
  file: new File([Uint8Array.from(content)], path),
  path,
});
const labels = Int32Array.from({ length: count }, (_, at) => at % 10);

test(
  `${drops} different models that are read, diagnosed and tried leave nothing behind`,
  { timeout: 1_200_000 },
  async () => {
    const runtime = createWasmRuntime({ numThreads: 1 });
    const openEngine = async () => ({ runtime, report: { engine: 'wasm' as const, agreement: null } });
    const shelf = new FileShelf({ find: async () => undefined, put: async () => undefined });
    const x = stream(1, 'drops').fillUniform(new Float32Array(count * 3 * 32 * 32));
    await shelf.add(
      [
        named('x.npy', npyFile('<f4', [count, 3, 32, 32], x)),
        named('y.npy', npyFile('<i4', [count], labels)),
      ],
      {},
    );
    const [heaps, sizes]: number[][] = [[], []];
    for (let turn = 1; turn <= drops; turn++) {
      const bytes = writeOnnx(resnet18({ side: 32, classes: 10, width: 4 + 4 * (turn % 4), seed: turn }));
      const added = await shelf.add([named(`model-${turn}.onnx`, bytes)], {});
      if (!('subject' in added)) throw new Error('model and data should fit');
      const { subject, info } = added;
      await diagnose({ model: shelf.model!, dataset: shelf.dataset!, setting: info.setting, openEngine });
      await trialFlight(subject.source({ order: 'file', indices: [0], of: count }, 'wasm'), openEngine);
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      heaps.push((heapUsed + external) / 1e6);
      sizes.push(rss / 1e6);
    }
    const middle = (levels: readonly number[], end: number) =>
      levels.slice(end - settled / 2, end).sort((a, b) => a - b)[settled / 4];
    const told = (name: string, levels: readonly number[]) =>
      `${name} ${middle(levels, settled).toFixed(1)} MB after ${settled}, ${middle(levels, drops).toFixed(1)} MB after ${drops}`;
    console.log(`${told('heap and buffers', heaps)}; ${told('resident', sizes)}`);
    expect(runtime.openSessions).toBe(0);
    expect(middle(heaps, drops)).toBeLessThanOrEqual(1.05 * middle(heaps, settled));
    expect(middle(sizes, drops)).toBeLessThanOrEqual(1.1 * middle(sizes, settled));
  },
);
