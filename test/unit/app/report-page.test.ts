import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { commandsOf } from '../../../src/app/components/report/commands.ts';
import { parameterRows, summaryOf } from '../../../src/app/components/report/summary.ts';
import { readReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';

const golden = readReport(
  new Uint8Array(await readFile(new URL('../../fixtures/golden/report.json', import.meta.url))),
);
const english = { language: 'en', tag: 'en' } as const;
const chinese = { language: 'zh', tag: 'zh-CN' } as const;
const [robust] = golden.items;

/** Numbers of a text as they are written, without marks of thousands. */
const numbers = (text: string) =>
  [...text.matchAll(/\d+(?:[.,]\d+)*/g)].map(([found]) => found.replaceAll(',', ''));

describe('the summary', () => {
  test('says the same numbers in both languages', () => {
    const [en, zh] = [english, chinese].map((voice) => summaryOf(golden, voice).map(numbers));
    expect(zh.map((line) => [...line].sort())).toEqual(en.map((line) => [...line].sort()));
    expect(en.flat().length).toBeGreaterThan(10);
  });

  test('has the document’s own value, interval and counts', () => {
    const said = summaryOf(golden, english).join(' ');
    expect(robust.value).not.toBeNull();
    for (const share of [robust.value!, robust.interval!.low, robust.interval!.high])
      expect(said).toContain(`${(100 * share).toFixed(1)}%`);
    expect(said).toContain(`n = ${robust.n}`);
    expect(said).toContain('not broken by these attacks at these budgets');
    expect(said).not.toMatch(/\bis robust\b/);
  });

  test('an unreliable value is called an upper bound', () => {
    const shaky = { ...golden, items: [{ ...robust, reliable: false }] };
    expect(summaryOf(shaky, english).join(' ')).toContain('upper bound');
    const unchecked = {
      ...robust,
      reliable: undefined,
      parameters: { ...robust.parameters, selfChecks: false },
    };
    expect(summaryOf({ ...golden, items: [unchecked] }, english).join(' ')).toContain('switched off');
  });

  test('items without a value, and thresholds, are said too', () => {
    const empty = { ...robust, value: null, interval: null, status: 'error' as const };
    expect(summaryOf({ ...golden, items: [empty] }, english).join(' ')).toContain('no value (failed)');
    const reason = { id: 'assessment.judged-unfinished' as const };
    const judgement = (['met', 'undecided', 'undecided'] as const).map((outcome) => ({
      threshold: 'A.5-3>=0.4',
      indicator: 'A.5-3',
      outcome,
      reason,
    }));
    expect(summaryOf({ ...golden, judgement }, english).at(-1)).toBe(
      'Of 3 thresholds 1 are met, 0 are not met and 2 are undecided.',
    );
  });

  test('a report of any origin may hold anything among its parameters', () => {
    const parameters = {
      __proto__: null,
      constructor: 1,
      '<b>': ['<i>'],
      deep: { a: [null] },
      long: 'x'.repeat(5000),
    };
    const rows = parameterRows({ ...robust, parameters: { ...parameters } }, english);
    expect(rows.every(({ value }) => value.length < 300)).toBe(true);
    expect(rows.find(({ name }) => name === '<b>')).toMatchObject({ title: '<b>', value: '<i>' });
  });
});

describe('the commands', () => {
  const of = (change: Partial<Report>) => commandsOf({ ...golden, ...change }, 'report.json', 'plan.json');
  const bundled = { model: { ...golden.model, target: 'digits-cnn' } };

  test('a bundled model is named', () => {
    expect(of(bundled)).toEqual({
      verify: 'touchstone verify report.json',
      assess: 'touchstone assess --target digits-cnn --plan plan.json --out again.json',
      own: false,
    });
  });

  test('own files keep their places and how they were read', () => {
    const data = {
      ...golden.data,
      id: 'file',
      preparation: { scale: 16, labelColumn: 'the digit', standardised: true },
    };
    expect(of({ data })).toEqual({
      verify:
        "touchstone verify report.json --target model.onnx --data data.csv --scale 16 --label-column 'the digit' --standardise stats.json",
      assess:
        "touchstone assess --target model.onnx --data data.csv --scale 16 --label-column 'the digit' --standardise stats.json --plan plan.json --out again.json",
      own: true,
    });
  });

  test('nothing that a report names runs in a shell', () => {
    const data = { ...golden.data, id: 'file', preparation: { labelColumn: "x'; rm -rf ~ #`id`$(id)" } };
    const model = { ...golden.model, target: 'a; rm' };
    const { verify, assess } = of({ data, model });
    for (const line of [verify, assess]) expect(line).not.toMatch(/[;`$#~]|a; rm/);
  });

  test('what the terminal cannot compare is not offered', () => {
    expect(of({ engine: { name: 'webgpu', agreement: 1e-6 } }).verify).toBeNull();
    expect(of({ items: [{ ...robust, status: 'partial' }] }).verify).toBeNull();
  });
});
