import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkReport } from '../../src/document/read.ts';
import {
  ended,
  figures,
  openSite,
  quick,
  savedReport,
  startRun,
  visitAndStart,
  type Site,
} from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const numbersOf = (text: string) => ({
  ...(JSON.parse(text) as Record<string, unknown>),
  timings: undefined,
});

/** A run long enough that a person can do something to it. */
const long = '#target=digits-cnn&attacks=fgsm,pgd,apgd-ce&iterations=300&samples=all&seed=4';

/** As quick as a run can be. */
const small = quick.replace('samples=40', 'samples=20');

const item = (page: Page, name: string) => page.locator(`#run-queue [data-item='${name}']`);
const itemNames = (page: Page) =>
  page
    .locator('#run-queue [data-item]')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.item));

/** All that the first status line of the page says from now on, one line after the other. */
async function heard(page: Page): Promise<() => Promise<string>> {
  const status = await page.locator('main').getByRole('status').first().elementHandle();
  const lines = await page.evaluateHandle((node) => {
    const all: string[] = [];
    const watch = new MutationObserver(() => all.push(node!.textContent ?? ''));
    watch.observe(node!, { childList: true, characterData: true, subtree: true });
    return all;
  }, status);
  return async () => (await lines.jsonValue()).join('\n');
}

