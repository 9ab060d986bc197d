import { describe, expect, test } from 'vitest';
import { readStored } from '../../../src/app/lab/stored.ts';
import { shortened, written } from '../../../src/app/lab/stored-pictures.ts';
import { readShowcase } from '../../../src/app/lab/showcase.ts';
import { resolvePlan, parsePlan } from '../../../src/assessment/plan.ts';
import { selectionOf } from '../../../src/assessment/selection.ts';
import { versions } from '../../../src/assessment/version.ts';
import { loadBundled, loadDatasetCard } from '../../../src/datasets/bundled.ts';
import { schemaVersion } from '../../../src/document/report.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { wilson } from '../../../src/numeric/intervals.ts';
import { toBase64 } from '../../../src/numeric/bits.ts';
import { listTargets, loadTarget } from '../../../src/training/bundled.ts';
import { fetchPublic } from '../../support/public-files.ts';
import { curveOf } from '../../../scripts/stored/curves.ts';
import { previewOf } from '../../../scripts/stored/previews.ts';

/** After a change of models, data, plans or figures: `npm run stored`. */
describe('pictures of stored reports', () => {
  const picture = (...bytes: number[]) => ({ encoding: 'levels', data: toBase64(Uint8Array.from(bytes)) });
  const floats = { encoding: 'float32', data: 'AACAPw==' };
  const report = {
    seed: 3,
    items: [
      { details: { cascade: [1] } },
      {
        details: {
          samples: [
            { id: 4, clean: picture(0, 255, 7), adversarial: picture(255, 0, 7), attack: 'pgd' },
            { id: 4, clean: picture(0, 255, 7), adversarial: picture(1, 254, 8), attack: 'fgsm' },
            { id: 4, clean: floats, adversarial: floats },
            { id: 5, clean: picture(9, 9, 9), adversarial: floats },
            { id: 4, clean: picture(0, 255, 7), adversarial: picture(0, 255, 7) },
          ],
        },
      },
      {},
    ],
  };

  test('are shorter, and nothing is lost', () => {
    const before = structuredClone(report);
    const short = shortened(report);
    expect(report).toEqual(before);
    expect(JSON.stringify(short).match(/"same"/g)).toHaveLength(2);
    expect(written(structuredClone(short))).toEqual(report);
    expect(written(report)).toEqual(report);
  });
});

describe('stored results', async () => {
  const targets = await listTargets(fetchPublic);
  const showcase = await readShowcase(fetchPublic);
  // Purchases are for membership inference and have no curve.
  const curved = targets.filter(({ dataset }) => dataset !== 'purchases').map(({ id }) => id);

  test('there is one for every bundled model that is attacked by small changes, and none for another', () => {
    expect(Object.keys(showcase.results).sort()).toEqual([...curved].sort());
  });

  test.each(curved)(
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
      expect((await fetchPublic(`results/${id}.json.gzip`)).length).toBeLessThan(60_000);
    },
  );

  test.each(['digits', 'breast-cancer', 'purchases'])('the picture of %s is its own samples', async (id) => {
    expect(showcase.previews[id]).toEqual(previewOf(await loadBundled(id, fetchPublic)));
  });

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
