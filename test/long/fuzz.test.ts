import { expect, test } from 'vitest';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { fuzz } from '../support/graph/fuzz.ts';
import { fuzzOnEngine } from '../support/graph/fuzz-engine.ts';

test('twenty thousand damaged models are read or end in a sentence, each within a second', async () => {
  const { taken, refused, slowest, crashes } = await fuzz(500, 20_000);
  console.log({ taken, refused, slowest: Math.round(slowest) });
  expect(crashes).toEqual([]);
  expect(taken + refused).toBe(20_000);
  expect(slowest).toBeLessThan(1000);
});

test('three thousand damaged models on the engine: what is taken as a white box runs, or a sentence says why not', async () => {
  const { wrong, ...counts } = await fuzzOnEngine(createWasmRuntime(), 500, 3000);
  console.log(counts);
  expect(wrong).toEqual([]);
  expect(counts.equal).toBeGreaterThan(300);
});
