import type { LabelOracle } from '../../oracles/types.ts';

/**
 * What is asked about one record, step by step: yields inputs (k × size values), is handed their k predicted classes, returns what
 * was found. Written as if alone; `answerAll` puts the questions of many records into common batches.
 */
export type Inquiry<Found> = Generator<Float32Array, Found, Int32Array>;

export interface LabelAccess {
  readonly oracle: LabelOracle;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  /** Inputs per oracle call; decides speed alone. */
  readonly batch: number;
  readonly signal?: AbortSignal;
}

/** Predicted classes of any number of inputs. */
export async function labelsOf(
  { oracle, shape, batch, signal }: LabelAccess,
  data: Float32Array,
): Promise<Int32Array> {
  const size = shape.reduce((product, n) => product * n, 1);
  const count = data.length / size;
  const labels = new Int32Array(count);
  for (let from = 0; from < count; from += batch) {
    signal?.throwIfAborted();
    const some = Math.min(batch, count - from);
    const part = data.subarray(from * size, (from + some) * size);
    labels.set(await oracle.labels({ data: part, count: some, shape }), from);
  }
  return labels;
}

/** Values of the inputs that are held at a time, for questions of a hundred inputs each. */
const VALUES_HELD = 4e6;

/**
 * Runs inquiries side by side, as many at a time as a batch and memory have places for, and counts the inputs that each asked about into `queries`.
 * What one finds does not depend on the others.
 * @throws an AbortError when the signal fires, between two oracle calls.
 */
export async function answerAll<Found>(
  access: LabelAccess,
  inquiries: readonly Inquiry<Found>[],
  queries: Int32Array,
  progress?: (done: number) => void,
): Promise<Found[]> {
  const size = access.shape.reduce((product, n) => product * n, 1);
  const places = Math.max(1, Math.min(access.batch, Math.floor(VALUES_HELD / (100 * size))));
  const found = new Array<Found>(inquiries.length);
  /** Records under way and what each asks now. */
  const open = new Map<number, Float32Array>();
  let next = 0;
  let finished = 0;
  const take = (record: number, { done, value }: IteratorResult<Float32Array, Found>): void => {
    if (done) {
      open.delete(record);
      found[record] = value;
      finished++;
    } else open.set(record, value);
  };
  while (finished < inquiries.length) {
    while (open.size < places && next < inquiries.length) take(next, inquiries[next++].next());
    let asked = 0;
    for (const points of open.values()) asked += points.length;
    const data = new Float32Array(asked);
    let at = 0;
    for (const points of open.values()) {
      data.set(points, at);
      at += points.length;
    }
    const labels = await labelsOf(access, data);
    at = 0;
    for (const [record, points] of [...open]) {
      const count = points.length / size;
      queries[record] += count;
      take(record, inquiries[record].next(labels.subarray(at, at + count)));
      at += count;
    }
    progress?.(finished / inquiries.length);
  }
  return found;
}
