import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePlan } from '../../src/assessment/plan.ts';
import type { Report } from '../../src/document/report.ts';
import { ended, figures, openSite, quick, savedReport, type Site } from '../support/page.ts';
import { begin, planOf } from '../support/plan.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const go = (page: Page, screen: string) =>
  page.locator('nav').getByRole('button', { name: screen, exact: true }).click();
const hashOf = (page: Page) => page.evaluate(() => location.hash);
const publicFile = (path: string) => readFile(new URL(`../../public/${path}`, import.meta.url));

/** Drops a file on the page's heading, far from the place for files. */
async function dropOnHeading(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([title, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], title));
      return data;
    },
    [name, content] as const,
  );
  const heading = page.locator('h1').first();
  await heading.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.locator('.over').waitFor();
  await heading.dispatchEvent('drop', { dataTransfer: transfer });
}

const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);

describe('Start', () => {
  test('one click on a card draws a live curve', async () => {
    const { page, trouble } = await site.visit();
    await page.getByRole('button', { name: 'Run now: Handwritten digits, small CNN' }).click();
    await page.locator('[data-phase=running]').waitFor();
    await page.locator('figure [role=application]').first().waitFor();
    expect(await ended(page)).toBe('done');
    expect(trouble).toEqual([]);
  });

  test('a stored result is shown at once, says so everywhere, and a run here gives the same figures', async () => {
    const { page, trouble } = await site.visit();
    await page.locator('[data-target=breast-cancer-mlp] .stored').click();
    const mark = page.locator('[data-stored]');
    await mark.waitFor();
    await go(page, 'Report');
    await mark.waitFor();
    const stored = JSON.parse((await savedReport(page)).text) as Report;
    await page.getByRole('button', { name: 'Run it here' }).click();
    expect(await ended(page)).toBe('done');
    expect(await mark.count()).toBe(0);
    const here = JSON.parse((await savedReport(page)).text) as Report;
    expect(here.items).toEqual(stored.items);
    expect(here.plan).toEqual(stored.plan);
    expect(trouble).toEqual([]);
  });

  test('files dropped anywhere and in any order are understood, with what is missing', async () => {
    const { page, trouble } = await site.visit();
    const csv = (await publicFile('datasets/breast-cancer.csv')).toString();
    await dropOnHeading(page, 'cells.csv', csv);
    await page.getByText('569 rows of 30 columns, 2 classes').waitFor();
    await page.getByText('Now drop the ONNX model.').waitFor();
    const model = await publicFile('models/breast-cancer-mlp.onnx');
    await page
      .locator('.zone input[type=file]')
      .setInputFiles({ name: 'cells.onnx', mimeType: 'application/octet-stream', buffer: model });
    await page.getByText('Takes 30, tells 2 classes apart').waitFor();
    await page.getByText('The shapes of model and data fit.').waitFor();
    expect(trouble).toEqual([]);
  });

  test('a link, a plan and other text can be pasted', async () => {
    const { page, trouble } = await site.visit();
    await page.locator('.tiles li').first().waitFor();
    await paste(page, 'good morning');
    await page.getByText('What was pasted is none of what the lab reads').waitFor();
    await paste(page, '{"indicators": ["A.3-1"], "seed": 77}');
    await page.getByText('The plan of pasted.json is here').waitFor();
    await planOf(page, 'digits-cnn').click();
    await expect.poll(() => page.getByLabel('Seed').inputValue()).toBe('77');
    expect(await page.getByRole('checkbox', { name: /A\.5-3/ }).isChecked()).toBe(false);
    await page.locator('h1').click();
    await paste(page, 'http://elsewhere.example/lab/#target=signs-cnn&samples=20');
    await page.getByRole('heading', { name: 'signs-cnn' }).waitFor({ timeout: 60_000 });
    expect(await page.getByLabel(/^Samples/).inputValue()).toBe('20');
    expect(trouble).toEqual([]);
  });
});

