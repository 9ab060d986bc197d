import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Folder of the reference models and MNIST beside the checkout; the benches measure on those. */
export function sharedFolder(): string {
  const folder = resolve(checkout, '../shared');
  if (!existsSync(join(folder, 'reference/models/mnist-lenet.onnx')))
    throw new Error('the benches need the reference models and MNIST in ../shared, which is not there');
  return folder;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One side of a comparison: does the work `repeats` times and returns the milliseconds of each. */
export interface Contestant {
  readonly name: string;
  work(repeats: number): Promise<readonly number[]>;
}

export interface Standing {
  readonly name: string;
  readonly ms: number;
  /** Median over rounds of (this side's time ÷ the first side's time in the same round). */
  readonly ratioToFirst: number;
  readonly spread: readonly [number, number];
}

/**
 * Lets the sides work in turn, round by round, so that a machine whose speed drifts slows all of them alike.
 * With `warmUp` a first round is not counted; whole processes need none.
 */
export async function sideBySide(
  contestants: readonly Contestant[],
  { rounds = 7, repeats = 5, warmUp = true } = {},
): Promise<Standing[]> {
  const rows: number[][] = contestants.map(() => []);
  for (let round = warmUp ? 0 : 1; round <= rounds; round++)
    for (const [index, contestant] of contestants.entries()) {
      const times = await contestant.work(repeats);
      if (round > 0) rows[index].push(median(times));
    }
  return contestants.map(({ name }, index) => {
    const ratios = rows[index].map((ms, round) => ms / rows[0][round]);
    return {
      name,
      ms: median(rows[index]),
      ratioToFirst: median(ratios),
      spread: [Math.min(...ratios), Math.max(...ratios)],
    };
  });
}

export function table(title: string, standings: readonly Standing[]): string {
  const rows = standings.map(
    ({ name, ms, ratioToFirst, spread }) =>
      `| ${name} | ${ms.toFixed(1)} | ${ratioToFirst.toFixed(2)} (${spread[0].toFixed(2)}–${spread[1].toFixed(2)}) |`,
  );
  return [`**${title}**`, '', '| | median ms | ÷ first, median (range) |', '|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

export { timed } from './measure-page.ts';
