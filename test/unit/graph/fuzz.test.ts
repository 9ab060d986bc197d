import { expect, test } from 'vitest';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { fuzz } from '../../support/graph/fuzz.ts';
import { fuzzOnEngine } from '../../support/graph/fuzz-engine.ts';

test('five hundred damaged models are read or end in a sentence, each within a second', async () => {
  const { taken, refused, slowest, crashes } = await fuzz(0, 500);
  expect(crashes).toEqual([]);
  expect(taken + refused).toBe(500);
  expect(taken).toBeGreaterThan(25);
  expect(refused).toBeGreaterThan(100);
  expect(slowest).toBeLessThan(1000);
});

test('damaged models that are taken as white boxes run, with the scores of the unaltered file', async () => {
  const runtime = createWasmRuntime();
  const { ran, equal, wrong } = await fuzzOnEngine(runtime, 0, 110);
  expect(wrong).toEqual([]);
  expect(equal).toBeGreaterThan(10);
  expect(ran + equal).toBeGreaterThan(15);
  expect(runtime.openSessions).toBe(0);
});
