import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkReport } from '../../src/document/read.ts';
import { ended, figures, openSite, quick, savedReport, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const numbersOf = (text: string) => ({
  ...(JSON.parse(text) as Record<string, unknown>),
  timings: undefined,
});

describe('a run', () => {
  test('the default plan runs to the end, shows its results and is saved', async () => {
    const { page, trouble } = await site.visit();
    await page
      .getByRole('button', { name: /digits-cnn$|digits-cnn /i })
      .first()
      .click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('[data-phase=running]').waitFor();
    expect(await page.getByText('unfinished').first().textContent()).toBe('unfinished');
    expect(await ended(page)).toBe('done');
    const shown = await figures(page);
    expect(shown.find((text) => text.startsWith('Accuracy without attack'))).toMatch(
      /9\d\.\d% 95 %: .* of 200 samples/,
    );
    expect(await page.locator('svg[role=img]').count()).toBeGreaterThanOrEqual(2);
    expect(await page.locator('canvas').count()).toBeGreaterThanOrEqual(3);
    const saved = await savedReport(page);
    expect(saved.name).toMatch(/^touchstone_digits-cnn_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/);
    const report = checkReport(JSON.parse(saved.text));
    expect(report.items.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['A.3-1', 'measured'],
      ['A.5-3', 'measured'],
    ]);
    expect(trouble).toEqual([]);
  });

  test('cancel leaves a partial result that says so, and it can be continued', async () => {
    const { page, trouble } = await site.visit({
      hash: '#target=digits-cnn&attacks=pgd,apgd-ce,apgd-dlr&iterations=300&samples=all&seed=4&run=1',
    });
    await page.locator('[data-phase=running]').waitFor();
    await page.locator('.figure').first().waitFor();
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByText('The plan can be changed once it has ended').waitFor();
    expect(await page.getByLabel('Iterations').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Model and data' }).click();
    await page.locator('.tiles button').first().click();
    await page.getByText('A run is going on; cancel it').waitFor();
    await page.getByRole('button', { name: 'Results' }).click();
    await page.getByText('The plan of this run').click();
    expect(await page.locator('details dl').first().innerText()).toMatch(/Iterations\s+300\s/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await ended(page)).toBe('cancelled');
    expect(await page.getByRole('status').first().innerText()).toContain('Partial');
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    expect(report.items.some(({ status }) => status === 'partial')).toBe(true);
    expect(await page.evaluate(() => location.hash)).not.toContain('run=1');
    expect(await page.getByRole('button', { name: 'Continue' }).isVisible()).toBe(true);
    expect(trouble).toEqual([]);
  });

  test('pause holds the run, resume goes on', async () => {
    const { page } = await site.visit({ hash: `${quick.replace('iterations=5', 'iterations=200')}&run=1` });
    await page.locator('[data-phase=running] progress').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('[data-phase=paused]').waitFor();
    await page.waitForTimeout(700);
    const before = await page.locator('progress').getAttribute('value');
    await page.waitForTimeout(1200);
    expect(await page.locator('progress').getAttribute('value')).toBe(before);
    await page.getByRole('button', { name: 'Resume' }).click();
    expect(await ended(page)).toBe('done');
  });

  test('after a reload the run goes on from the finished pieces', async () => {
    const hash = '#target=digits-cnn&attacks=fgsm,pgd&iterations=60&samples=300&seed=5&run=1';
    const { page, trouble } = await site.visit({ hash });
    await page.waitForFunction(() => {
      const [pieces] = document.querySelectorAll('[data-phase=running] dl div:nth-child(2) dd');
      return Number(pieces?.textContent?.split('/')[0] ?? 0) >= 5;
    });
    await page.reload();
    expect(await ended(page)).toBe('done');
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    expect(report.timings.cached).toBeGreaterThanOrEqual(5);
    expect(report.items.every(({ status }) => status === 'measured')).toBe(true);
    expect(trouble).toEqual([]);
  });

  test('opening a link gives the same numbers, with another number of workers too', async () => {
    const first = await site.visit({ hash: `${quick}&run=1` });
    await ended(first.page);
    const link = await first.page.evaluate(() => location.hash);
    const numbers = numbersOf((await savedReport(first.page)).text);
    await first.context.close();
    const second = await site.visit({ hash: link.replace('&run=1', '') });
    await second.page.getByLabel('Workers').fill('1');
    await second.page.getByLabel('Workers').blur();
    await second.page.getByRole('button', { name: 'Start' }).click();
    expect(await ended(second.page)).toBe('done');
    expect(numbersOf((await savedReport(second.page)).text)).toEqual(numbers);
  });

  test('the page’s own thread stays free while it runs', async () => {
    const { page, context } = await site.visit({ hash: quick.replace('iterations=5', 'iterations=40') });
    await page.getByRole('button', { name: 'Start' }).waitFor();
    const session = await context.newCDPSession(page);
    const trace: TraceEvent[] = [];
    session.on('Tracing.dataCollected', ({ value }) => trace.push(...(value as unknown as TraceEvent[])));
    await session.send('Tracing.start', {
      categories: 'toplevel,disabled-by-default-devtools.timeline',
      transferMode: 'ReportEvents',
    });
    await page.getByRole('button', { name: 'Start' }).click();
    expect(await ended(page)).toBe('done');
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
    const main = new Set(trace.filter(({ args }) => args?.name === 'CrRendererMain').map(thread));
    const tasks = trace.filter((event) => event.name === 'RunTask' && event.dur && main.has(thread(event)));
    const longest = (of: (event: TraceEvent) => number) => Math.max(...tasks.map(of)) / 1000;
    // On a busy machine a task also waits for its turn, so both figures are told and neither decides the test.
    console.log(
      `longest task of the page's own thread during a run: ${longest(({ tdur = 0 }) => tdur).toFixed(1)} ms of work, ` +
        `${longest(({ dur = 0 }) => dur).toFixed(1)} ms by the clock (of ${tasks.length} tasks)`,
    );
    expect(tasks.length).toBeGreaterThan(100);
  });
});

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock, and of the thread's own work. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}
