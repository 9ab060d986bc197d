import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCli } from '../../scripts/build-cli.mjs';
import { readReport } from '../../src/document/read.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import { estimateMemory } from '../../src/graph/memory.ts';
import { importModel } from '../../src/graph/model.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { stream } from '../../src/numeric/random.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { npyFile } from '../support/data-files.ts';
import { resnet18 } from '../support/graph/resnet.ts';

/** What the lab may take for a ResNet-18 at 224 × 224, white-box. */
const most = 3e9;
const count = 4;
const shape = [3, 224, 224];
const size = 3 * 224 * 224;

const folder = mkdtempSync(join(tmpdir(), 'touchstone-large-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

let bytes: Uint8Array;
let cli: string;
beforeAll(async () => {
  cli = await ensureCli();
  bytes = writeOnnx(resnet18());
  writeFileSync(at('resnet18.onnx'), bytes);
  const data = stream(1, 'large-model').fillUniform(new Float32Array(count * size));
  const oracle = new ModelOracle(createWasmRuntime(), importModel(bytes));
  // Only samples that a model gets right are attacked.
  const labels = await oracle.labels({ data, count, shape });
  await oracle.release();
  writeFileSync(at('x.npy'), npyFile('<f4', [count, ...shape], data));
  writeFileSync(at('y.npy'), npyFile('<i4', [count], labels));
}, 300_000);

/** The most that a process has held, in bytes. */
function highWater(pid: number): number {
  try {
    return 1000 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Runs the command line and returns how it ended and the most memory that it held. */
function assess(options: readonly string[]): Promise<{ code: number | null; peak: number; said: string }> {
  const child = spawn(process.execPath, [cli, 'assess', ...options], { cwd: folder });
  let [peak, said] = [0, ''];
  for (const out of [child.stdout, child.stderr]) out.on('data', (text) => (said += String(text)));
  const timer = setInterval(() => (peak = Math.max(peak, highWater(child.pid ?? 0))), 200);
  return new Promise((resolve) =>
    child.on('exit', (code) => {
      clearInterval(timer);
      resolve({ code, peak, said });
    }),
  );
}

test('a ResNet-18 at 224 × 224 runs white-box within 3 GB', { timeout: 1_200_000 }, async () => {
  const attack = ['attacks=["fgsm","pgd"]', 'epsilons=[0,0.005]', 'iterations=3', 'selfChecks=false'];
  const { code, peak, said } = await assess([
    ...['--target', 'resnet18.onnx', '--data', 'x.npy,y.npy', '--indicators', 'A.5-3', '--workers', '2'],
    ...attack.flatMap((setting) => ['--set', `A.5-3.${setting}`]),
    ...['--out', 'report.json'],
  ]);
  expect(code, said).toBe(0);
  const { engine, items, timings } = readReport(new Uint8Array(readFileSync(at('report.json'))));
  const estimate = estimateMemory(importModel(bytes));
  console.log(
    `model ${(bytes.length / 1e6).toFixed(1)} MB; estimate for one worker ${(estimate.least / 1e6).toFixed(0)} MB with one ` +
      `sample, ${(estimate.total / 1e6).toFixed(0)} MB with ${estimate.batch}; resident at most ${(peak / 1e6).toFixed(0)} MB ` +
      `with ${timings.workers} workers; gradient check ${engine.check?.verdict}, ${engine.check?.largest?.toExponential(1)}; ` +
      `one sample ${timings.pass?.forward?.toFixed(0)} ms forward, ${timings.pass?.gradient?.toFixed(0)} ms with gradient`,
  );
  expect(engine.check?.verdict).toBe('agrees');
  expect(items[0].curves[0].points.map(({ n }) => n)).toEqual([count, count]);
  expect(peak).toBeGreaterThan(bytes.length);
  expect(peak).toBeLessThan(most);
});

test(
  'the engine takes no more than was estimated, with the batch that was chosen',
  { timeout: 600_000 },
  async () => {
    const budget = 450e6;
    const model = importModel(bytes);
    const estimate = estimateMemory(model, budget);
    const runtime = createWasmRuntime();
    const oracle = new ModelOracle(runtime, model, { memory: budget });
    const data = stream(1, 'large-model').fillUniform(new Float32Array(estimate.batch * size));
    for (let run = 0; run < 2; run++) {
      const labels = new Int32Array(estimate.batch);
      await oracle.lossGradient({ data, count: estimate.batch, shape }, labels, { name: 'cross-entropy' });
    }
    const heap = runtime.heapBytes ?? 0;
    console.log(
      `${estimate.batch} samples: the engine holds ${(heap / 1e6).toFixed(0)} MB of ${budget / 1e6}`,
    );
    expect(estimate.batch).toBeGreaterThan(4);
    expect(heap).toBeGreaterThan(0.4 * budget);
    expect(heap).toBeLessThanOrEqual(budget);
    await oracle.release();
  },
);
