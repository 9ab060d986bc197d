import { expect, test } from 'vitest';
import { readStored } from '../../src/app/lab/stored.ts';
import { readShowcase } from '../../src/app/lab/showcase.ts';
import { prepareSubject } from '../../src/assessment/subject.ts';
import { verify } from '../../src/assessment/verify.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { indicators } from '../../src/indicators/index.ts';
import { listTargets, loadTarget } from '../../src/training/bundled.ts';
import { previewOf } from '../../scripts/stored/previews.ts';
import { realExecutor } from '../support/assessment/real.ts';
import { fetchPublic } from '../support/public-files.ts';

// Purchases are for membership inference and have no stored curve.
const targets = (await listTargets(fetchPublic)).filter(({ dataset }) => dataset !== 'purchases');

test.each(targets.map(({ id }) => id))('%s: its stored result is what a fresh run gives', async (id) => {
  const { card, bytes } = await loadTarget(id, fetchPublic);
  const dataset = await loadBundled(card.dataset.id, fetchPublic);
  const { previews } = await readShowcase(fetchPublic);
  expect(previews[card.dataset.id]).toEqual(previewOf(dataset));
  const subject = prepareSubject({ model: bytes, target: id, dataset });
  const options = { registry: indicators, executor: realExecutor(), host: 'test' };
  expect(await verify(await readStored(id, fetchPublic), subject, options)).toEqual([]);
});
