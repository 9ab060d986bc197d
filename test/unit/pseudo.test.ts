import { afterEach, expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';
import { disguiseTexts, text, type MessageId } from '../../src/messages/index.ts';
import { stretch } from '../../src/messages/pseudo.ts';

afterEach(() => disguiseTexts(undefined));

test('every sentence gets longer by a third to a half, in brackets, with accents, and keeps its values', () => {
  for (const [id, sentence] of Object.entries(en)) {
    const stretched = stretch(sentence);
    const plain = sentence.replace(/\{\w+\}/g, '').length;
    const more = stretched.length - sentence.length;
    expect(more, id).toBeGreaterThanOrEqual(Math.floor(plain * 0.3));
    expect(more, id).toBeLessThanOrEqual(plain * 0.5 + 6);
    expect(stretched.match(/\{\w+\}/g), id).toEqual(sentence.match(/\{\w+\}/g));
  }
});

test('the page sees texts through it, values stand inside', () => {
  disguiseTexts(stretch);
  const id: MessageId = 'app.remove';
  expect(text({ id, values: { name: 'a.onnx' } }, 'en')).toMatch(/^\[Ŕéɱóṽé a\.onnx .*\]$/);
  disguiseTexts(undefined);
  expect(text({ id, values: { name: 'a.onnx' } }, 'en')).toBe('Remove a.onnx');
});
