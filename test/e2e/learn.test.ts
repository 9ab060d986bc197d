import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lessonOf, lessons } from '../../src/app/learn/lessons/index.ts';
import { Shelf } from '../../src/app/learn/store.ts';
import { tell, type Told } from '../../src/app/learn/told.ts';
import type { Lesson, Step } from '../../src/app/learn/types.ts';
import { loadLanguage, text, type Language, type MessageId } from '../../src/messages/index.ts';
import { colourRules } from '../support/axe.ts';
import { openSite, type Site } from '../support/page.ts';
import { fetchPublic } from '../support/public-files.ts';

let site: Site;
beforeAll(async () => {
  await loadLanguage('zh');
  site = await openSite();
});
afterAll(() => site.close());

const shelf = new Shelf(fetchPublic);
const heading = (page: Page) => page.locator('#lesson-body h2');
const verdict = (page: Page) => page.locator('.said');

/** Presses Tab until the focus is on what is wanted, as hands on a keyboard do. */
async function tabTo(page: Page, wanted: string, most = 150): Promise<void> {
  for (let press = 0; press < most; press++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${wanted}`);
}

/** Leads the focus to a button with a name. */
async function press(page: Page, name: string): Promise<void> {
  for (let at = 0; at < 150; at++) {
    const said = await page.evaluate(() => {
      const { activeElement: at } = document;
      return at?.tagName === 'BUTTON' ? (at.getAttribute('aria-label') ?? at.textContent ?? '').trim() : '';
    });
    if (said === name) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to “${name}”`);
}

/** The screen's own part of a task, by keys alone. */
const byHand: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async budget(page) {
    await page.keyboard.press('F6');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
  },
  async 'look-closely'(page) {
    await page.keyboard.press('F6');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
  },
};

async function answer(page: Page, step: Step, { evidence }: Told, language: Language): Promise<void> {
  const { ask } = step;
  const check = text('learn.check', language);
  if (ask.kind === 'task') {
    await byHand[step.id](page);
    return;
  }
  if (ask.kind === 'choice' || ask.kind === 'point') {
    const ids = ask.kind === 'choice' ? ask.options.map(({ id }) => id) : ask.places.map((one) => one.anchor);
    const wanted = ids.indexOf(ask.answer(evidence) as never);
    await tabTo(page, 'form.ask input[type=radio]');
    await page.keyboard.press('Space');
    for (let at = 0; at < wanted; at++) await page.keyboard.press('ArrowDown');
  } else if (ask.kind === 'number') {
    await tabTo(page, 'form.ask input[type=text]');
    const value = ask.answer(evidence);
    await page.keyboard.type(ask.unit === 'percent' ? (100 * value).toFixed(1) : String(value));
  } else {
    await tabTo(page, 'form.ask input[type=range]');
    for (let at = 0; at < 5; at++) await page.keyboard.press('ArrowLeft');
  }
  await press(page, check);
}

async function toTheEnd(lesson: Lesson, language: Language): Promise<void> {
  const { page, trouble, context } = await site.visit({
    hash: '#screen=learn',
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    viewport: { width: 1280, height: 720 },
  });
  const say = (id: MessageId, values?: Record<string, number>) => text({ id, values }, language);
  const told = await tell(lesson, shelf);
  await page.getByRole('heading', { name: lesson.title[language], level: 2 }).waitFor();
  await tabTo(page, `#lesson-${lesson.id} .primary`);
  await page.keyboard.press('Enter');
  for (const [index, step] of lesson.steps.entries()) {
    await heading(page).getByText(step.title[language], { exact: true }).waitFor();
    await page.locator('form.ask').waitFor();
    const place = page.locator('[data-lesson-lit]');
    await place.waitFor({ state: 'attached' });
    expect(await place.getAttribute('data-lesson'), `${step.id}: what is framed`).toContain(step.enter.look);
    await answer(page, step, told[index], language);
    await verdict(page).waitFor();
    expect(await verdict(page).getAttribute('data-verdict'), step.id).toMatch(/right|close|noted/);
    expect(await verdict(page).innerText()).not.toMatch(/[{}]|undefined|NaN/);
    const inside = await page.evaluate(() => !!document.activeElement?.closest('aside'));
    if (!inside) await page.keyboard.press('F6');
    await press(page, say(index + 1 < lesson.steps.length ? 'learn.next' : 'learn.finish'));
  }
  const steps = lesson.steps.length;
  await page.getByText(say('learn.steps-done', { done: steps, steps })).waitFor();
  expect(await page.evaluate(() => location.hash)).not.toContain('lesson=');
  expect(trouble).toEqual([]);
  await context.close();
}

