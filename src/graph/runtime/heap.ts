/**
 * The size of an engine's own memory. onnxruntime-web keeps its `WebAssembly.Memory` to itself, so the constructor is watched
 * while the engine starts, and put back as it was.
 */
export class Heap {
  readonly #memories: WebAssembly.Memory[] = [];

  /** Bytes of the memories seen so far; they grow and never shrink. */
  get bytes(): number {
    return this.#memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  }

  /** Does `work` and remembers the memories that are made meanwhile. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    const before = WebAssembly.Memory;
    const memories = this.#memories;
    const watched = class extends before {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        memories.push(this);
      }
    };
    WebAssembly.Memory = watched;
    try {
      return await work();
    } finally {
      if (WebAssembly.Memory === watched) WebAssembly.Memory = before;
    }
  }
}
