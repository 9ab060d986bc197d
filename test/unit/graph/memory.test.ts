import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { int, ints } from '../../../src/graph/ir.ts';
import { constantBytes, peakOf } from '../../../src/graph/liveness.ts';
import {
  checkMemory,
  defaultBudget,
  engineLimit,
  estimateMemory,
  roomFor,
} from '../../../src/graph/memory.ts';
import { modelOf } from '../../../src/graph/model.ts';
import { tinyNet } from '../../support/graph/nets.ts';

test('a chain holds two values at a time, or one where it may write over the first', () => {
  const chain = (op: string) => {
    const b = new GraphBuilder(17);
    let at: string = b.input('x', { dtype: 'float32', shape: [-1, 4] });
    for (let i = 0; i < 6; i++) at = b.emit(op, [at]);
    return b.build([at]);
  };
  // The input stays to the end: 16 bytes. A Sign is not written over.
  expect(peakOf(chain('Relu'))).toEqual({ perSample: 32, fixed: 0 });
  expect(peakOf(chain('Sign'))).toEqual({ perSample: 48, fixed: 0 });
});

test('what is read again late is held until then; a reshape costs nothing', () => {
  const b = new GraphBuilder(17);
  const x = b.input('x', { dtype: 'float32', shape: [-1, 4] });
  const early = b.emit('Sign', [x]);
  let at = b.reshape(early, [-1, 2, 2]);
  for (let i = 0; i < 4; i++) at = b.emit('Sign', [at]);
  const out = b.emit('Add', [b.reshape(at, [-1, 4]), early]);
  expect(peakOf(b.build([out]))).toEqual({ perSample: 64, fixed: 0 });
});

test('a transposed convolution takes room for its columns, once whatever the batch', () => {
  const b = new GraphBuilder(17);
  b.input('x', { dtype: 'float32', shape: [-1, 2, 5, 5] });
  const w = b.floats(new Float32Array(2 * 3 * 9), [2, 3, 3, 3]);
  const y = b.emit('ConvTranspose', ['x', w], { strides: ints([2, 2]), group: int(1) });
  const graph = b.build([y]);
  expect(peakOf(graph)).toEqual({ perSample: 4 * (50 + 3 * 121), fixed: 4 * 27 * 25 });
  expect(constantBytes(graph)).toBe(4 * 54);
});

test('an estimate grows with the batch, and the batch with the budget', () => {
  const model = modelOf(tinyNet());
  const [small, large] = [estimateMemory(model, 30e6), estimateMemory(model, 60e6)];
  expect(large.batch).toBeGreaterThan(3 * small.batch);
  expect(large.total).toBeGreaterThan(small.total);
  expect(large.least).toBe(small.least);
  expect(small.total).toBeLessThan(31e6);
  expect(small.gradientPerSample).toBeGreaterThan(small.forwardPerSample);
  expect(estimateMemory({ ...model, access: 'score' }).gradientPerSample).toBeNull();
});

const estimate = { ...estimateMemory(modelOf(tinyNet())), least: 500e6 };

test('a model that does not fit is refused with both figures', () => {
  expect(() => checkMemory(estimate)).not.toThrow();
  expect(() => checkMemory(estimate, 400e6)).toThrow('about 500 MB of memory for one sample, and 400 MB');
  expect(() => checkMemory({ ...estimate, least: engineLimit + 1 })).toThrow('4,295 MB');
});

test('no more workers than half the memory has room for; each gets its share', () => {
  expect(roomFor(estimate, 8, 4e9)).toEqual({ workers: 4, budget: 500e6 });
  expect(roomFor(estimate, 2, 4e9)).toEqual({ workers: 2, budget: 1e9 });
  expect(roomFor(estimate, 8, 8e8)).toEqual({ workers: 1, budget: 500e6 });
  expect(roomFor(estimate, 8)).toEqual({ workers: 8, budget: defaultBudget });
});
