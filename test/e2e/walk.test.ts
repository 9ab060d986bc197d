import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const words = 'main .words';

describe.each([
  [
    'en-US',
    {
      into: 'Turn this into …',
      last: /^Fooled: the model takes it for Class 3/,
      step: 'Step',
      sheet: 'Drawing sheet',
    },
  ],
  ['zh-CN', { into: '把它变成……', last: /^攻击成功：模型将其识别为 .*3/, step: '步', sheet: '画布' }],
] as const)('one input, step by step (%s)', (locale, text) => {
  test('a digit is turned into a chosen one, step by step, and the address leads back to the very step', async () => {
    const { page, trouble } = await site.visit({
      locale,
      hash: '#screen=walk&target=digits-cnn&view.sample=1&view.epsilon=0.25',
    });
    await page.locator(words).waitFor();
    expect(await page.locator('output').innerText()).toBe('0 / 10');
    await page.getByLabel(text.into).selectOption('3');
    await page.waitForFunction(() => location.hash.includes('view.target=3'));
    const scrubber = page.getByRole('slider', { name: text.step, exact: true });
    await scrubber.focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('output').innerText()).toBe('1 / 10');
    await page.keyboard.press('PageUp');
    expect(await page.locator('output').innerText()).toBe('6 / 10');
    await page.keyboard.press('End');
    await expect.poll(() => page.locator(words).innerText()).toMatch(text.last);
    expect(await scrubber.getAttribute('aria-valuetext')).toContain('10');
    const shown = await page.locator(words).innerText();
    const hash = await page.evaluate(() => location.hash);
    const again = await site.visit({ locale, hash });
    await again.page.locator(words).waitFor();
    await again.page.getByRole('slider', { name: text.step, exact: true }).focus();
    await again.page.keyboard.press('End');
    await expect.poll(() => again.page.locator(words).innerText()).toBe(shown);
    expect(trouble).toEqual([]);
  });

  test('an input drawn with the keys alone is recognised and attacked', async () => {
    const { page, trouble } = await site.visit({
      locale,
      hash: '#screen=walk&target=digits-cnn&view.from=draw&view.attack=fgsm',
    });
    const sheet = page.getByRole('application', { name: text.sheet });
    await sheet.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowDown');
    await page.locator(words).waitFor();
    expect(await page.locator('output').innerText()).toBe('0 / 1');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([]);
    expect(trouble).toEqual([]);
  });
});

test('found without a lesson: from the first page, and from a sample of a stored result with its attack and ε', async () => {
  const { page, trouble } = await site.visit();
  await page.getByRole('button', { name: 'One input, step by step' }).click();
  await page.locator(words).waitFor();
  await page.goto('about:blank');
  await page.goto(site.address);
  await page.getByRole('button', { name: 'Stored result' }).first().click();
  const grid = page.getByRole('grid');
  await grid.locator('canvas').first().waitFor();
  await grid.getByRole('gridcell').first().focus();
  await page.keyboard.press('Enter');
  const link = page.getByRole('button', { name: 'Step through this attack' });
  await page.getByText('What to read from it').waitFor();
  const sample = /view\.sample=(\d+)/.exec(await page.evaluate(() => location.hash))?.[1];
  await link.click();
  await page.locator(words).waitFor();
  const hash = await page.evaluate(() => location.hash);
  expect(hash).toContain('screen=walk');
  expect(hash).toContain(`view.sample=${sample}`);
  expect(hash).toMatch(/view\.attack=(fgsm|pgd|apgd-ce)&.*view\.epsilon=0\.\d+/);
  expect(trouble).toEqual([]);
});
