import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { operators } from '../../../src/graph/operators/index.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { cases } from '../../support/operators/cases.ts';
import { checkCase } from '../../support/operators/check.ts';
import { Draw } from '../../support/operators/draw.ts';

const runtime = createWasmRuntime();

afterAll(() => expect(runtime.openSessions).toBe(0));

test('every operator in the registry has a case', () => {
  const tested = new Set(cases.map(({ op }) => op));
  expect(Object.keys(operators).filter((op) => !tested.has(op))).toEqual([]);
  expect([...tested].filter((op) => !(op in operators))).toEqual([]);
});

for (const testCase of cases) {
  const { op, about, runs = 6 } = testCase;
  test(`${op}${about ? ` (${about})` : ''}: shape, gradient and second derivative`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => checkCase(runtime, testCase, new Draw(generate))),
      { numRuns: runs, seed: 20_260_401 },
    );
  });
}
