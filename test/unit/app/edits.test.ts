import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, Edits } from '../../../src/app/state/edits.ts';

const form = (seed = 1, samples: number | null = 200, attacks = ['fgsm'], iterations = 40) => ({
  indicators: ['A.5-3'],
  parameters: { 'A.5-3': { attacks, iterations } },
  samples,
  seed,
});

test('differences are named by their path, also where a name has dots', () => {
  expect(differences(form(), form())).toEqual([]);
  expect(differences(form(1), form(2, null))).toEqual(['samples', 'seed']);
  expect(differences(form(), form(1, 200, ['fgsm'], 9))).toEqual(['parameters.A.5-3.iterations']);
});

test('a number typed digit by digit is one step, two fields are two', () => {
  const edits = new Edits(form());
  for (const seed of [4, 42, 421]) edits.record(form(seed));
  edits.record(form(421, null));
  edits.record(form(421, 50));
  expect(edits.undo()).toEqual(form(421));
  expect(edits.undo()).toEqual(form());
  expect(edits.canUndo).toBe(false);
  expect(edits.undo()).toBeUndefined();
  expect(edits.redo()).toEqual(form(421));
  expect(edits.redo()).toEqual(form(421, 50));
  expect(edits.canRedo).toBe(false);
});

test('a field deep inside is a field too, and boxes ticked one after the other are steps', () => {
  const edits = new Edits(form());
  edits.record(form(1, 200, ['fgsm'], 5));
  edits.record(form(1, 200, ['fgsm'], 50));
  edits.record(form(1, 200, ['fgsm', 'pgd'], 50));
  edits.record(form(1, 200, ['fgsm', 'pgd', 'bim'], 50));
  expect(edits.undo()).toEqual(form(1, 200, ['fgsm', 'pgd'], 50));
  expect(edits.undo()).toEqual(form(1, 200, ['fgsm'], 50));
  expect(edits.undo()).toEqual(form());
});

test('an edit after going back drops what was ahead, and joins no step from before', () => {
  const edits = new Edits(form());
  edits.record(form(2));
  edits.record(form(2, 10));
  edits.undo();
  edits.record(form(3));
  expect(edits.canRedo).toBe(false);
  expect(edits.undo()).toEqual(form(2));
  expect(edits.undo()).toEqual(form());
});

test('what undo itself put into the fields is no new step', () => {
  const edits = new Edits(form());
  edits.record(form(2));
  edits.record(structuredClone(edits.undo()!));
  expect(edits.canRedo).toBe(true);
});

test('all the way back and all the way forth gives the last value', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ a: fc.nat(3), b: fc.boolean(), c: fc.array(fc.nat(2)) })), (values) => {
      const start = { a: 9, b: false, c: [] as number[] };
      const edits = new Edits(start);
      for (const value of values) edits.record(value);
      let back: typeof start | undefined = start;
      for (let next = edits.undo(); next; next = edits.undo()) back = next;
      expect(back).toEqual(start);
      let last: typeof start | undefined = start;
      for (let next = edits.redo(); next; next = edits.redo()) last = next;
      expect(last).toEqual(values.at(-1) ?? start);
    }),
  );
});
