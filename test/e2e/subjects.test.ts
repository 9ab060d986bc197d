import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkReport } from '../../src/document/read.ts';
import { ended, openSite, savedReport, type Site } from '../support/page.ts';
import { begin, planOwn } from '../support/plan.ts';
import { describeShared } from '../support/shared.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const reportOf = async (page: Parameters<typeof savedReport>[0]) =>
  checkReport(JSON.parse((await savedReport(page)).text));

test('a run on WebGPU agrees with WebAssembly and says so', async () => {
  const hash = '#target=breast-cancer-mlp&indicators=A.3-1&samples=all';
  const gpu = await site.visit({ hash: `${hash}&engine=webgpu` });
  await begin(gpu.page);
  expect(await ended(gpu.page)).toBe('done');
  const there = await reportOf(gpu.page);
  expect(there.engine.name).toBe('webgpu');
  expect(there.engine.agreement).toBeLessThan(1e-3);
  expect(gpu.trouble).toEqual([]);
  const wasm = await site.visit({ hash });
  await begin(wasm.page);
  await ended(wasm.page);
  const here = await reportOf(wasm.page);
  expect(here.engine).toMatchObject({ name: 'wasm', agreement: null, check: { verdict: 'agrees' } });
  expect(Math.abs(there.items[0].correct! - here.items[0].correct!)).toBeLessThanOrEqual(1);
});

test('a model on a table shows its features, its units and its positive class', async () => {
  const { page, trouble } = await site.visit({
    hash: '#target=breast-cancer-mlp&attacks=fgsm,pgd&iterations=5&samples=60',
  });
  await begin(page);
  expect(await ended(page)).toBe('done');
  expect(await page.locator('main').innerText()).toContain('Positive class of this binary task: benign.');
  expect(await page.getByText('standard deviations').count()).toBeGreaterThan(0);
  expect(await page.locator('article table tbody tr').count()).toBeGreaterThanOrEqual(5);
  expect(trouble).toEqual([]);
});

describeShared('files beside the checkout', (folder) => {
  test('MNIST and the reference LeNet run from dropped files', async () => {
    const { page, trouble } = await site.visit();
    const picker = page.locator('input[type=file]');
    await picker.setInputFiles(join(folder, 'datasets/mnist/t10k-images-idx3-ubyte.gz'));
    await page.getByText('Now drop the other file of the pair.').waitFor();
    await picker.setInputFiles([
      join(folder, 'reference/models/mnist-lenet.onnx'),
      join(folder, 'datasets/mnist/t10k-labels-idx1-ubyte.gz'),
    ]);
    await planOwn(page);
    expect(await page.locator('aside').innerText()).toMatch(/10,000[\s\S]*1 × 28 × 28/);
    await page.getByRole('checkbox', { name: /A\.5-3/ }).uncheck();
    await page.getByLabel(/^Samples/).fill('2000');
    await begin(page);
    expect(await ended(page)).toBe('done');
    const report = await reportOf(page);
    expect(report.items[0].n).toBe(2000);
    expect(report.items[0].value).toBeGreaterThan(0.97);
    expect(trouble).toEqual([]);
  });
});
