import { expect, test } from 'vitest';
import { languages, loadLanguage, text, type MessageId } from '../../src/messages/index.ts';

const placeholders = (sentence: string) =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('every language has every sentence with the same values', async () => {
  const en = await loadLanguage('en');
  for (const language of languages) {
    const catalogue = await loadLanguage(language);
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
    for (const id of Object.keys(en) as MessageId[]) {
      expect(catalogue[id], `${language} ${id}`).toBeTruthy();
      expect(placeholders(catalogue[id]), `${language} ${id}`).toEqual(placeholders(en[id]));
    }
  }
});

test('values are put into the sentence', () => {
  expect(text({ id: 'workers.crashed', values: { tries: 3 } }, 'en')).toContain('tried 3 times');
  expect(text({ id: 'workers.crashed', values: { tries: 3 } }, 'zh')).toContain('3');
});

test.each(['constructor', 'toString', '__proto__', 'made.up'])(
  'an id from elsewhere stands for itself: %s',
  (id) => {
    for (const language of languages) expect(text({ id: id as MessageId }, language)).toBe(id);
  },
);

test('a value that was not given leaves its place, whatever its name', () => {
  const made = { id: 'about {constructor} and {n}' as MessageId, values: { n: 2 } };
  expect(text(made, 'en')).toBe('about {constructor} and 2');
});