describe('a lesson to its end, by keyboard only', () => {
  test('what an adversarial example is, in Chinese', () => toTheEnd(lessonOf('adversarial-example')!, 'zh'));
  test('gradient masking, in English', () => toTheEnd(lessonOf('gradient-masking')!, 'en'));
});

describe('links', () => {
  test('open every lesson at its last step, with its stored result', async () => {
    const { page, trouble } = await site.visit();
    for (const { id, steps } of lessons) {
      const last = steps[steps.length - 1];
      await page.goto('about:blank');
      await page.goto(`${site.address}#screen=learn&view.lesson=${id}&view.step=${steps.length}`);
      await heading(page).getByText(last.title.en, { exact: true }).waitFor();
      await page.locator(`[data-lesson="${last.enter.look}"][data-lesson-lit]`).waitFor();
      expect(await page.locator('.source .mark').innerText()).toBe(text('learn.stored', 'en'));
      expect(await page.evaluate(() => location.hash)).toContain(`lesson=${id}&step=${steps.length}`);
    }
    expect(trouble).toEqual([]);
  });

  test('a reload stays at the step; Back and Forward walk the steps', async () => {
    const { page } = await site.visit({ hash: '#screen=learn&view.lesson=robustness-curve&view.step=1' });
    const [first, second] = lessonOf('robustness-curve')!.steps;
    await page.getByRole('button', { name: 'Next step' }).click();
    await heading(page).getByText(second.title.en, { exact: true }).waitFor();
    await page.waitForFunction(() => location.hash.includes('step=2'));
    await page.reload();
    await heading(page).getByText(second.title.en, { exact: true }).waitFor();
    await page.waitForFunction(() => location.hash.includes('screen=explore'));
    await page.goBack();
    await heading(page).getByText(first.title.en, { exact: true }).waitFor();
    await page.goForward();
    await heading(page).getByText(second.title.en, { exact: true }).waitFor();
  });
});

test('wrong answers teach, hints come one by one, and right ones are remembered', async () => {
  const { page } = await site.visit({ hash: '#screen=learn&view.lesson=robustness-curve&view.step=3' });
  const field = page.locator('form.ask input[type=text]');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Please type a number.').waitFor();
  const told = (await tell(lessonOf('robustness-curve')!, shelf))[2];
  const { ask } = lessonOf('robustness-curve')!.steps[2];
  if (ask.kind !== 'number') throw new Error('a number is asked for');
  await field.fill(String(100 * ask.mistakes![0].at(told.evidence)));
  await page.getByRole('button', { name: 'Check' }).click();
  expect(await verdict(page).innerText()).toContain('You took ε = 0 in');
  await page.getByRole('button', { name: 'Hint' }).click();
  expect(await page.locator('.hints li').count()).toBe(1);
  await field.fill(String(100 * ask.answer(told.evidence)));
  await field.press('Enter');
  expect(await verdict(page).getAttribute('data-verdict')).toBe('right');
  await page.reload();
  await page.locator('.dots [aria-current].done').waitFor();
});

test('run it here: as many samples as end in time, and their figures take the stored ones’ place', async () => {
  const { page, trouble } = await site.visit({
    hash: '#screen=learn&view.lesson=adversarial-example&view.step=2',
  });
  await page.locator('.source').getByRole('button', { name: 'Run it here' }).click();
  await page.getByRole('button', { name: /Start with \d+ samples/ }).click();
  await page.locator('.source .own').waitFor({ timeout: 120_000 });
  await page.waitForFunction(() => location.hash.includes('screen=explore'));
  expect(await page.locator('.source').innerText()).toMatch(
    /your own run\s+\d+ samples, computed on this machine/,
  );
  await page.getByRole('button', { name: 'Back to the stored result' }).click();
  await page.getByText('stored result').waitFor();
  expect(trouble).toEqual([]);
});

