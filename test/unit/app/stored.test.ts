import { describe, expect, test } from 'vitest';
import { readStored } from '../../../src/app/lab/stored.ts';
import { readShowcase } from '../../../src/app/lab/showcase.ts';
import { resolvePlan, parsePlan } from '../../../src/assessment/plan.ts';
import { selectionOf } from '../../../src/assessment/selection.ts';
import { versions } from '../../../src/assessment/version.ts';
import { bundledDatasets, loadBundled, loadDatasetCard } from '../../../src/datasets/bundled.ts';
import { schemaVersion } from '../../../src/document/report.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { wilson } from '../../../src/numeric/intervals.ts';
import { listTargets, loadTarget } from '../../../src/training/bundled.ts';
import { fetchPublic } from '../../support/public-files.ts';
import { curveOf } from '../../../scripts/stored/curves.ts';
import { previewOf } from '../../../scripts/stored/previews.ts';

/** After a change of models, data, plans or figures: `npm run stored`. */
describe('stored results', async () => {
  const targets = await listTargets(fetchPublic);
  const showcase = await readShowcase(fetchPublic);

  test('there is one for every bundled model, and none for another', () => {
    expect(Object.keys(showcase.results).sort()).toEqual(targets.map(({ id }) => id).sort());
  });

  test.each(targets.map(({ id }) => id))(
    '%s: of this very model and data, of the present form, by a plan that the engine takes as it is',
    async (id) => {
      const report = await readStored(id, fetchPublic);
      const { card } = await loadTarget(id, fetchPublic);
      const data = await loadDatasetCard(card.dataset.id, fetchPublic);
      expect(report.schemaVersion).toBe(schemaVersion);
      expect(report.model).toMatchObject({ target: id, sha256: card.sha256, bytes: card.bytes });
      expect(report.data).toMatchObject({ id: card.dataset.id, sha256: data.sha256 });
      expect(report.versions).toEqual(versions);
      expect(report.items.map(({ status }) => status)).toEqual(report.plan.indicators.map(() => 'measured'));
      expect(selectionOf(report.samples).indices).toHaveLength(report.samples.count);
      const { kind, shape, classes, range, gridStep } = report.data;
      const info = { kind, shape, classes, range, gridStep };
      expect(resolvePlan(parsePlan(report.plan), info, indicators)).toEqual(report.plan);
      expect(showcase.results[id]).toEqual(curveOf(report, card));
      const { correct, n, low, high } = showcase.results[id].accuracy;
      expect({ low, high }).toMatchObject({ low: wilson(correct, n).low, high: wilson(correct, n).high });
      expect((await fetchPublic(`results/${id}.json.gzip`)).length).toBeLessThan(130_000);
    },
  );

  test.each(bundledDatasets.filter((id) => id !== 'signs'))(
    'the picture of %s is its own samples',
    async (id) => {
      expect(showcase.previews[id]).toEqual(previewOf(await loadBundled(id, fetchPublic)));
    },
  );

  test('every model’s data have a picture', () => {
    for (const { dataset } of targets) expect(showcase.previews[dataset]).toBeDefined();
  });

  test('a damaged or unpacked file is said or read', async () => {
    const bytes = await fetchPublic('results/digits-cnn.json.gzip');
    await expect(readStored('digits-cnn', async () => bytes.slice(0, 500))).rejects.toThrow(/own file/);
    const { gunzipSync } = await import('fflate');
    const whole = await readStored('digits-cnn', async () => bytes);
    expect(await readStored('digits-cnn', async () => gunzipSync(bytes))).toEqual(whole);
  });
});
