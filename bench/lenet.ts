import { importModel } from '../src/graph/model.ts';
import type { Runtime } from '../src/graph/runtime.ts';
import { ModelOracle } from '../src/oracles/model.ts';

export const batch = 100;

/** The first batch of MNIST-like pixels in [0, 1]. */
export function firstBatch(pixels: Uint8Array): Float32Array {
  return Float32Array.from(pixels.subarray(0, batch * 784), (value) => value / 255);
}

/** The input gradient of cross-entropy on one batch of the reference LeNet. */
export function gradientWork(runtime: Runtime, onnx: Uint8Array, labels: Uint8Array) {
  const oracle = new ModelOracle(runtime, importModel(onnx));
  const classes = Int32Array.from(labels.subarray(0, batch));
  return (data: Float32Array) =>
    oracle.lossGradient({ data, count: batch, shape: [1, 28, 28] }, classes, { name: 'cross-entropy' });
}
