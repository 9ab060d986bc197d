import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { anchors, isAnchor } from '../../../src/app/learn/anchors.ts';
import { factText, type Fact } from '../../../src/app/learn/facts.ts';
import { judge, settles, solutionOf } from '../../../src/app/learn/judge.ts';
import { lessonOf, lessons } from '../../../src/app/learn/lessons/index.ts';
import { bent } from '../../../src/app/learn/lessons/one-step-to-many.ts';
import { fooled } from '../../../src/app/learn/lessons/adversarial-example.ts';
import { membership, robustness, rocOf } from '../../../src/app/learn/facts.ts';
import { RunOutcomes } from '../../../src/app/components/explore/outcomes.ts';
import { Shelf } from '../../../src/app/learn/store.ts';
import { tell, type Told } from '../../../src/app/learn/told.ts';
import type { Step, Words } from '../../../src/app/learn/types.ts';
import { lessonRuns } from '../../../src/app/learn/results.ts';
import { languages } from '../../../src/messages/index.ts';
import { fetchPublic } from '../../support/public-files.ts';

const app = fileURLToPath(new URL('../../../src/app/', import.meta.url));
const told = new Map<string, readonly Told[]>();

beforeAll(async () => {
  const shelf = new Shelf(fetchPublic);
  for (const lesson of lessons) told.set(lesson.id, await tell(lesson, shelf));
});

const placeholders = (text: string) => [...text.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => name);

/** Texts that are seen before the question is answered, and those after. */
function textsOf(step: Step): { before: Words[]; after: Words[] } {
  const { ask } = step;
  const options =
    ask.kind === 'choice'
      ? ask.options.map(({ text }) => text)
      : ask.kind === 'point'
        ? ask.places.map(({ name }) => name)
        : [];
  const mistakes = ask.kind === 'number' ? (ask.mistakes ?? []).map(({ says }) => says) : [];
  return {
    before: [step.title, ...step.text, ask.question, ...options, ...(step.hints ?? [])],
    after: [
      step.right,
      ...(step.wrong ? [step.wrong] : []),
      ...mistakes,
      step.notes,
      ...(ask.kind === 'task' ? [ask.solution] : []),
    ],
  };
}

const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step, index) => ({ name: `${lesson.id}: ${step.id}`, lesson, step, index })),
);

test('a lesson is one file of its own name, and one line of the list', () => {
  const files = readdirSync(join(app, 'learn', 'lessons')).filter((file) => file !== 'index.ts');
  expect(files.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual(lessons.map(({ id }) => id).sort());
});

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_, lesson) => {
  test('has aims, steps of different names, 5 to 10 minutes, and what comes before it comes before it', () => {
    expect(lesson.aims.length).toBeGreaterThan(0);
    expect(lesson.minutes).toBeGreaterThanOrEqual(5);
    expect(lesson.minutes).toBeLessThanOrEqual(10);
    expect(new Set(lesson.steps.map(({ id }) => id)).size).toBe(lesson.steps.length);
    for (const id of lesson.after) {
      const before = lessonOf(id);
      expect(before, id).toBeDefined();
      expect(lessons.indexOf(before!)).toBeLessThan(lessons.indexOf(lesson));
    }
  });
});

