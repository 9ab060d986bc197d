import { expect, test } from 'vitest';
import { modelOf } from '../../src/graph/model.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { stream } from '../../src/numeric/random.ts';
import { resnet18 } from '../support/graph/resnet.ts';

const loads = 200;
const settled = 20;

/** A different model each time: other weights, and one of four sizes. */
const another = (turn: number) =>
  modelOf(resnet18({ side: 32, classes: 10, width: 4 + 4 * (turn % 4), seed: turn }));

test(
  `${loads} loads and closes of different models end where the first ${settled} did`,
  { timeout: 900_000 },
  async () => {
    const runtime = createWasmRuntime();
    const [heaps, resident]: number[][] = [[], []];
    const data = stream(1, 'loads').fillUniform(new Float32Array(4 * 3 * 32 * 32));
    const batch = { data, count: 4, shape: [3, 32, 32] };
    for (let turn = 0; turn < loads; turn++) {
      const oracle = new ModelOracle(runtime, another(turn));
      await oracle.logits(batch);
      await oracle.lossGradient(batch, Int32Array.of(0, 1, 2, 3), { name: 'cross-entropy' });
      expect(runtime.openSessions).toBe(2);
      await oracle.release();
      expect(runtime.openSessions).toBe(0);
      heaps.push((runtime.heapBytes ?? 0) / 1e6);
      resident.push(process.memoryUsage.rss() / 1e6);
    }
    // The median of five: garbage is collected when the machine likes.
    const level = (levels: readonly number[], turn: number): number =>
      levels.slice(turn - 5, turn).sort((a, b) => a - b)[2];
    const told = (name: string, levels: readonly number[]) =>
      `${name}: ${level(levels, settled).toFixed(0)} MB after ${settled}, ${level(levels, loads).toFixed(0)} MB after ${loads}`;
    console.log(`${told('engine', heaps)}; ${told('resident', resident)}`);
    expect(level(heaps, settled)).toBeGreaterThan(10);
    expect(level(heaps, loads)).toBeLessThanOrEqual(1.1 * level(heaps, settled));
    expect(level(resident, loads)).toBeLessThanOrEqual(1.1 * level(resident, settled));
  },
);
