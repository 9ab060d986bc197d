import { openSubject, type OpenEngine } from '../../../assessment/open-subject.ts';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { runAttack } from '../../../attacks/drive.ts';
import { pgd } from '../../../attacks/evasion/pgd.ts';
import { configure } from '../../../attacks/settings.ts';
import { attackSpace, pick, slice } from '../../../indicators/space.ts';
import type { Batch } from '../../../oracles/types.ts';
import type { Pace, PassTime } from './types.ts';

/** Milliseconds that each kind of pass is timed for, and the most and fewest batches. */
const budget = 250;
const fewest = 3;
const most = 40;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Iterations of the attack that is timed. */
const steps = 4;

/** A model that takes longer than this (milliseconds) for a few samples is timed with few. */
const slow = 100;
const few = 8;

/** Times some work on a batch again and again; the first times, which also warm up, do not count. */
async function timed(
  batch: Batch,
  work: (batch: Batch) => Promise<unknown>,
  now: () => number,
): Promise<PassTime> {
  const small = slice(batch, 0, Math.min(few, batch.count));
  await work(small);
  const start = now();
  await work(small);
  const taken = now() - start > slow ? small : batch;
  const times: number[] = [];
  for (const begun = now(); times.length < most && (times.length < fewest || now() - begun < budget);) {
    const before = now();
    await work(taken);
    times.push((now() - before) / taken.count);
  }
  times.sort((a, b) => a - b);
  return { middle: quantile(times, 0.5), low: quantile(times, 0.1), high: quantile(times, 0.9) };
}

/** Times real batches of a subject: forward, and iterations of a real attack with all its arithmetic. */
export async function timePasses(
  source: SubjectSource,
  openEngine: OpenEngine,
  now: () => number = () => performance.now(),
): Promise<Pace> {
  const { oracle, dataset, report } = await openSubject(source, openEngine);
  try {
    const { batch, labels } = pick(dataset, source.testIndices);
    const forward = await timed(batch, (some) => oracle.logits(some), now);
    const { shape } = batch;
    const space = attackSpace(dataset);
    // Every sample stays to the end, so that the time of an iteration is known; how many leave early is another matter.
    const settings = configure(pgd, 'linf', 1e-3, { steps, restarts: 1 }, 'last-iterate');
    const attack = (some: Batch) =>
      runAttack(
        pgd,
        settings,
        {
          ids: source.testIndices.slice(0, some.count),
          x: some.data,
          y: labels.subarray(0, some.count),
          count: some.count,
        },
        { oracle, space: { ...space, shape }, seed: 0, batch: some.count },
      );
    const whole = await timed(batch, attack, now).catch(() => null);
    const gradient = whole && {
      low: whole.low / steps,
      middle: whole.middle / steps,
      high: whole.high / steps,
    };
    return { forward, gradient, engine: report.engine };
  } finally {
    await oracle.release();
  }
}
