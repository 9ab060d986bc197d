import { AxeBuilder } from '@axe-core/playwright';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import { colourRules } from '../support/axe.ts';
import { ended, figures, openSite, quick, savedReport, type Site } from '../support/page.ts';
import { begin, planOf, planOwn } from '../support/plan.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const publicFile = (path: string) => readFile(new URL(`../../public/${path}`, import.meta.url));

/** A model on 64 columns: one layer, the same weights everywhere. */
function flatModel(): Uint8Array {
  const builder = new GraphBuilder(17);
  const x = builder.input('x', { dtype: 'float32', shape: [-1, 64] });
  const data = Float32Array.from({ length: 640 }, (_, i) => ((i * 37) % 64) / 640);
  const weight = builder.defineConstant('weight', { dtype: 'float32', dims: [64, 10], data });
  return writeOnnx(builder.build([builder.emit('MatMul', [x, weight])]));
}

describe('languages', () => {
  test.each([
    ['zh-CN', 'zh-CN', '要检验哪个模型？'],
    ['de-DE', 'en', 'Which model shall be tested?'],
  ])('a browser in %s starts in %s', async (locale, lang, title) => {
    const { page } = await site.visit({ locale });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
  });
});

describe('files', () => {
  const file = (name: string, content: Buffer | string) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });

  test('a model and its data, in any order, become a subject and give the bundled target’s numbers', async () => {
    const { page, trouble } = await site.visit();
    const picker = page.locator('input[type=file]');
    const csv = (await publicFile('datasets/digits.csv')).toString();
    const [head, ...rows] = csv.trimEnd().split('\n');
    await page.getByText('How the data are to be read').click();
    await page.getByLabel('Divide values by').fill('16');
    await picker.setInputFiles(file('rows.csv', [head, ...rows.slice(-500)].join('\n')));
    await page.getByText('The data are here.').waitFor();
    await picker.setInputFiles(file('model.onnx', await publicFile('models/digits-cnn.onnx')));
    await planOwn(page);
    expect(await page.locator('aside').innerText()).toContain('1 × 8 × 8');
    expect(await page.evaluate(() => location.hash)).toMatch(/model=[0-9a-f]{64}&data=[0-9a-f]{64}/);
    await page.getByLabel('Order').selectOption('file');
    await page.getByLabel(/^Samples/).fill('60');
    await page.getByLabel('Iterations').fill('5');
    await page.getByRole('checkbox', { name: /APGD-CE/ }).uncheck();
    await begin(page);
    expect(await ended(page)).toBe('done');
    const bundled = await site.visit({
      hash: '#target=digits-cnn&attacks=fgsm,pgd&iterations=5&samples=60&order=file',
    });
    await begin(bundled.page);
    await ended(bundled.page);
    const rates = async (of: typeof page) => (await figures(of)).filter((text) => !/stored/.test(text));
    expect(await rates(page)).toEqual(await rates(bundled.page));
    expect(trouble).toEqual([]);
  });

  test('an address of own files carries how they were read, and waits for them and for a click', async () => {
    const csv = (await publicFile('datasets/digits.csv')).toString().split('\n').slice(0, 200).join('\n');
    const own = [
      file('m.onnx', await publicFile('models/digits-cnn.onnx')),
      file('d.csv', csv.replace('label', 'digit')),
    ];
    const first = await site.visit({ hash: '#attacks=fgsm&samples=40&iterations=3' });
    await first.page.locator('input[type=file]').setInputFiles(own);
    await first.page.locator('.zone .trouble').waitFor();
    await first.page.getByLabel('Label column').fill('digit');
    await first.page.getByLabel('Label column').blur();
    await first.page.getByRole('button', { name: 'Divide by 16' }).click();
    await planOwn(first.page);
    await first.page.getByRole('heading', { name: 'm.onnx' }).waitFor();
    await begin(first.page);
    await ended(first.page);
    const link = await first.page.evaluate(() => location.hash);
    expect(link).toMatch(/scale=16&label=digit&.*samples=40.*run=1/);
    const shown = await figures(first.page);
    await first.page.locator('nav').getByRole('button', { name: 'Report' }).click();
    await first.page.getByText('divided by 16, label column “digit”').waitFor();

    const { page, trouble } = await site.visit({ hash: link });
    await page.getByText(/model with SHA-256/i).waitFor();
    expect(await page.locator('.awaited').innerText()).toContain('divided by 16, label column “digit”');
    await page.locator('input[type=file]').setInputFiles(own);
    await page.getByText('Nothing was started').waitFor();
    await begin(page);
    expect(await ended(page)).toBe('done');
    expect(await figures(page)).toEqual(shown);
    expect(await page.evaluate(() => location.hash)).toBe(link);
    expect(trouble).toEqual([]);

    const other = await site.visit({ hash: link });
    await other.page
      .locator('input[type=file]')
      .setInputFiles([
        own[0],
        file('d.csv', csv.replace('label', 'digit').split('\n').slice(0, 150).join('\n')),
      ]);
    await other.page.getByText('These are not the files this address speaks of').waitFor();
    await planOwn(other.page);
    expect(await other.page.getByLabel(/^Samples/).inputValue()).toBe('40');
    await other.page.locator('button.primary.big:not([disabled])').waitFor();
  });

  test('columns that look like pixels are asked about, and one click reads them so', async () => {
    const { page, trouble } = await site.visit();
    const csv = (await publicFile('datasets/digits.csv')).toString().split('\n').slice(0, 60).join('\n');
    await page
      .locator('input[type=file]')
      .setInputFiles([file('m.onnx', Buffer.from(flatModel())), file('d.csv', csv)]);
    await planOwn(page);
    const divide = page.getByRole('button', { name: 'Divide by 16' });
    await divide.click();
    await page.getByText('as images, divided by 16').waitFor();
    expect(await divide.count()).toBe(0);
    expect(await page.locator('aside').innerText()).toMatch(/Values\s+0 – 1\s/);
    expect(await page.evaluate(() => location.hash)).toContain('scale=16');
    await page.getByRole('button', { name: 'Change how they are read' }).click();
    expect(await page.getByLabel('Divide values by').inputValue()).toBe('16');
    await page.getByLabel('Divide values by').fill('32');
    await page.getByLabel('Divide values by').blur();
    await page.getByText('divided by 32').waitFor();
    await planOwn(page);
    expect(await page.locator('aside').innerText()).toMatch(/Values\s+0 – 0\.5\s/);
    expect(trouble).toEqual([]);
  });

  test('several models at once are refused, and two files of one name are both kept', async () => {
    const { page, trouble } = await site.visit();
    const picker = page.locator('input[type=file]');
    const model = await publicFile('models/digits-cnn.onnx');
    await picker.setInputFiles([file('a.onnx', model), file('b.onnx', Buffer.from(flatModel()))]);
    await page.getByText('a.onnx, b.onnx: several models came at once').waitFor();
    const npy = (shape: string, descr: string, bytes: Buffer) => {
      const header =
        `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
      return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(header), bytes]);
    };
    const pixels = npy('4, 1, 8, 8', '|u1', Buffer.alloc(256, 7));
    await picker.setInputFiles(file('data.npy', pixels));
    await page.getByText('Now drop the other file of the pair.').waitFor();
    await picker.setInputFiles([file('data.npy', npy('4,', '|u1', Buffer.from([0, 1, 2, 3])))]);
    await page.getByText('The data are here. Now drop the ONNX model.').waitFor();
    expect(await page.locator('.files .name').allInnerTexts()).toEqual(['data.npy', 'data.npy']);
    await picker.setInputFiles(file('m.onnx', model));
    await planOwn(page);
    expect(trouble).toEqual([]);
  });

  test('bad files give one sentence and leave everything as it was', async () => {
    const { page, trouble } = await site.visit();
    const picker = page.locator('input[type=file]');
    const good = await publicFile('models/digits-cnn.onnx');
    await picker.setInputFiles(file('good.onnx', good));
    await page.getByText('The model is here.').waitFor();
    const idx = Buffer.concat([
      Buffer.from([0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0, 8]),
      Buffer.alloc(40),
    ]);
    const bad: [string, Buffer | string][] = [
      ['cut.onnx', good.subarray(0, 5000)],
      ['cut-idx3-ubyte', idx],
      ['text.npy', 'this is no array'],
      ['bomb.gz', gzipSync(Buffer.alloc(64_000_000))],
      ['empty.csv', 'label,a\n'],
      ['nan.csv', 'label,a,b\n0,1,NaN\n'],
      ['labels.csv', 'label,a,b\n-1,1,2\n'],
      ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0])],
      ['report.json', '{"schemaVersion": 1, "items": 3}'],
      ['stats.json', '{"mean": "x"}'],
      ['other.json', '{"a": 1}'],
      ['words.csv', 'label,a,b\ncat,1,2\n'],
    ];
    const sentences = new Set<string>();
    for (const [name, content] of bad) {
      await picker.setInputFiles(file(name, content));
      const alert = page.locator('.zone .trouble');
      await expect
        .poll(async () => (await alert.count()) && (await alert.innerText()), {
          message: name,
          timeout: 30_000,
        })
        .toBeTruthy();
      await page.locator('.zone input:not([disabled])[type=file]').waitFor({ state: 'attached' });
      const sentence = await alert.innerText();
      expect(sentence, name).not.toMatch(/Something went wrong|undefined|Error:/);
      sentences.add(sentence);
      expect(await page.locator('.files li').allInnerTexts(), name).toHaveLength(1);
      expect(await page.locator('.files .name').innerText(), name).toBe('good.onnx');
    }
    expect(sentences.size).toBe(bad.length);
    expect(trouble).toEqual([]);
  });
});

describe('a finished run', () => {
  /** The same for all of them, in this order: the last one changes its language. */
  let page: Page;
  let trouble: string[];
  beforeAll(async () => {
    ({ page, trouble } = await site.visit({ hash: quick }));
    await begin(page);
    expect(await ended(page)).toBe('done');
  });
  afterAll(() => page.context().close());
  afterEach(() => expect(trouble).toEqual([]));

  test('curves can be walked by keys, switched off but for one, and read as a table', async () => {
    const chart = page.getByRole('application').first();
    await chart.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.read-out').innerText()).toContain('0.0625');
    const legend = page.getByRole('group', { name: 'Show or hide curves' }).first().locator('[aria-pressed]');
    for (const button of await legend.all()) await button.click();
    expect(await legend.evaluateAll((all) => all.map((one) => one.getAttribute('aria-pressed')))).toEqual([
      'false',
      'false',
      'true',
    ]);
    await page.getByText('As a table').first().click();
    const rows = page.locator('figure table').first().locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
  });

  test('a saved report opens again and shows the same figures', async () => {
    const shown = await figures(page);
    const { path } = await savedReport(page);
    const opened = await site.visit();
    await opened.page.locator('input[type=file]').setInputFiles(path);
    await opened.page.locator('[data-phase=opened]').waitFor();
    expect(await figures(opened.page)).toEqual(shown);
    expect(opened.trouble).toEqual([]);
  });

  test('switching changes a finished result without a new run, and the choice stays', async () => {
    const digits = async () => (await figures(page)).map((text) => text.match(/\d+\.\d%/)?.[0]);
    const before = await digits();
    await page.getByRole('button', { name: '中文' }).first().click();
    // A language's texts are loaded when it is first chosen.
    await page.getByText('攻击下的平均准确率').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.locator('main').innerText()).not.toMatch(/Accuracy|Self-check|Please note/);
    expect(await digits()).toEqual(before);
    await page.reload();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });
});

describe('address and history', () => {
  const stage = (page: Page) => page.locator('nav [aria-current=step]').innerText();

  test('Back and Forward walk the steps and keep the results', async () => {
    const { page, trouble } = await site.visit();
    await planOf(page, 'digits-cnn').click();
    await page.getByLabel(/^Samples/).fill('30');
    await page.getByLabel('Iterations').fill('3');
    await begin(page);
    await ended(page);
    const shown = await figures(page);
    const link = await page.evaluate(() => location.hash);
    expect(link).toContain('samples=30');
    await page.goBack();
    await expect.poll(() => stage(page)).toContain('Plan');
    expect(await page.evaluate(() => location.hash)).not.toContain('run=1');
    await page.goBack();
    await expect.poll(() => stage(page)).toContain('Start');
    await page.goForward();
    await page.goForward();
    await expect.poll(() => stage(page)).toContain('Run');
    await expect.poll(() => figures(page)).toEqual(shown);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(link);

    await page.locator('nav').getByRole('button', { name: 'Plan' }).click();
    await page.getByLabel(/^Samples/).fill('31');
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('samples=31');
    await page.locator('nav').getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(link);
    await expect.poll(() => figures(page)).toEqual(shown);
    await page.getByText('The plan of this run').click();
    expect(await page.locator('details', { hasText: 'The plan of this run' }).innerText()).toMatch(
      /Samples\s+30\s/,
    );
    expect(trouble).toEqual([]);
  });

  test('the address on show is copied', async () => {
    const { page } = await site.visit({ hash: quick, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy address' }).click();
    await page.getByText('Address copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  });

  test('what an address says that is not understood is named, and nothing starts', async () => {
    const { page } = await site.visit({
      hash: '#target=digits-cnn&samples=abc&engine=cuda&iterations=7&run=1',
    });
    await page.getByText('samples=abc, engine=cuda').waitFor();
    expect(await page.getByLabel('Iterations').inputValue()).toBe('7');
    expect(await page.locator('button.primary.big').isVisible()).toBe(true);
    expect(await page.locator('[data-phase]').count()).toBe(0);
    const unknown = await site.visit({ hash: '#target=nope' });
    await expect.poll(() => unknown.page.locator('.trouble').allInnerTexts()).toHaveLength(1);
    expect(await unknown.page.locator('.trouble').innerText()).toContain('nope');
  });

  test('a number that cannot be used is said at its field, and nothing starts with it', async () => {
    const { page } = await site.visit({ hash: quick });
    const start = page.locator('button.primary.big');
    await page.locator('button.primary.big:not([disabled])').waitFor();
    for (const [field, wrong, right] of [
      ['Iterations', '1.5', '2'],
      ['Restarts', '0', '1'],
      ['Seed', '', '4'],
      [/^Samples/, '501', '500'],
    ] as const) {
      const input = page.getByLabel(field);
      await input.fill(wrong);
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      expect(await page.getByText(/^Give a whole number/).count()).toBe(1);
      expect(await start.isDisabled()).toBe(true);
      await input.fill(right);
      expect(await page.getByText(/^Give a whole number/).count()).toBe(0);
    }
    await expect.poll(() => start.isEnabled()).toBe(true);
    expect(await page.evaluate(() => location.hash)).toMatch(/iterations=2&restarts=1.*samples=500&seed=4/);
  });
});

describe('accessibility', () => {
  // Whole screens, in English light and high contrast and in Chinese dark: screens.test.ts. Here what is folded or behind a choice there.
  test('axe finds nothing in the whole form of the plan, nor in the plan as JSON', async () => {
    const { page } = await site.visit({ locale: 'zh-CN', colorScheme: 'light', hash: quick });
    /** All rules, then those that colours can break. */
    const check = async (screen: string) => {
      for (const [scheme, rules] of [
        ['light', {}],
        ['dark', colourRules],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(scheme);
        const { violations } = await new AxeBuilder({ page }).options(rules).analyze();
        expect(violations.map(({ id, nodes }) => `${screen} ${scheme} ${id}: ${nodes[0].html}`)).toEqual([]);
      }
    };
    await page.locator('aside dl').first().waitFor();
    await page.locator('button.primary.big:not([disabled])').waitFor();
    await page.locator('.time').waitFor();
    for (const fold of await page.locator('form summary').all()) await fold.click();
    await check('plan');
    await page.locator('input[type=radio][value=json]').check();
    await page.locator('textarea').waitFor();
    await check('plan as JSON');
  });
});

describe('first load', () => {
  const limit = 200_000;

  test('takes at most 200 kB of compressed script, and no engine', async () => {
    const fresh = await site.browser.newContext();
    const view = await fresh.newPage();
    const loaded = new Map<string, number>();
    const waiting: Promise<unknown>[] = [];
    let seen = false;
    fresh.on('response', (response) => {
      if (seen) return;
      const url = response.url();
      expect(url).not.toMatch(/\.wasm$/);
      if (/\.m?js$/.test(url))
        waiting.push(response.body().then((body) => loaded.set(url, gzipSync(body, { level: 9 }).length)));
    });
    await view.goto(site.address);
    await view.locator('.tiles li').first().waitFor();
    seen = true;
    await Promise.all(waiting);
    const sum = [...loaded.values()].reduce((all, one) => all + one, 0);
    console.log(`first load: ${(sum / 1000).toFixed(1)} kB of compressed script in ${loaded.size} files`);
    expect(loaded.size).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(limit);
    await fresh.close();
  });
});

describe('content policy', () => {
  test('neither the page nor its workers can reach another origin', async () => {
    let asked = 0;
    const other = createServer((_, response) => {
      asked++;
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('secret');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    try {
      const { page } = await site.visit({ hash: quick.replace('iterations=5', 'iterations=400') });
      await begin(page);
      await page.locator('[data-phase=running] progress').waitFor();
      const reach = (target: string) =>
        fetch(target).then(
          () => 'reached',
          () => 'refused',
        );
      const workers = page.workers();
      expect(workers.length).toBeGreaterThan(0);
      expect(await page.evaluate(reach, url)).toBe('refused');
      for (const worker of workers) expect(await worker.evaluate(reach, url)).toBe('refused');
      expect(asked).toBe(0);
    } finally {
      other.close();
    }
  });
});
