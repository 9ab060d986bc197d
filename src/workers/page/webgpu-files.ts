import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

const absolute = (file: string) => new URL(file, import.meta.url).href;

/** The files of the engine's build with WebGPU: twice as large, and loaded only where there is a GPU. */
export const webgpuFiles = { wasm: absolute(wasm), mjs: absolute(mjs) };
