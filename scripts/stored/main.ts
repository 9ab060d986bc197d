import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, strToU8 } from 'fflate';
import { firstPlan } from '../../src/assessment/first-plan.ts';
import type { Plan } from '../../src/assessment/plan.ts';
import { prepareSubject, type Subject } from '../../src/assessment/subject.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { readReport } from '../../src/document/read.ts';
import { indicators } from '../../src/indicators/index.ts';
import { listTargets, loadTarget } from '../../src/training/bundled.ts';
import { readStored } from '../../src/app/lab/stored.ts';
import { shortened, type HeldReport } from '../../src/app/lab/stored-pictures.ts';
import { previewOf } from './previews.ts';
import { curveOf } from './curves.ts';

const fetcher = (root: string) => async (path: string) =>
  new Uint8Array(await readFile(join(root, 'public', path)));

/** Data that are there for membership inference: small changes of a record of 0 and 1 are no record, so there is no curve to keep. */
const withoutCurve = ['purchases'];

/** Models whose results are kept. */
export const targetIds = async (root: string): Promise<string[]> =>
  (await listTargets(fetcher(root))).flatMap(({ id, dataset }) =>
    withoutCurve.includes(dataset) ? [] : [id],
  );

export async function subjectOf(root: string, id: string): Promise<Subject> {
  const fetchBytes = fetcher(root);
  const { card, bytes } = await loadTarget(id, fetchBytes);
  return prepareSubject({
    model: bytes,
    target: id,
    dataset: await loadBundled(card.dataset.id, fetchBytes),
  });
}

/** The plan that the page starts with, with one adversarial sample kept for each attack and strength, so that files stay small. */
export async function planOf(root: string, id: string): Promise<Plan> {
  const { info, data } = await subjectOf(root, id);
  const plan = firstPlan(info, data.test, indicators);
  return {
    ...plan,
    indicators: plan.indicators.map((entry) =>
      entry.id === 'A.5-3' ? { ...entry, parameters: { ...entry.parameters, samples: 1 } } : entry,
    ),
  };
}

/** The report's file, shortened and compressed; equal reports give equal bytes. */
export const packed = (bytes: Uint8Array): Uint8Array => {
  const report = shortened(readReport(new Uint8Array(bytes)) as HeldReport);
  return gzipSync(strToU8(`${JSON.stringify(report)}\n`), { level: 9, mtime: 0 });
};

/** What the first screen shows before anything is opened: pictures of the data sets and the curves of the stored reports. */
export async function indexOf(root: string): Promise<string> {
  const fetchBytes = fetcher(root);
  const targets = await listTargets(fetchBytes);
  const results: Record<string, unknown> = {};
  for (const id of await targetIds(root)) {
    const { card } = await loadTarget(id, fetchBytes);
    results[id] = curveOf(await readStored(id, fetchBytes), card);
  }
  const previews: Record<string, unknown> = {};
  for (const id of new Set(targets.map(({ dataset }) => dataset)))
    previews[id] = previewOf(await loadBundled(id, fetchBytes));
  return `${JSON.stringify({ schemaVersion: 1, previews, results })}\n`;
}
