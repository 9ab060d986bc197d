import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel } from '../../../src/graph/model.ts';
import type { Model } from '../../../src/graph/model.ts';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import type { Runtime, Session, Tensor } from '../../../src/graph/runtime.ts';
import { UserError } from '../../../src/messages/index.ts';
import { damagedCopies } from './fuzz.ts';
import { values } from './nets.ts';

export interface EngineFuzzResult {
  /** White boxes whose logits and gradients came out of the engine. */
  ran: number;
  /** Of them those that the engine runs unaltered too, with the same scores. */
  equal: number;
  /** White boxes that the engine would not run, and said so in a sentence. */
  refused: number;
  /** The others: what was wrong, with the file's number. */
  wrong: string[];
}

type Outcome = 'ran' | 'equal' | 'refused';

const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

async function opened<T>(
  runtime: Runtime,
  graph: Parameters<Runtime['open']>[0],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await runtime.open(graph);
  try {
    return await work(session);
  } finally {
    await session.release();
  }
}

/** The file's one output as the engine computes it from the unaltered file; undefined where it does not. */
async function ownOutput(runtime: Runtime, file: Uint8Array, x: Tensor): Promise<Float32Array | undefined> {
  const { inputs, outputs } = readOnnx(file);
  if (outputs.length !== 1 || inputs[0].dtype !== 'float32') return undefined;
  try {
    const results = await opened(runtime, file, (session) => session.run({ [inputs[0].name]: x }));
    const { data } = results[outputs[0].name];
    return data instanceof Float32Array ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What a model's file computes of its logits. */
function finished(logits: Float32Array, { removed, classes }: Model): number[] {
  if (removed === undefined) return [...logits];
  if (removed === 'Sigmoid') return Array.from(logits, (z) => 1 / (1 + Math.exp(-z)));
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const scores = [...logits.subarray(row * classes, (row + 1) * classes)];
    const largest = Math.max(...scores);
    const sum = scores.reduce((all, z) => all + Math.exp(z - largest), 0);
    const logs = scores.map((z) => z - largest - Math.log(sum));
    return removed === 'LogSoftmax' ? logs : logs.map((z) => Math.exp(z));
  }).flat();
}

/** Damaged weights may be of any size: what overflows on both sides counts as equal, in whatever way it does. */
const near = (a: number, b: number) =>
  Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a)) || (overflows(a) && overflows(b));
const overflows = (value: number) => !(Math.abs(value) < 1e30);

async function outcomeOf(runtime: Runtime, file: Uint8Array, model: Model): Promise<Outcome> {
  const stated = readOnnx(file).inputs[0].dims?.[0];
  const count = model.fixedBatch ?? (typeof stated === 'number' ? stated : 2);
  const dims = [count, ...model.input.sampleShape];
  const x = { data: values(product(dims), 'fuzz'), dims };
  const emitted = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' });
  const labels = new Float32Array(count * model.classes);
  for (let row = 0; row < count; row++) labels[row * model.classes] = 1;
  const [logits, gradient] = await opened(runtime, emitted.graph, async (session) => {
    const feeds = { [model.input.name]: x, labels: { data: labels, dims: [count, model.classes] } };
    const results = await session.run(feeds);
    return [results[emitted.logits], results[emitted.gradients.get(model.input.name) ?? '']];
  });
  if (logits.dims.join() !== `${count},${model.classes}`) throw new Error(`logits of ${logits.dims.join()}`);
  if (gradient.dims.join() !== dims.join()) throw new Error(`a gradient of ${gradient.dims.join()}`);
  const own = await ownOutput(runtime, file, x);
  if (!own) return 'ran';
  const ours = finished(logits.data as Float32Array, model);
  const differs = ours.findIndex((score, i) => !near(score, own[i]));
  if (own.length !== ours.length || differs >= 0)
    throw new Error(
      `${ours.length} scores, ${own.length} in the file's own run; ${ours[differs]} is ${own[differs]} there`,
    );
  return 'equal';
}

/**
 * Runs `count` damaged copies from number `first` on, as far as they are read as white boxes, on the engine: logits and
 * gradients must have the shapes that the lab says, and equal scores where the engine runs the copy unaltered.
 */
export async function fuzzOnEngine(
  runtime: Runtime,
  first: number,
  count: number,
): Promise<EngineFuzzResult> {
  const damagedCopy = await damagedCopies();
  const result: EngineFuzzResult = { ran: 0, equal: 0, refused: 0, wrong: [] };
  for (let copy = first; copy < first + count; copy++) {
    const file = damagedCopy(copy);
    try {
      const model = importModel(file);
      if (model.access === 'gradient') result[await outcomeOf(runtime, file, model)]++;
    } catch (error) {
      if (!(error instanceof UserError))
        result.wrong.push(`${copy}: ${error instanceof Error ? error.message : String(error)}`);
      else if (error.id.startsWith('graph.engine-')) result.refused++;
    }
  }
  return result;
}
