import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import tfWasm from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import tfSimd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import tfThreaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import gpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import gpuMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import { chooseEngine } from '../../src/graph/engine.ts';
import { importModel } from '../../src/graph/model.ts';
import { findAdapter } from '../../src/graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { batch, firstBatch, gradientWork } from '../lenet.ts';
import { timed } from '../measure-page.ts';

interface Weights {
  readonly tensors: Readonly<Record<string, { shape: number[]; data_base64: string }>>;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const response = await fetch(`/shared/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function inflated(path: string): Promise<Uint8Array> {
  const stream = new Blob([(await bytesOf(path)) as BlobPart])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The same gradient in TensorFlow.js: channels last, as its kernels want it, with the weights turned accordingly. */
async function tfjsWork(weights: Weights, labels: Uint8Array) {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': tfWasm,
    'tfjs-backend-wasm-simd.wasm': tfSimd,
    'tfjs-backend-wasm-threaded-simd.wasm': tfThreaded,
  });
  await tf.setBackend('wasm');
  await tf.ready();
  const load = (name: string) => {
    const { shape, data_base64 } = weights.tensors[name];
    return tf.tensor(
      new Float32Array(Uint8Array.from(atob(data_base64), (c) => c.charCodeAt(0)).buffer),
      shape,
    );
  };
  const kernel = (name: string) => tf.transpose(load(name), [2, 3, 1, 0]) as tf.Tensor4D;
  const [k1, b1, k2, b2] = [kernel('0.weight'), load('0.bias'), kernel('3.weight'), load('3.bias')];
  const [w3, c3, w4, c4] = [
    load('7.weight') as tf.Tensor2D,
    load('7.bias'),
    load('9.weight') as tf.Tensor2D,
    load('9.bias'),
  ];
  const y = tf.oneHot(tf.tensor1d(Int32Array.from(labels.subarray(0, batch)), 'int32'), 10) as tf.Tensor2D;
  const loss = (input: tf.Tensor) => {
    const one = tf.maxPool(
      tf.relu(tf.add(tf.conv2d(input as tf.Tensor4D, k1, 1, 'valid'), b1)) as tf.Tensor4D,
      2,
      2,
      'valid',
    );
    const two = tf.maxPool(tf.relu(tf.add(tf.conv2d(one, k2, 1, 'valid'), b2)) as tf.Tensor4D, 2, 2, 'valid');
    const flat = tf.reshape(tf.transpose(two, [0, 3, 1, 2]), [batch, 1024]) as tf.Tensor2D;
    const hidden = tf.relu(tf.add(tf.matMul(flat, w3, false, true), c3)) as tf.Tensor2D;
    const logits = tf.add(tf.matMul(hidden, w4, false, true), c4);
    return tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(logits)))) as tf.Scalar;
  };
  const gradient = tf.grad(loss);
  return async (data: Float32Array) => {
    const result = tf.tidy(() => gradient(tf.tensor4d(data, [batch, 28, 28, 1])));
    const values = (await result.data()) as Float32Array;
    result.dispose();
    return { gradient: values };
  };
}

async function prepare() {
  const pixels = (await inflated('datasets/mnist/t10k-images-idx3-ubyte.gz')).subarray(16);
  const labels = (await inflated('datasets/mnist/t10k-labels-idx1-ubyte.gz')).subarray(8);
  const onnx = await bytesOf('reference/models/mnist-lenet.onnx');
  const weights = JSON.parse(
    new TextDecoder().decode(await bytesOf('reference/models/mnist-lenet.weights.json')),
  ) as Weights;
  const runtime = createWasmRuntime({
    wasmPaths: { wasm: new URL(wasm, location.href).href, mjs: new URL(mjs, location.href).href },
  });
  return {
    data: firstBatch(pixels),
    touchstone: gradientWork(runtime, onnx, labels),
    tfjs: await tfjsWork(weights, labels),
  };
}

const sides = prepare();

/**
 * Largest difference of the two gradients, in units of the largest component. On slightly uneven images: the flat background
 * of MNIST ties in the pooling windows, where TensorFlow.js follows the last of the equal values and PyTorch the first.
 */
async function agreement(): Promise<number> {
  const { data, touchstone, tfjs } = await sides;
  const uneven = data.map((value, i) => value + ((i * 7919) % 1009) / 50_000);
  const a = (await touchstone(uneven)).gradient;
  const b = (await tfjs(uneven)).gradient;
  const largest = a.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0) / largest;
}

async function work(side: 'touchstone' | 'tfjs', repeats: number): Promise<number[]> {
  const all = await sides;
  return timed(() => all[side](all.data), repeats);
}

/** Which engine the lab takes for the reference LeNet here: the GPU only where there is one in hardware. */
async function choice() {
  const { engine, reason, milliseconds, agreement } = await chooseEngine({
    model: importModel(await bytesOf('reference/models/mnist-lenet.onnx')),
    wasm: createWasmRuntime(),
    adapter: await findAdapter(),
    batch,
    openWebgpu: async (adapter) => {
      const { createWebgpuRuntime } = await import('../../src/graph/runtime/webgpu.ts');
      return createWebgpuRuntime({
        adapter,
        wasmPaths: { wasm: new URL(gpuWasm, location.href).href, mjs: new URL(gpuMjs, location.href).href },
      });
    },
  });
  return { engine, reason, milliseconds, agreement };
}

self.addEventListener(
  'message',
  async ({ data }: MessageEvent<{ side?: 'touchstone' | 'tfjs'; repeats: number; choice?: true }>) => {
    try {
      const asked = data.choice ? choice : agreement;
      const answer = data.side ? await work(data.side, data.repeats) : await asked();
      self.postMessage({ answer });
    } catch (error) {
      self.postMessage({ error: String(error) });
    }
  },
);
