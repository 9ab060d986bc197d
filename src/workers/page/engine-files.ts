import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

const absolute = (file: string) => new URL(file, import.meta.url).href;

/** The engine's own two files, emitted once with a hash in their names. */
export const engineFiles = { wasm: absolute(wasm), mjs: absolute(mjs) };
