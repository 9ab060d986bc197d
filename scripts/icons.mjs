// `npm run icons`: draws the PNG icons of public/icons from icon.svg, in a headless browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from './chromium.mjs';

const folder = fileURLToPath(new URL('../public/icons', import.meta.url));
const drawing = readFileSync(join(folder, 'icon.svg'), 'utf8');

/** Systems cut maskable icons to their own shape: the ground reaches every edge and the drawing stays in the middle. */
const maskable = drawing
  .replace('viewBox="0 0 32 32"', 'viewBox="-6 -6 44 44"')
  .replace('<rect width="32" height="32" rx="7"', '<rect x="-6" y="-6" width="44" height="44"');

const icons = [
  { name: 'icon-180.png', size: 180, svg: drawing.replace('rx="7"', 'rx="0"') },
  { name: 'icon-192.png', size: 192, svg: drawing },
  { name: 'icon-512.png', size: 512, svg: drawing },
  { name: 'icon-maskable-512.png', size: 512, svg: maskable },
];

const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
for (const { name, size, svg } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`,
  );
  writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }));
  await page.close();
  console.log(`public/icons/${name}`);
}
await browser.close();
