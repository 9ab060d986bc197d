import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greyPng } from '../support/image-files.ts';
import { openSite, type Site } from '../support/page.ts';

let site: Site;
const root = mkdtempSync(join(tmpdir(), 'touchstone-folders-'));
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => {
  await site.close();
  rmSync(root, { recursive: true });
});

/** A folder on the disk, for the browser to open. */
function folder(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, content] of Object.entries(files)) {
    const at = join(root, name, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
  return join(root, name);
}

/** Drops what lies on the disk, folders included, as a file manager would: the page gets the browser's own entries. */
async function drop(page: Page, ...paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await session.detach();
}

async function choose(page: Page, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a folder' }).click(),
  ]);
  await chooser.setFiles(path);
}

const pictures = (classes: number, each: number, side: number, above = '') =>
  Object.fromEntries(
    Array.from({ length: classes * each }, (_, i) => [
      `${above}class ${i % classes}/${i}.png`,
      greyPng(10 + (i % classes), side, side),
    ]),
  );

const names = (page: Page) => page.locator('.files .name').allInnerTexts();

test('a dropped folder is opened to any depth; more files than a reader gives at once', async () => {
  const { page, trouble } = await site.visit();
  const files = pictures(3, 150, 8, 'one/two/three/');
  const path = folder('deep', { ...files, '.DS_Store': 'x', 'one/readme.md': '# words' });
  const model = readFileSync(new URL('../../public/models/digits-cnn.onnx', import.meta.url));
  folder('beside', { 'digits.onnx': model });
  await drop(page, path, join(root, 'beside', 'digits.onnx'));
  await page.getByText('450 images of 1 × 8 × 8, 3 classes').waitFor();
  expect((await names(page)).sort()).toEqual(['deep/', 'digits.onnx']);
  await page.getByText('451 files').waitFor();
  expect(trouble).toEqual([]);
});

test('a chosen folder gives the same data as the dropped one; one without files says so', async () => {
  const { page, trouble } = await site.visit();
  const path = folder('flat', pictures(2, 60, 8));
  await choose(page, path);
  await page.getByText('120 images of 1 × 8 × 8, 2 classes').waitFor();
  const hash = await page.locator('.files code').innerText();
  const other = await site.visit();
  await drop(other.page, path);
  await other.page.getByText('120 images of 1 × 8 × 8, 2 classes').waitFor();
  expect(await other.page.locator('.files code').innerText()).toBe(hash);
  mkdirSync(join(root, 'nothing', 'inside'), { recursive: true });
  await drop(other.page, join(root, 'nothing'));
  await other.page.locator('.zone .trouble', { hasText: 'holds no files' }).waitFor();
  expect(await names(other.page)).toEqual(['flat/']);
  expect([...trouble, ...other.trouble]).toEqual([]);
});

test('a large folder tells how far it is, and is stopped with nothing lost', async () => {
  const { page, trouble } = await site.visit();
  await drop(page, folder('small', pictures(2, 5, 8)));
  await page.getByText('10 images of 1 × 8 × 8').waitFor();
  const path = folder('large', pictures(4, 400, 64));
  await drop(page, path);
  await page.getByText(/1,600 (files read|pictures decoded).*a second.*left/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped; everything is as it was.').waitFor();
  expect(await names(page)).toEqual(['small/']);
  await drop(page, path);
  await page.getByText('1,600 images of 1 × 64 × 64, 4 classes').waitFor();
  expect(trouble).toEqual([]);
});