describe('a run', () => {
  test('the default plan runs to the end, shows its results and is saved', async () => {
    const { page, trouble } = await visitAndStart(site, '#target=digits-cnn');
    await page.locator('[data-phase=running]').waitFor();
    expect(await page.getByText('unfinished').first().textContent()).toBe('unfinished');
    expect(await ended(page)).toBe('done');
    const shown = await figures(page);
    expect(shown.find((text) => text.startsWith('Accuracy without attack'))).toMatch(
      /9\d\.\d% 95 %: .* of 200 samples/,
    );
    expect(await page.locator('main canvas').count()).toBeGreaterThanOrEqual(3);
    const saved = await savedReport(page);
    expect(saved.name).toMatch(/^touchstone_digits-cnn_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/);
    const report = checkReport(JSON.parse(saved.text));
    expect(report.items.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['A.3-1', 'measured'],
      ['A.5-3', 'measured'],
    ]);
    expect(trouble).toEqual([]);
  });

  test('a link waits for a click', async () => {
    const { page } = await site.visit({ hash: `${quick}&run=1` });
    await page.getByRole('button', { name: 'Start the run' }).waitFor();
    expect(await page.locator('[data-phase]').count()).toBe(0);
  });

  test('cancel leaves a partial result that says so, and it can be continued', async () => {
    const { page, trouble } = await visitAndStart(site, long);
    await page.locator('[data-phase=running]').waitFor();
    await page.locator('.figure').first().waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await ended(page)).toBe('cancelled');
    expect(await page.locator('[data-phase]').first().innerText()).toContain('Partial');
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    expect(report.items.some(({ status }) => status === 'partial')).toBe(true);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('[data-phase=running]').waitFor();
    const done = await page.locator('#run-queue [data-state=done]').count();
    expect(done).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await ended(page)).toBe('cancelled');
    expect(trouble).toEqual([]);
  });

  test('pause holds the run, resume goes on', async () => {
    const { page } = await visitAndStart(site, quick.replace('iterations=5', 'iterations=40'));
    await page.locator('[data-phase=running] progress').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('[data-phase=paused]').waitFor();
    await page.waitForTimeout(700);
    const progress = page.locator('[data-phase] progress').first();
    const before = await progress.getAttribute('value');
    await page.waitForTimeout(1200);
    expect(await progress.getAttribute('value')).toBe(before);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    expect(await ended(page)).toBe('done');
  });

  test('after a reload the run goes on from the finished pieces', async () => {
    const hash = '#target=digits-cnn&attacks=fgsm,pgd&iterations=30&samples=200&seed=5';
    const { page, trouble } = await visitAndStart(site, hash);
    await page.waitForFunction(() => {
      const pieces = /(\d+) of \d+ pieces/.exec(
        document.querySelector('[data-phase=running]')?.textContent ?? '',
      );
      return Number(pieces?.[1] ?? 0) >= 5;
    });
    await page.reload();
    expect(await ended(page)).toBe('done');
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    expect(report.timings.cached).toBeGreaterThanOrEqual(5);
    expect(report.items.every(({ status }) => status === 'measured')).toBe(true);
    // The very run went on: there is one, not two.
    expect(await page.locator('#run-list tbody tr').count()).toBeLessThan(2);
    expect(trouble).toEqual([]);
  });

  test('a reload in the middle of several runs loses none of them, whichever is on show', async () => {
    const { page, trouble } = await visitAndStart(site, long);
    await page.locator('[data-phase=running]').waitFor();
    await page.getByRole('button', { name: 'Plan', exact: false }).first().click();
    await page.getByLabel('Seed').fill('11');
    await page.getByLabel('Seed').blur();
    await startRun(page);
    await page.locator('[data-phase=waiting]').waitFor();
    await expect
      .poll(() => page.locator('#run-list').innerText(), { timeout: 10_000 })
      .not.toContain('until the page is closed');
    await page.reload();
    await page.locator('[data-phase=waiting]').waitFor();
    expect(page.url()).toContain('seed=11');
    const states = () => page.locator('#run-list tbody td:nth-of-type(2)').allInnerTexts();
    await expect.poll(states).toEqual(['Waiting for its turn', 'Running: figures still move']);
    // The address is that of the run on show.
    await page.locator('#run-list').getByRole('button', { name: /^1\. / }).click();
    expect(page.url()).toContain('seed=4');
    await page.reload();
    await page.locator('[data-phase=running]').waitFor();
    await expect.poll(states).toEqual(['Waiting for its turn', 'Running: figures still move']);
    expect(trouble).toEqual([]);
  });

  test('a run that ended while another screen was on show is there after a reload, and runs no second time', async () => {
    const { page, trouble } = await visitAndStart(site, quick);
    await page.locator('[data-phase=running]').waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Explore' }).first().click();
    await expect.poll(() => page.evaluate(() => (history.state as { going: string[] }).going)).toEqual([]);
    await page.reload();
    await page.locator('main h1', { hasText: 'Explore' }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Run' }).first().click();
    expect(await ended(page)).toBe('done');
    expect(await page.locator('#run-list tbody tr').count()).toBeLessThan(2);
    expect(trouble).toEqual([]);
  });

  test('opening a link gives the same numbers, with another number of workers and another order too', async () => {
    const plan = small.replace('iterations=5', 'iterations=20');
    const first = await visitAndStart(site, plan);
    await ended(first.page);
    const link = await first.page.evaluate(() => location.hash);
    const numbers = numbersOf((await savedReport(first.page)).text);
    await first.context.close();
    const { page } = await site.visit({ hash: link.replace('screen=run&', '') });
    await page.getByLabel('Workers').fill('1');
    await page.getByLabel('Workers').blur();
    await startRun(page);
    await page.getByRole('button', { name: /^Move A\.3-1 .* up$/ }).click();
    await page.getByRole('button', { name: 'Move Self-checks of the attacks up' }).click();
    expect(await ended(page)).toBe('done');
    expect(numbersOf((await savedReport(page)).text)).toEqual(numbers);
  });

  test('a run that the page was left with says why it stopped, and goes on when it is told to', async () => {
    const { page } = await visitAndStart(site, long);
    await page.locator('[data-phase=running] progress').waitFor();
    await page.goto('about:blank');
    await page.goto(site.address);
    await page.getByRole('navigation').getByRole('button', { name: 'Run' }).first().click();
    await page.locator('#run-list').getByRole('button', { name: /^1\. / }).click();
    expect(await ended(page)).toBe('stopped');
    expect(await page.getByRole('alert').filter({ hasText: 'Why it stopped' }).innerText()).toContain(
      'was left',
    );
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('[data-phase=running]').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await ended(page)).toBe('cancelled');
  });
});

