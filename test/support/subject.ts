import { readFile } from 'node:fs/promises';
import { planShards } from '../../src/assessment/assess.ts';
import type { ShardJob, SubjectSource } from '../../src/assessment/executor.ts';
import { parsePlan, resolvePlan } from '../../src/assessment/plan.ts';
import { select } from '../../src/assessment/selection.ts';
import { prepareSubject } from '../../src/assessment/subject.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { indicators } from '../../src/indicators/index.ts';
import { loadTarget } from '../../src/training/bundled.ts';

/** Reads a file of `public`. */
export const fetchPublic = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../public/${path}`, import.meta.url)));

/** A bundled target with the shards of a plan, ready for a worker. */
export async function plannedTarget(
  id: string,
  plan: Record<string, unknown>,
): Promise<{ source: SubjectSource; jobs: ShardJob[] }> {
  const { card, bytes } = await loadTarget(id, fetchPublic);
  const dataset = await loadBundled(card.dataset.id, fetchPublic);
  const subject = prepareSubject({ model: bytes, target: id, dataset });
  const record = resolvePlan(parsePlan(plan), subject.info, indicators);
  const selection = select(dataset.test.y, dataset.classes, record);
  const jobs = planShards(record, subject, selection, indicators).flatMap(({ parameters, shards }) =>
    shards.map((shard) => ({ shard, parameters, seed: record.seed })),
  );
  return { source: subject.source(selection, 'wasm'), jobs };
}
