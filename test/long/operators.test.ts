import fc from 'fast-check';
import { test } from 'vitest';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { cases } from '../support/operators/cases.ts';
import { checkCase } from '../support/operators/check.ts';
import { Draw } from '../support/operators/draw.ts';

const runtime = createWasmRuntime();

for (const testCase of cases) {
  const { op, about } = testCase;
  test(`${op}${about ? ` (${about})` : ''} on many random instances`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => checkCase(runtime, testCase, new Draw(generate))),
      { numRuns: 100, seed: 7 },
    );
  });
}
