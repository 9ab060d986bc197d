// The page in every state that a person can meet, reached as a person reaches it. Pictures, axe and layouts go through them.

import { fileURLToPath } from 'node:url';

const publicFile = (path) => fileURLToPath(new URL(`../../public/${path}`, import.meta.url));

/** A plan that ends within seconds. */
const plan = 'target=digits-cnn&attacks=fgsm,pgd&epsilons=0,0.0625,0.125&iterations=8&samples=60&seed=3';

const start = (page) => page.locator('main form button.primary').last();

/** Waits until a screen's own heading stands. */
async function arrived(page) {
  await page.locator('main h1').first().waitFor();
}

/** A step of the way, by the navigation. Attributes tell places, since every language goes this way. */
async function goTo(page, screen) {
  await page.locator(`nav [data-screen="${screen}"]`).first().click();
  await arrived(page);
}

/**
 * Each begins where the one before ended, unless it has an address of its own. `name` names pictures.
 * @type {readonly { name: string; hash?: string; reach?: (page: import('playwright').Page) => Promise<void> }[]}
 */
export const states = [
  { name: 'start', hash: '', reach: (page) => page.locator('article[data-target]').first().waitFor() },
  {
    name: 'import',
    async reach(page) {
      await page.locator('.zone summary').click();
      await page.locator('.zone input[type=number]').fill('16');
      await page
        .locator('.zone input[type=file]')
        .setInputFiles([publicFile('models/digits-cnn.onnx'), publicFile('datasets/digits.csv')]);
      for (const part of ['#import-accuracy figure', '#import-possible dl', '#import-found table'])
        await page.locator(part).first().waitFor({ timeout: 60_000 });
    },
  },
  { name: 'plan', hash: `#${plan}`, reach: (page) => start(page).waitFor() },
  {
    name: 'run',
    async reach(page) {
      await start(page).click();
      await page.locator('[data-phase=done]').first().waitFor({ timeout: 120_000 });
    },
  },
  {
    name: 'explore',
    async reach(page) {
      await goTo(page, 'explore');
      await page.getByRole('grid').first().waitFor();
    },
  },
  {
    name: 'sample',
    async reach(page) {
      await page.getByRole('gridcell').first().click();
      await page.waitForFunction(() => location.hash.includes('view.sample='));
      await arrived(page);
    },
  },
  { name: 'report', reach: (page) => goTo(page, 'report') },
  {
    name: 'walk',
    hash: '#screen=walk&target=digits-cnn',
    reach: (page) => page.locator('main .words').waitFor(),
  },
  { name: 'train', hash: '#screen=train', reach: arrived },
  { name: 'class', hash: '#screen=class', reach: arrived },
  { name: 'learn', hash: '#screen=learn', reach: arrived },
];

/** Visits every state in turn; `seen` is called at each. */
export async function visitStates(page, address, seen, chosen = states) {
  for (const state of chosen) {
    if (state.hash !== undefined) {
      await page.goto('about:blank');
      await page.goto(address + state.hash);
    }
    await state.reach?.(page);
    await seen(state.name);
  }
}
