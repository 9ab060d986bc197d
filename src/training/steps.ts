import type { Weights } from './weights.ts';

/** Share of a batch's own statistics in the running ones. */
const statisticsMomentum = 0.1;

export function updateRunningStatistics(
  weights: Weights,
  statistics: ReadonlyMap<string, Float32Array>,
): void {
  for (const [name, current] of statistics) {
    const running = weights.get(name);
    if (!running) throw new Error(`no weight ${name}`);
    for (let i = 0; i < running.length; i++) running[i] += statisticsMomentum * (current[i] - running[i]);
  }
}

/** An order of rows cut into as few batches of at most `batchSize` as there must be, all of them as large as each other up to one. */
export function equalBatches(order: Int32Array, batchSize: number): Int32Array[] {
  const { length } = order;
  const batches = Math.ceil(length / batchSize);
  return Array.from({ length: batches }, (_, batch) =>
    order.slice(Math.floor((batch * length) / batches), Math.floor(((batch + 1) * length) / batches)),
  );
}
