import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

test('two Chinese characters draw differently', async () => {
  const { page } = await site.visit();
  const same = await page.evaluate(() => {
    const draw = (character: string) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 40;
      const context = canvas.getContext('2d')!;
      context.font = '32px sans-serif';
      context.fillText(character, 2, 34);
      return canvas.toDataURL();
    };
    return draw('试') === draw('金');
  });
  expect(same, 'no Chinese font is installed; on Debian: apt-get install fonts-noto-cjk').toBe(false);
});
