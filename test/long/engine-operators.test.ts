import { expect, test } from 'vitest';
import { engineOperators, newestOpset, newestSets } from '../../src/graph/import/engine-sets.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { modelFile, node, value } from '../support/graph/files.ts';

const runtime = createWasmRuntime();

/** What the engine says to a model of one node, which is nothing where it runs. */
async function answer(op: string, domain: string): Promise<string> {
  const bytes = modelFile({
    opset: newestOpset,
    sets: newestSets,
    nodes: [node(op, ['x'], ['y'], {}, domain)],
    inputs: [value('x', ['N', 3])],
    outputs: [value('y')],
  });
  try {
    await (await runtime.open(bytes)).release();
    return '';
  } catch (error) {
    const { cause } = error as Error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

const unregistered = /No Op registered|not a registered function\/op/;

test.each([...engineOperators.keys()])(
  'the engine has a schema for each operator listed of “%s”',
  async (domain) => {
    expect(await answer('Defoliate', domain)).toMatch(unregistered);
    const strange: string[] = [];
    for (const op of engineOperators.get(domain) ?? [])
      if (unregistered.test(await answer(op, domain))) strange.push(op);
    expect(strange).toEqual([]);
  },
);
