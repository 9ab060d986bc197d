import type * as Ort from 'onnxruntime-web/wasm';
import { UserError } from '../../messages/index.ts';
import { sha256Hex } from '../../numeric/hash.ts';
import type { Graph } from '../ir.ts';
import { Mutex } from '../mutex.ts';
import { writeOnnx } from '../onnx/write.ts';
import { fileError } from '../trouble.ts';
import type { EngineName, Runtime, Session, Tensor } from '../runtime.ts';
import { Heap } from './heap.ts';

type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
type Options = Ort.InferenceSession.SessionOptions;

/**
 * Settings that every session gets. Pad_Fusion of onnxruntime 1.30 breaks graphs in which a Pad feeds both a Conv and a
 * Transpose (the session is refused: "Node input 'node_Pad_54' is not a graph input"), as second derivatives have them.
 * Quantised operators stay as they are written, rounding around arithmetic in float32: kernels on integers round elsewhere, and
 * a graph with gradients, where the engine cannot use them, would show other scores than one without.
 */
export const engineSettings = {
  optimization: { disable_specified_optimizers: 'Pad_Fusion' },
  session: { disable_quant_qdq: '1' },
};

function toOrt(ort: OrtModule, { data, dims }: Tensor): Ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims);
  if (data instanceof BigInt64Array) return new ort.Tensor('int64', data, dims);
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims);
  return new ort.Tensor('uint8', data, dims);
}

/** Copies a result out of the engine, so that its memory can be given back at once. */
async function fromOrt(tensor: Ort.Tensor): Promise<Tensor> {
  const data = await tensor.getData();
  const known =
    data instanceof Float32Array ||
    data instanceof BigInt64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array;
  if (!known) throw new Error(`the engine returned ${tensor.type} values`);
  return { data, dims: [...tensor.dims] };
}

/** A session of the engine, and how many hold it. */
interface Shared {
  readonly session: Ort.InferenceSession;
  holders: number;
}

class OrtSession implements Session {
  readonly engine: EngineName;
  readonly #ort: OrtModule;
  readonly #session: Ort.InferenceSession;
  readonly #mutex: Mutex;
  readonly #letGo: () => Promise<void>;
  #released = false;

  constructor(
    engine: EngineName,
    ort: OrtModule,
    session: Ort.InferenceSession,
    mutex: Mutex,
    letGo: () => Promise<void>,
  ) {
    this.engine = engine;
    this.#ort = ort;
    this.#session = session;
    this.#mutex = mutex;
    this.#letGo = letGo;
  }

  run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>> {
    return this.#mutex.run(async () => {
      if (this.#released) throw new Error('the session is released');
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, toOrt(this.#ort, tensor)]),
      );
      const outputs = await this.#compute(inputs, [...(fetches ?? this.#session.outputNames)]);
      try {
        const results: Record<string, Tensor> = {};
        for (const [name, tensor] of Object.entries(outputs))
          results[name] = await fromOrt(tensor as Ort.Tensor);
        return results;
      } finally {
        for (const tensor of [...Object.values(outputs), ...Object.values(inputs)])
          (tensor as Ort.Tensor).dispose();
      }
    });
  }

  async #compute(
    inputs: Ort.InferenceSession.FeedsType,
    outputs: string[],
  ): Promise<Ort.InferenceSession.ReturnType> {
    try {
      return await this.#session.run(inputs, outputs);
    } catch (cause) {
      throw this.engine === 'wasm' ? stopped(cause) : cause;
    }
  }

  release(): Promise<void> {
    return this.#mutex.run(async () => {
      if (this.#released) return;
      this.#released = true;
      await this.#letGo();
    });
  }
}

/**
 * A runtime over one build of onnxruntime-web. Opening, running and releasing are serialised: two overlapping runs freeze
 * a WebGPU worker, and one thread gains nothing from them on WASM.
 */
export function openRuntime(engine: EngineName, ort: OrtModule, options: Options): Runtime {
  const mutex = new Mutex();
  const heap = new Heap();
  /** By the hash of the graph's bytes. */
  const shared = new Map<string, Shared>();
  return {
    engine,
    get openSessions() {
      return shared.size;
    },
    get heapBytes() {
      return heap.bytes;
    },
    open: (model: Graph | Uint8Array) =>
      mutex.run(async () => {
        const bytes = model instanceof Uint8Array ? model : writeOnnx(model, { openOutputs: true });
        const key = sha256Hex(bytes);
        const entry = shared.get(key) ?? {
          session: await heap.watch(() => create(ort, bytes, options)),
          holders: 0,
        };
        shared.set(key, entry);
        entry.holders++;
        return new OrtSession(engine, ort, entry.session, mutex, async () => {
          if (--entry.holders > 0) return;
          shared.delete(key);
          await entry.session.release();
        });
      }),
  };
}

/** How the engine names an operator that it has no code for. */
const lacking = /(?:implementation for|No Op registered for|Fatal error:) ([\w.:]+)\(?-?\d*\)?/g;

/** The engine's trouble with a model in a sentence, with the operators where it names them. */
function refusal(cause: unknown): UserError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const operators = Array.from(message.matchAll(lacking), ([, name]) => name.replace(/:+/g, '.'));
  return operators.length > 0
    ? new UserError('graph.engine-lacks', { operators: [...new Set(operators)].join(', ') }, { cause })
    : new UserError('graph.engine-refuses', {}, { cause });
}

/** How the engine says that a kernel would not compute its node. */
const atNode = /while running (\w+) node\. Name:'([^']*)'/;

/**
 * The engine's trouble during a run in a sentence, where it is the model's. All else passes as it is: a broken heap ends the
 * worker (`RuntimeError`, `RangeError`), and after trouble on WebGPU the device is not to be trusted.
 */
function stopped(cause: unknown): unknown {
  if (!(cause instanceof Error) || !cause.message.includes('ERROR_CODE')) return cause;
  if (/bad_alloc|[Ff]ailed to allocate/.test(cause.message))
    return fileError('graph.engine-memory', {}, cause);
  const [, operator, node] = atNode.exec(cause.message) ?? [];
  return operator
    ? fileError('graph.engine-stops', { node, operator }, cause)
    : fileError('graph.engine-refuses', {}, cause);
}

async function create(ort: OrtModule, bytes: Uint8Array, options: Options): Promise<Ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, options);
  } catch (cause) {
    throw refusal(cause);
  }
}
