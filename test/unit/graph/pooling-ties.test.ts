import { afterAll, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { ints } from '../../../src/graph/ir.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

/** Gradient of the sum of a MaxPool's outputs by its input. */
async function gradient(
  target: EmissionTarget,
  data: number[],
  [height, width]: [number, number],
  kernel: number,
  stride: number,
  pad = 0,
): Promise<number[]> {
  const b = new GraphBuilder(17);
  b.input('x', { dtype: 'float32', shape: [-1, 1, height, width] });
  const attributes = {
    kernel_shape: ints([kernel, kernel]),
    strides: ints([stride, stride]),
    pads: ints([pad, pad, pad, pad]),
  };
  const y = b.emit('MaxPool', ['x'], attributes);
  const name = differentiate(b, y, ['x'], target).get('x') ?? '';
  const session = await runtime.open(b.build([name]));
  const out = await session.run({ x: { data: Float32Array.from(data), dims: [1, 1, height, width] } });
  await session.release();
  return Array.from(out[name].data, Number);
}

// What PyTorch 1.13 returns for the same inputs: the first of equal values in row-major order takes everything.
test.each<EmissionTarget>(['wasm', 'webgpu'])(
  'ties go to the first largest value (%s form)',
  async (target) => {
    const flat = new Array<number>(16).fill(0.5);
    expect(await gradient(target, flat, [4, 4], 2, 2)).toEqual([
      1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0,
    ]);
    expect(await gradient(target, new Array<number>(9).fill(-2), [3, 3], 2, 1)).toEqual([
      1, 1, 0, 1, 1, 0, 0, 0, 0,
    ]);
    expect(await gradient(target, [1, 3, 3, 1, 3, 1, 1, 1, 3], [3, 3], 3, 1)).toEqual([
      0, 1, 0, 0, 0, 0, 0, 0, 0,
    ]);
    // All values negative and padding around them: padding never wins.
    expect(await gradient(target, [-1, -1, -1, -1], [2, 2], 3, 2, 1)).toEqual([1, 0, 0, 0]);
  },
);