describe.each(steps.map((entry) => [entry.name, entry] as const))('%s', (_, { lesson, step, index }) => {
  const known = () => told.get(lesson.id)![index];

  test('every text is there in every language, with the same facts, and all of them are known', () => {
    const { before, after } = textsOf(step);
    for (const words of [...before, ...after]) {
      for (const language of languages) expect(words[language].trim(), words.en).not.toBe('');
      expect(new Set(placeholders(words.zh)), words.en).toEqual(new Set(placeholders(words.en)));
    }
    const facts = Object.keys(known().facts);
    for (const words of before) for (const name of placeholders(words.en)) expect(facts).toContain(name);
    for (const words of after)
      for (const name of placeholders(words.en)) expect([...facts, 'given']).toContain(name);
    const used = [...before, ...after].flatMap(({ en }) => placeholders(en));
    expect(
      facts.filter((name) => !used.includes(name)),
      'facts that no text uses',
    ).toEqual([]);
  });

  test('facts are numbers that can be said in every language', () => {
    for (const fact of Object.values<Fact>(known().facts)) {
      expect(Number.isFinite(fact.value)).toBe(true);
      for (const language of languages) expect(factText(fact, language)).not.toMatch(/NaN|undefined/);
    }
  });

  test('no figure of a result is written down: texts have numbers from facts alone', () => {
    const { before, after } = textsOf(step);
    for (const { en, zh } of [...before, ...after])
      for (const text of [en, zh])
        for (const [share] of text.matchAll(/\d+(\.\d+)?\s?%/g))
          // Said of the literature, of a contract, of a point on a curve, or wrong on purpose.
          expect([
            '87.3 %',
            '95.2 %',
            '87.3%',
            '95.2%',
            '40 %',
            '40%',
            '50 %',
            '50%',
            '100 %',
            '100%',
            '95 %',
            '95%',
            '12.5 %',
            '12.5%',
            '60 %',
            '60%',
            '18 %',
            '18%',
            '0 %',
            '0%',
          ]).toContain(share);
  });

  test('the place it speaks of is an anchor of its own screen', () => {
    for (const enter of [step.enter, ...(step.reveal ? [step.reveal] : [])]) {
      expect(isAnchor(enter.look)).toBe(true);
      expect(enter.look.split('.')[0]).toBe(enter.screen);
    }
    if (step.ask.kind === 'point')
      for (const { anchor } of step.ask.places) expect(anchor.split('.')[0]).toBe(step.enter.screen);
  });

  test('what its screen shows exists in its result', () => {
    for (const { run, view = {} } of [step.enter, ...(step.reveal ? [step.reveal] : [])]) {
      const parameters: Readonly<Record<string, unknown>> = lessonRuns[run].plan.indicators[0].parameters;
      const { epsilon, attack } = view;
      if (step.enter.screen !== 'explore') continue;
      if (epsilon !== undefined) expect(parameters.epsilons).toContain(Number(epsilon));
      if (attack !== undefined && attack !== 'worst-case') expect(parameters.attacks).toContain(attack);
    }
  });

  test('its own answer is right, and its question can be answered wrongly', () => {
    const { evidence } = known();
    const { ask } = step;
    const sight = { screen: step.enter.screen, view: step.enter.view ?? {} };
    expect(solutionOf(ask, evidence)).toBeDefined();
    if (ask.kind === 'task') {
      expect(settles(judge(ask, null, evidence, sight)), 'not done at the beginning').toBe(false);
      return;
    }
    const answer = ask.answer(evidence);
    expect(settles(judge(ask, answer, evidence, sight))).toBe(true);
    if (ask.kind === 'choice' || ask.kind === 'point') {
      const all =
        ask.kind === 'choice' ? ask.options.map(({ id }) => id) : ask.places.map((one) => one.anchor);
      expect(all).toContain(answer);
      expect(new Set(all).size).toBe(all.length);
      for (const other of all.filter((id) => id !== answer))
        expect(judge(ask, other, evidence, sight).verdict).toBe('wrong');
    } else if (ask.kind === 'number') {
      const far = (answer as number) + Math.max(ask.tolerance * 3, 1);
      expect(judge(ask, far, evidence, sight).verdict).toBe('wrong');
      for (const mistake of ask.mistakes ?? []) {
        const judged = judge(ask, mistake.at(evidence), evidence, sight);
        expect(judged, 'a known mistake is told from the answer').toMatchObject({
          verdict: 'wrong',
          mistake: mistake.says,
        });
      }
    } else {
      const far = (answer as number) > 0.5 ? 0 : 1;
      expect(judge(ask, far, evidence, sight).verdict).toBe('noted');
    }
  });
});

/** Every Svelte file of the screens and their parts. */
function* markup(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* markup(path);
    else if (entry.name.endsWith('.svelte')) yield readFileSync(path, 'utf8');
  }
}

test('every anchor is marked on a screen exactly once, and lessons use each', () => {
  const texts = ['screens', 'components'].flatMap((folder) => [...markup(join(app, folder))]);
  const used = steps.flatMap(({ step }) => [
    step.enter.look,
    ...(step.reveal ? [step.reveal.look] : []),
    ...(step.ask.kind === 'point' ? step.ask.places.map(({ anchor }) => anchor) : []),
  ]);
  for (const anchor of anchors) {
    const marks = texts.filter((text) => text.includes(`data-lesson="${anchor}"`));
    expect(marks.length, anchor).toBe(1);
    expect(used, anchor).toContain(anchor);
  }
});

describe('the samples that the walks show', () => {
  const standing = (lesson: string, run: keyof typeof lessonRuns, id: number, attack: string) => {
    const { evidence } = told
      .get(lesson)!
      .find((_, step) => lessonOf(lesson)!.steps[step].enter.run === run)!;
    const outcomes = new RunOutcomes(robustness(evidence.run(run)));
    const place = outcomes.placeOf(id);
    expect(place, `sample ${id} is one of the run’s`).toBeDefined();
    return outcomes.stands(attack, 2 / 16, place!);
  };

  test('an adversarial example is shown where the attack succeeds', () => {
    expect(standing('adversarial-example', 'one-step', fooled, 'fgsm')).toBe(false);
  });

  test('one step leaves what many steps break', () => {
    expect(standing('one-step-to-many', 'many-steps', bent, 'fgsm')).toBe(true);
    expect(standing('one-step-to-many', 'many-steps', bent, 'pgd')).toBe(false);
  });
});

describe('what the lesson on membership reckons', () => {
  const factsOf = (id: string) => {
    const at = lessonOf('membership-inference')!.steps.findIndex((step) => step.id === id);
    return told.get('membership-inference')![at];
  };

  test('from two accuracies is what the gap rule was measured to reach', () => {
    const { evidence, facts } = factsOf('gap');
    const { auc, successRate } = rocOf(evidence.run('membership-overfit'), 'gap');
    expect(facts.success.value).toBeCloseTo(successRate.value, 12);
    expect(facts.success.value).toBeCloseTo(auc.value, 12);
  });

  test('as the most that ε leaves is above what was found, and says something', () => {
    const { most, found, fpr } = factsOf('promise').facts;
    expect(most.value).toBeGreaterThan(found.value);
    expect(most.value).toBeGreaterThan(fpr.value);
    expect(most.value).toBeLessThan(1);
  });

  test('stands on records that do not differ without the model', () => {
    for (const [at, { enter }] of lessonOf('membership-inference')!.steps.entries()) {
      const { evidence } = told.get('membership-inference')![at];
      expect(membership(evidence.run(enter.run)).reliable, enter.run).toBe(true);
    }
  });
});
