// The first check in the browser: two Chinese characters draw differently. Without a font that has them every character
// is the same box, and no look at a Chinese page means anything. Says what to do in one line and exits 1 otherwise.
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from './chromium.mjs';

function drawAlike() {
  const draw = (text) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 40;
    const context = canvas.getContext('2d');
    context.font = '32px sans-serif';
    context.fillText(text, 2, 34);
    return canvas.toDataURL();
  };
  return new Set(['试', '金', ''].map(draw)).size < 3;
}

let trouble;
try {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  if (await page.evaluate(drawAlike))
    trouble =
      'Chinese characters are drawn as equal boxes: install a font that has them (Debian: sudo apt-get install fonts-noto-cjk).';
  await browser.close();
} catch (error) {
  trouble = `The browser does not start: ${error.message.split('\n', 1)[0]}`;
}
if (trouble) console.error(trouble);
process.exitCode = trouble ? 1 : 0;
