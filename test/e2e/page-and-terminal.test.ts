import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/document/report.ts';
import { ended, openSite, savedReport, type Site } from '../support/page.ts';
import { begin } from '../support/plan.ts';

const touchstone = fileURLToPath(new URL('../../bin/touchstone.mjs', import.meta.url));

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await openSite();
  folder = await mkdtemp(join(tmpdir(), 'touchstone-both-'));
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

test.each([
  ['digits-cnn', 'attacks=fgsm,pgd,mi-fgsm,apgd-ce,apgd-dlr&epsilons=0,0.0625,0.125&iterations=4&restarts=2'],
  ['breast-cancer-mlp', 'attacks=bim,pgd&norm=l2&epsilons=0,0.5,1&iterations=8'],
])('page and terminal give equal items for the same plan (%s)', async (target, plan) => {
  const { page } = await site.visit({ hash: `#target=${target}&${plan}&samples=40&seed=11` });
  await begin(page);
  expect(await ended(page)).toBe('done');
  const here = JSON.parse((await savedReport(page)).text) as Report;
  const [planFile, out] = [join(folder, `${target}.plan.json`), join(folder, `${target}.json`)];
  await writeFile(planFile, JSON.stringify(here.plan));
  await promisify(execFile)(process.execPath, [
    touchstone,
    'assess',
    '--target',
    target,
    '--plan',
    planFile,
    '--out',
    out,
  ]);
  const there = JSON.parse(await readFile(out, 'utf8')) as Report;
  expect(there.engine).toEqual(here.engine);
  expect(there.items).toEqual(here.items);
  expect(there.samples).toEqual(here.samples);
  expect(there.data.sha256).toBe(here.data.sha256);
});