describe('Plan', () => {
  test('form and text are two views of one plan', async () => {
    const { page, trouble } = await site.visit({ hash: quick });
    await page.locator('button.primary.big:not([disabled])').waitFor();
    await page.locator('.time').waitFor();
    await page.locator('input[value=json]').check();
    const text = page.getByLabel('Plan, JSON');
    const plan = parsePlan(JSON.parse(await text.inputValue()));
    expect(plan.indicators[0].parameters).toMatchObject({ attacks: ['fgsm', 'pgd'], iterations: 5 });
    const { parameters } = plan.indicators[0];
    const changed = {
      ...plan,
      indicators: [{ id: 'A.5-3', parameters: { ...parameters, iterations: 6, mode: 'cascade' } }],
      thresholds: ['A.5-3>=0.4'],
    };
    await text.fill(JSON.stringify(changed, null, 1));
    await expect.poll(() => hashOf(page)).toContain('iterations=6');
    expect(await hashOf(page)).toMatch(/A\.5-3\.mode=cascade/);
    await text.fill('{\n "seed": 1,\n "order" }');
    await page.getByText(/The text is no JSON: something is wrong near line 3/).waitFor();
    expect(await page.locator('button.primary.big').isDisabled()).toBe(true);
    await text.fill('{"speed": 3}');
    await page.getByText(/speed/).first().waitFor();
    await text.fill(JSON.stringify(changed));
    await page.locator('input[value=form]').check();
    expect(await page.getByLabel('Iterations').inputValue()).toBe('6');
    await page.getByText('Further settings of A.5-3').click();
    await expect.poll(() => page.getByLabel('Extent').inputValue()).toBe('cascade');
    expect(await page.getByLabel('A.5-3: limit').inputValue()).toBe('0.4');
    await page.getByLabel('What counts').selectOption('last-iterate');
    await page.locator('aside .trouble').waitFor();
    expect(await page.locator('button.primary.big').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'As proposed' }).click();
    await page.locator('button.primary.big:not([disabled])').waitFor();
    expect(trouble).toEqual([]);
  });

  test('parts of the form that a link takes away are not there', async () => {
    const { page } = await site.visit({ hash: `${quick}&hide=plan.seed,plan.json,plan.advanced,plan.A.3-1` });
    await page.getByLabel('Iterations').waitFor();
    for (const gone of ['Seed', 'Further settings of A.5-3', 'JSON'])
      expect(await page.getByText(gone, { exact: true }).count(), gone).toBe(0);
    expect(await page.getByRole('checkbox', { name: /A\.3-1/ }).count()).toBe(0);
  });
});

describe('Report', () => {
  test('reads as a page: words, judgement, how each number was got, how to do it again; and prints light', async () => {
    const { page, trouble } = await site.visit({
      hash: `${quick}&thresholds=A.5-3>=0.99,A.3-1>=0.5`,
      colorScheme: 'dark',
    });
    await begin(page);
    await ended(page);
    const shown = await figures(page);
    await go(page, 'Report');
    await page.getByRole('heading', { name: 'Assessment of digits-cnn' }).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toContain('not broken by these attacks at these budgets');
    expect(text).toContain('touchstone assess --target digits-cnn --plan plan.json');
    expect(text).toMatch(/touchstone verify touchstone_digits-cnn_.*\.json/);
    expect(
      await page.locator('[data-outcome]').evaluateAll((all) => all.map((one) => one.dataset.outcome)),
    ).toEqual(['not-met', 'met']);
    for (const id of ['A.5-3', 'A.3-1'])
      await page.getByRole('heading', { name: `How ${id} was got` }).waitFor();
    expect(await figures(page)).toEqual(expect.arrayContaining(shown));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.getByRole('button', { name: 'Save report' }).isVisible()).toBe(false);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(trouble).toEqual([]);
  });
});