describe('for the trainer alone', () => {
  const { steps, notes } = lessonOf('gradient-masking')!;

  test('a second window follows the lesson; the first shows no notes', async () => {
    const { page, context } = await site.visit({ hash: '#screen=learn' });
    const card = page.locator('article', { hasText: lessonOf('gradient-masking')!.title.en });
    await card.getByText('Worksheet, notes and link').click();
    const [second] = await Promise.all([
      context.waitForEvent('page'),
      card.getByRole('button', { name: 'Notes in a second window' }).click(),
    ]);
    await second.getByRole('heading', { name: steps[0].title.en }).waitFor();
    expect(await second.locator('nav:visible').count()).toBe(0);
    await card.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('button', { name: 'Next step' }).click();
    await second.getByRole('heading', { name: steps[1].title.en }).waitFor();
    await second.getByText(steps[1].notes.en).waitFor();
    expect(await page.content()).not.toContain(steps[1].notes.en);
  });

  test('printed notes are on paper, never on the screen', async () => {
    const { page } = await site.visit({ hash: '#screen=learn' });
    await page.evaluate(() => (window.print = () => undefined));
    const card = page.locator('article', { hasText: lessonOf('gradient-masking')!.title.en });
    await card.getByText('Worksheet, notes and link').click();
    await card.getByRole('button', { name: 'Print trainer’s notes' }).click();
    const paper = page.getByText(notes.en);
    await paper.waitFor({ state: 'attached' });
    expect(await paper.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await paper.isVisible()).toBe(true);
    expect(await page.locator('.panel:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await paper.waitFor({ state: 'detached' });
  });

  test('a worksheet has every question and axes to draw into, and no answer', async () => {
    const { page } = await site.visit({
      hash: '#screen=learn&view.lesson=gradient-masking&view.paper=worksheet',
    });
    await page.locator('.sheet').waitFor();
    const sheet = await page.locator('.sheet').innerText();
    const told = await tell(lessonOf('gradient-masking')!, shelf);
    expect(told).toHaveLength(steps.length);
    for (const step of steps) {
      expect(sheet).toContain(step.title.en);
      expect(sheet).not.toContain(step.notes.en);
      expect(sheet).not.toContain(step.right.en.slice(0, 30));
    }
    expect(await page.locator('.sheet figure svg').count()).toBe(
      steps.filter(({ paper }) => paper?.axes).length,
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav:visible').count()).toBe(0);
  });
});

describe('the lesson beside the screen', () => {
  const covers = (page: Page) =>
    page.evaluate(() => {
      const dock = document.querySelector('aside:has(#lesson-body)')!.getBoundingClientRect();
      const main = document.querySelector('main')!.getBoundingClientRect();
      return dock.left < main.right - 1;
    });

  test('never covers it on a projector, and passes axe in either theme', async () => {
    const { page } = await site.visit({
      hash: '#screen=learn&view.lesson=robustness-curve&view.step=2',
      viewport: { width: 1280, height: 720 },
    });
    await page.locator('[data-lesson-lit]').waitFor();
    expect(await covers(page)).toBe(false);
    expect(await page.getByRole('button', { name: 'Next step' }).isVisible()).toBe(true);
    for (const [colorScheme, rules] of [
      ['light', {}],
      ['dark', colourRules],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(colorScheme);
      const axe = new AxeBuilder({ page }).options(rules).include('aside:has(#lesson-body)');
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });

  test('is a sheet that folds at 390 px, and the page does not scroll sideways', async () => {
    const { page } = await site.visit({
      hash: '#screen=learn&view.lesson=adversarial-example&view.step=2',
      viewport: { width: 390, height: 844 },
    });
    await page.locator('form.ask').waitFor();
    await page.getByRole('button', { name: 'Fold the lesson away' }).click();
    expect(await page.locator('form.ask').isVisible()).toBe(false);
    const { height } = (await page.locator('aside:has(#lesson-body)').boundingBox())!;
    expect(height).toBeLessThan(120);
    await page.getByRole('button', { name: 'Open the lesson' }).click();
    expect(await page.locator('form.ask').isVisible()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test('the list of lessons passes axe, worksheet and link open', async () => {
    const { page } = await site.visit({ hash: '#screen=learn' });
    await page.getByText('Worksheet, notes and link').first().click();
    await page.getByRole('img', { name: 'Link to this lesson' }).waitFor();
    const { violations } = await new AxeBuilder({ page }).include('main').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
