import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { serveCharts } from './serve.ts';

/** Frames while the pointer moves over a chart. */
export interface Frames {
  readonly chart: string;
  readonly perSecond: number;
  /** Times between frames in milliseconds: median, 95th percentile, longest. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** Main thread's busy time for one move of the pointer: reading, drawing, layout; median and 95th percentile. */
  readonly work: number;
  readonly workP95: number;
}

const seconds = 4;

/** Moves the pointer once a frame from inside the page, so that nothing outside it sets the pace. */
function sweep(milliseconds: number): Promise<{ gaps: number[]; works: number[] }> {
  const stage = document.querySelector<HTMLElement>('[role=application]')!;
  const box = stage.getBoundingClientRect();
  const gaps: number[] = [];
  const works: number[] = [];
  return new Promise((resolve) => {
    const start = performance.now();
    let last = start;
    let turn = 0;
    const frame = (now: number) => {
      if (turn > 2) gaps.push(now - last);
      last = now;
      if (now - start > milliseconds) return resolve({ gaps, works });
      turn++;
      const before = performance.now();
      const clientX = box.left + box.width * (0.5 + 0.45 * Math.sin(turn / 23));
      const clientY = box.top + box.height * (0.5 + 0.4 * Math.cos(turn / 31));
      stage.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
      // Svelte draws in a microtask; layout is forced here, so that its cost is counted.
      queueMicrotask(() => {
        void stage.getBoundingClientRect().width;
        stage.querySelector('.read-out')?.getBoundingClientRect();
        works.push(performance.now() - before);
      });
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

/** Opens each example alone and moves the pointer over it. */
export async function measureCharts(names: readonly string[]): Promise<Frames[]> {
  const { server, address } = await serveCharts();
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  try {
    const all: Frames[] = [];
    for (const name of names) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(`${address}?only=${name}`);
      await page.getByRole('application').waitFor();
      const { gaps, works } = await page.evaluate(sweep, seconds * 1000);
      all.push({
        chart: name,
        perSecond: (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0),
        median: at(gaps, 0.5),
        p95: at(gaps, 0.95),
        longest: Math.max(...gaps),
        work: at(works, 0.5),
        workP95: at(works, 0.95),
      });
      await page.close();
    }
    return all;
  } finally {
    await browser.close();
    await server.close();
  }
}
