import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { webgpuHazards, wrongOnWebgpu } from '../../../src/graph/hazards.ts';
import { int, string } from '../../../src/graph/ir.ts';
import type { Attributes } from '../../../src/graph/ir.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

test('the two grouped shapes that WebGPU computes wrongly are known, and their neighbours are not suspected', () => {
  const conv = { op: 'Conv', group: 8, inputsPerGroup: 1 } as const;
  expect(wrongOnWebgpu({ ...conv, outputsPerGroup: 9 })).toBe(true);
  expect(wrongOnWebgpu({ ...conv, outputsPerGroup: 8 })).toBe(false);
  expect(wrongOnWebgpu({ ...conv, outputsPerGroup: 1 })).toBe(false);
  const back = { op: 'ConvTranspose', group: 4, outputsPerGroup: 1 } as const;
  expect(wrongOnWebgpu({ ...back, inputsPerGroup: 2 })).toBe(true);
  expect(wrongOnWebgpu({ ...back, inputsPerGroup: 4 })).toBe(true);
  expect(wrongOnWebgpu({ ...back, inputsPerGroup: 3 })).toBe(false);
  expect(wrongOnWebgpu({ ...back, inputsPerGroup: 1 })).toBe(false);
});

/** [inputs, outputs, groups] of a Conv whose own form or whose gradients' forms are among the wrong ones. */
const shapes = [
  [4, 8, 4],
  [4, 16, 4],
  [8, 72, 8],
  [8, 20, 4],
] as const;

describe.each(shapes)('Conv %i to %i channels in %i groups', (inputs, outputs, group) => {
  async function gradients(target: EmissionTarget) {
    const b = new GraphBuilder(17);
    const sizes = { x: [2, inputs, 5, 5], w: [outputs, inputs / group, 3, 3] };
    b.input('x', { dtype: 'float32', shape: [-1, inputs, 5, 5] });
    b.input('w', { dtype: 'float32', shape: sizes.w });
    const y = b.emit('Tanh', [b.emit('Conv', ['x', 'w'], { group: int(group) })]);
    const found = differentiate(b, y, ['x', 'w'], target);
    const graph = b.build([...found.values()]);
    const session = await runtime.open(graph);
    const feed = (dims: number[], key: string) => ({
      data: values(
        dims.reduce((a, c) => a * c, 1),
        key,
      ),
      dims,
    });
    const out = await session.run({ x: feed(sizes.x, 'x'), w: feed(sizes.w, 'w') });
    await session.release();
    return { graph, values: [...found.values()].map((name) => Array.from(out[name].data, Number)) };
  }

  test('the form for WebGPU holds none of them but the model’s own and gives the same gradients', async () => {
    const [plain, split] = [await gradients('wasm'), await gradients('webgpu')];
    const own = split.graph.nodes.find(({ op }) => op === 'Conv')?.name;
    const types = GraphBuilder.from(split.graph);
    const risky = split.graph.nodes.filter((node) => {
      const alone = { ...split.graph, nodes: [node], constants: new Map() };
      const weights = node.inputs[1] ?? '';
      if (!types.has(weights)) return false;
      return webgpuHazards({ ...alone, inputs: [{ name: weights, ...types.type(weights) }] }).length > 0;
    });
    expect(risky.map(({ name }) => name).filter((name) => name !== own)).toEqual([]);
    split.values.forEach((list, which) =>
      list.forEach((value, i) => expect(value).toBeCloseTo(plain.values[which][i], 4)),
    );
  });
});

test('forms that WebGPU computes wrongly or refuses keep a model on WASM', () => {
  const hazards = (op: string, inputs: readonly string[], attributes: Attributes) => {
    const b = new GraphBuilder(19);
    b.input('x', { dtype: 'float32', shape: [-1, 4] });
    return webgpuHazards(
      b.build([
        b.emit(
          op,
          inputs.map((name) => (name === 'pads' ? b.int64([0, 1, 0, 1]) : name)),
          attributes,
        ),
      ]),
    );
  };
  expect(hazards('Einsum', ['x', 'x'], { equation: string('ij,ij->ij') })).toHaveLength(1);
  expect(hazards('Pad', ['x', 'pads'], { mode: string('wrap') })).toHaveLength(1);
  expect(hazards('Pad', ['x', 'pads'], { mode: string('edge') })).toHaveLength(0);
});