describe('the queue', () => {
  test('items are moved by buttons and keys, set aside and resumed', async () => {
    const { page, trouble } = await visitAndStart(site, long);
    await item(page, 'A.5-3/pgd').waitFor();
    const attacks = async () => (await itemNames(page)).filter((name) => /pgd|checks/.test(name!));
    expect(await attacks()).toEqual(['A.5-3/pgd', 'A.5-3/apgd-ce', 'A.5-3/checks']);
    // What is said of another item a moment later takes the place of what was said before.
    const said = await heard(page);
    const up = page.getByRole('button', { name: 'Move Self-checks of the attacks up' });
    await up.click();
    await expect.poll(attacks).toEqual(['A.5-3/pgd', 'A.5-3/checks', 'A.5-3/apgd-ce']);
    expect(await up.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(attacks).toEqual(['A.5-3/checks', 'A.5-3/pgd', 'A.5-3/apgd-ce']);
    await expect.poll(said).toMatch(/Self-checks of the attacks moved: now \d of \d/);
    await page.getByRole('button', { name: 'Set PGD aside' }).click();
    await expect.poll(() => item(page, 'A.5-3/pgd').getAttribute('data-state')).toBe('stopped');
    await page.getByRole('button', { name: 'Resume PGD' }).click();
    await expect.poll(() => item(page, 'A.5-3/pgd').getAttribute('data-state')).not.toBe('stopped');
    expect(trouble).toEqual([]);
  });

  test('a run of which an item was set aside ends as partial; a part of it is taken up alone', async () => {
    const { page } = await visitAndStart(site, long);
    await page.getByRole('button', { name: /^Set A\.5-3 .* aside$/ }).click();
    expect(await ended(page)).toBe('cancelled');
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    const status = (id: string) => report.items.find((one) => one.id === id)?.status;
    expect([status('A.5-3'), status('A.3-1')]).toEqual(['partial', 'measured']);
    await page.getByRole('button', { name: 'Resume PGD' }).click();
    await page.locator('[data-phase=running]').waitFor();
    // Finished pieces are read from storage first.
    await expect
      .poll(() => item(page, 'A.5-3/pgd').getAttribute('data-state'), { timeout: 15_000 })
      .toBe('going');
    expect(await item(page, 'A.5-3/apgd-ce').getAttribute('data-state')).toBe('stopped');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await ended(page)).toBe('cancelled');
  });

  test('further runs are planned while one goes on, wait, change places and can be taken out', async () => {
    const { page, trouble } = await visitAndStart(site, long);
    await page.locator('[data-phase=running]').waitFor();
    for (const seed of ['11', '12']) {
      await page.getByRole('button', { name: 'Plan', exact: false }).first().click();
      await page.getByLabel('Seed').fill(seed);
      await page.getByLabel('Seed').blur();
      await startRun(page);
      await page.locator('[data-phase=waiting]').waitFor();
    }
    const queue = () =>
      page.locator('#run-waiting li').evaluateAll((all) => all.map((one) => one.dataset.run));
    expect(await queue()).toEqual(['2', '3']);
    await page.getByRole('button', { name: /^Move 3\..* up$/ }).click();
    await expect.poll(queue).toEqual(['3', '2']);
    await page.getByRole('button', { name: /^Take 2\..* out of the queue$/ }).click();
    await expect.poll(queue).toEqual(['3']);
    expect(await page.locator('#run-list tbody tr').count()).toBe(2);
    await page.locator('#run-list').getByRole('button', { name: /^1\. / }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.locator('#run-list').getByRole('button', { name: /^3\. / }).click();
    await page.locator('[data-phase=running], [data-phase=loading]').first().waitFor();
    expect(trouble).toEqual([]);
  });

  test('one line for assistive tools, which can be muted; curves are no live regions', async () => {
    const { page } = await visitAndStart(site, long);
    await item(page, 'A.5-3/fgsm').and(page.locator('[data-state=done]')).waitFor();
    const line = page.locator('main').getByRole('status').first();
    await expect.poll(() => line.textContent()).toMatch(/done/);
    // Read-outs of charts speak while somebody walks over them; nothing else has a word.
    const spoken = await page.locator('main [aria-live], main [role=status]').allTextContents();
    expect(spoken.filter((text) => text.trim())).toHaveLength(1);
    const mute = page.getByRole('switch', { name: 'Say the progress aloud' });
    await mute.click();
    expect(await mute.isChecked()).toBe(false);
    const said = await line.textContent();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('[data-phase=paused]').waitFor();
    expect(await line.textContent()).toBe(said);
  });
});

describe('runs that are kept', () => {
  /** Finished once; each test goes on from where the one before it left them, by rows that it names. */
  let page: Page;
  let trouble: string[];
  beforeAll(async () => {
    ({ page, trouble } = await visitAndStart(site, small));
    expect(await ended(page)).toBe('done');
    await page.getByRole('button', { name: 'Plan', exact: false }).first().click();
    await page.getByLabel('Iterations').first().fill('20');
    await page.getByLabel('Iterations').first().blur();
    await startRun(page);
    await page.locator('#run-list tbody tr').nth(1).waitFor();
    expect(await ended(page)).toBe('done');
  });
  afterAll(() => page.context().close());
  afterEach(() => expect(trouble).toEqual([]));
  const more = async (page: Page, run: RegExp, action: string) => {
    await page.getByRole('button', { name: run }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  test('two are compared row by row; what differs in their plans is said', async () => {
    for (const box of await page.locator('#run-list input[type=checkbox]').all()) await box.check();
    const panel = page.locator('#run-compare');
    await panel.getByText('A.5-3.iterations').waitFor();
    await expect.poll(() => panel.locator('tbody .verdict').count()).toBeGreaterThan(8);
    const accuracy = panel.locator('tbody tr').last();
    expect(await accuracy.innerText()).toMatch(/20 shared samples/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });

  test('they are named, removed, brought back, and there after a reload; names stay out of links and reports', async () => {
    await more(page, /^More for 1\. /, 'Name and note');
    await page.getByLabel('Name', { exact: true }).fill('before lunch');
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('ask Mei');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.locator('#run-list').getByRole('button', { name: 'before lunch', exact: true }).click();
    expect(await page.locator('main h1').innerText()).toBe('before lunch');
    expect(await page.evaluate(() => location.href)).not.toMatch(/lunch|Mei/);
    expect((await savedReport(page)).text).not.toMatch(/lunch|Mei/);
    await more(page, /^More for 2\. /, 'Remove');
    await expect.poll(() => page.locator('#run-list tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await expect.poll(() => page.locator('#run-list tbody tr').count()).toBe(2);
    await expect.poll(() => page.locator('#run-list').innerText()).not.toContain('until the page is closed');
    await page.goto('about:blank');
    await page.goto(site.address);
    await page.getByRole('navigation').getByRole('button', { name: 'Run' }).first().click();
    await page.locator('#run-list tbody tr').nth(1).waitFor();
    const text = await page.locator('#run-list').innerText();
    expect(text).toContain('before lunch');
    expect(text).toContain('on an earlier visit');
    await page.locator('#run-list').getByRole('button', { name: 'before lunch', exact: true }).click();
    expect(await ended(page)).toBe('done');
    expect((await figures(page)).length).toBeGreaterThan(2);
  });

  test('a run is repeated with changes from its own plan', async () => {
    await more(page, /^More for 2\. /, 'Run again with changes');
    expect(await page.getByRole('spinbutton', { name: 'Iterations' }).first().inputValue()).toBe('20');
    await startRun(page);
    await page.locator('#run-list tbody tr').nth(2).waitFor();
    expect(await ended(page)).toBe('done');
  });

  test('where storage is forbidden one sentence says so, and the run is as good as any', async () => {
    const { page, context } = await site.visit();
    // The shelf of runs lives in a worker; its file is asked to behave as in a private window.
    await context.route('**/assets/*.js', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll(
        'indexedDB.open(',
        '(() => { throw new DOMException("no", "SecurityError") })(',
      );
      await route.fulfill({ response, body });
    });
    await page.goto('about:blank');
    await page.goto(site.address + small);
    await startRun(page);
    expect(await ended(page)).toBe('done');
    await page.getByText('This browser keeps nothing for this page').waitFor();
  });
});

describe('the page meanwhile', () => {
  test('its own thread stays free while it runs', async () => {
    const { page, context } = await site.visit({ hash: quick.replace('iterations=5', 'iterations=20') });
    await page.getByRole('button', { name: 'Start the run' }).waitFor();
    const session = await context.newCDPSession(page);
    const trace: TraceEvent[] = [];
    session.on('Tracing.dataCollected', ({ value }) => trace.push(...(value as unknown as TraceEvent[])));
    await session.send('Tracing.start', {
      categories: 'toplevel,disabled-by-default-devtools.timeline',
      transferMode: 'ReportEvents',
    });
    await startRun(page);
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
