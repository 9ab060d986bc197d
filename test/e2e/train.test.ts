import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '../../src/numeric/hash.ts';
import type { TrainedCard } from '../../src/training/card-of-trained.ts';
import { openSite, type Site } from '../support/page.ts';

let site: Site;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const training = (page: Page, ...phases: readonly string[]) =>
  page.locator(phases.map((phase) => `[data-training=${phase}]`).join()).waitFor({ timeout: 60_000 });

const start = (page: Page) => page.locator('section.controls .primary').click();

/** The small table, whose training takes a second. */
async function openTraining(locale = 'en-US') {
  const visit = await site.visit({ hash: '#screen=train', locale });
  await visit.page.locator('#train-network li').first().waitFor();
  await visit.page.locator('#train-data select').selectOption('breast-cancer');
  await visit.page.locator('#train-data').getByText('400', { exact: false }).waitFor();
  return visit;
}

async function download(page: Page, name: RegExp): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).first().click(),
  ]);
  return readFile(await file.path());
}

test('train, watch, save and attack: the result is the bundled model to the byte, a target at once, and there after a reload', async () => {
  const { page, trouble } = await openTraining();
  await start(page);
  await training(page, 'ended');
  const onnx = await download(page, /Save as ONNX/);
  const bundled = await readFile('public/models/breast-cancer-mlp.onnx');
  expect(onnx.equals(bundled)).toBe(true);
  const card = JSON.parse((await download(page, /Save its card/)).toString()) as TrainedCard;
  expect(card.sha256).toBe(sha256Hex(new Uint8Array(bundled)));
  expect(card.engine.name).toBe('graph-wasm');
  const [low, high] = card.accuracy.test.interval;
  expect(low).toBeLessThan(card.accuracy.test.accuracy);
  expect(high).toBeGreaterThan(card.accuracy.test.accuracy);
  expect(await page.locator('#train-curves svg').count()).toBeGreaterThan(1);
  await page.locator('#train-picture canvas').waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'Plan attacks on it' }).click();
  await page.getByRole('button', { name: 'Start the run' }).waitFor();
  expect(page.url()).toContain(card.sha256);

  await page.goto(site.address);
  await page.reload();
  await page.getByRole('button', { name: /^Breast cancer.*standard training, seed 1/ }).click();
  await page.getByRole('button', { name: 'Start the run' }).waitFor();
  expect(page.url()).toContain(card.sha256);
  expect(trouble).toEqual([]);
});

test('by keyboard: layers are moved, what does not fit is said, a paused training goes on step by step and keeps what it has', async () => {
  const { page, trouble } = await openTraining();
  await page.getByRole('button', { name: 'Move layer 1 down' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Move layer 2 down',
  );
  await page.getByRole('button', { name: 'Remove layer 5' }).focus();
  await page.keyboard.press('Enter');
  const status = page.locator('#train-network [role=status]').last();
  await expect.poll(() => status.innerText()).toMatch(/must end in a dense layer of 2 units/);
  expect(await page.locator('section.controls .primary').isDisabled()).toBe(true);
  await page.locator('#train-network select').first().selectOption('linear');
  await page.getByLabel('Epochs').fill('1000');
  await start(page);
  await training(page, 'going');
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await training(page, 'paused');
  const line = page.locator('section.controls p.numbers');
  const step = async () => Number(/Step ([\d,]+) of/.exec(await line.innerText())?.[1].replace(',', ''));
  const before = await step();
  await page.getByRole('button', { name: 'One step' }).press('Enter');
  await expect.poll(step).toBe(before + 1);
  await page.getByRole('button', { name: 'One epoch' }).press('Enter');
  await expect.poll(async () => (await step()) % 20).toBe(0);
  // Leaving the screen ends nothing.
  await page
    .getByRole('link', { name: /Start/ })
    .or(page.getByRole('button', { name: /Start/ }))
    .first()
    .click();
  await page.goBack();
  await training(page, 'paused');
  await page.getByRole('button', { name: 'Stop and keep' }).press('Enter');
  await training(page, 'ended');
  await page.getByText(/^Stopped after [\d,]+ steps/).waitFor();
  expect(trouble).toEqual([]);
});

test('in Chinese: a learning rate that is too high is one sentence; the second engine trains under the page’s policy', async () => {
  const { page, trouble } = await openTraining('zh-CN');
  await page.getByLabel('学习率', { exact: true }).fill('10');
  await page.getByText('更多设置').click();
  await page.getByLabel('优化器').selectOption('sgd');
  await start(page);
  await training(page, 'failed');
  await page
    .getByRole('alert')
    .getByText(/学习率 10 对该网络过大/)
    .waitFor();
  await page.getByLabel('学习率', { exact: true }).fill('0.01');
  await page.getByLabel('训练轮数', { exact: true }).fill('1');
  await page.getByLabel('批量', { exact: true }).fill('400');
  await page.getByLabel('计算引擎').selectOption('webgpu');
  await start(page);
  await training(page, 'ended');
  await page
    .getByText('引擎：tfjs-webgpu（按选择）')
    .or(page.getByText(/tfjs-webgpu/))
    .first()
    .waitFor();
  expect(trouble.filter((line) => !line.includes('学习率'))).toEqual([]);
});
