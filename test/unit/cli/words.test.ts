import { describe, expect, test } from 'vitest';
import { blankItem } from '../../../src/assessment/items.ts';
import { duration, progressLine, progressPrinter } from '../../../src/cli/progress-line.ts';
import { summary } from '../../../src/cli/summary.ts';
import type { Host } from '../../../src/cli/host.ts';
import type { Report } from '../../../src/document/report.ts';
import type { Item } from '../../../src/document/types.ts';

describe('time left', () => {
  test.each([
    [0, '0 s'],
    [0.2, '1 s'],
    [59.1, '1 min 0 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('%d seconds: %s', (seconds, words) => {
    expect(duration(seconds, 'en')).toBe(words);
  });
});

const progress = { done: 30, total: 120, shardsDone: 2, shards: 9, rate: 1234.5, secondsLeft: 61 };

describe('progress', () => {
  test('is an amount, a rate and a time left', () => {
    expect(progressLine(progress, 'en')).toBe('25 % · 2 of 9 pieces · 1,230 passes/s · 1 min 1 s left');
    expect(progressLine({ ...progress, rate: null, secondsLeft: null }, 'en')).toBe('25 % · 2 of 9 pieces');
    expect(progressLine({ ...progress, done: 0, total: 0 }, 'en')).toMatch(/^100 %/);
  });

  test('fills a log with few lines, the last of them at the end', () => {
    const lines: string[] = [];
    const host = { language: 'en', say: (line: string) => lines.push(line) } as unknown as Host;
    const print = progressPrinter(host);
    for (let done = 0; done < 120; done++) print({ ...progress, done });
    print({ ...progress, done: 120, shardsDone: 9 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^100 %/);
  });
});

describe('the summary', () => {
  const item: Item = {
    ...blankItem('A.5-3', 'measured', {}),
    value: 0.41256,
    interval: { low: 0.37, high: 0.45, method: 'bootstrap-bca' },
    n: 200,
    curves: [
      {
        attack: 'pgd',
        norm: 'linf',
        kind: 'raw',
        x: { name: 'epsilon', unit: 'input' },
        points: [0, 0.1, 0.2].map((x) => ({ x, y: 0.5, low: 0.4, high: 0.6, correct: 100, n: 200 })),
      },
    ],
    warnings: [{ id: 'assessment.first-in-file', values: { count: 200, of: 500 } }],
  };
  const lines = (items: readonly Item[], judgement: Report['judgement'] = []) =>
    summary({ items, judgement } as unknown as Report, 'en');

  test('never calls a model robust, but says what it withstood', () => {
    const text = lines([item]).join('\n');
    expect(text).toMatch(/0\.4126 · 95 % interval 0\.37–0\.45 \(bootstrap, BCa\) · n = 200 \(measured\)/);
    expect(text).toMatch(/not broken by these attacks at these budgets: pgd; ε 0\.1 to 0\.2/);
    expect(text).not.toMatch(/\bis robust\b/);
  });

  test('calls an unreliable value an upper bound', () => {
    expect(lines([{ ...item, reliable: false }]).join('\n')).toMatch(/upper bound, not reliable/);
  });

  test('says when no self-check stands behind a value', () => {
    expect(lines([{ ...item, details: { checks: [] } }]).join('\n')).toMatch(/self-checks were switched off/);
    const open = { ...item, details: { checks: [{ passed: null }] } };
    expect(lines([open]).join('\n')).toMatch(/not every self-check came to a result/);
    expect(lines([{ ...open, reliable: true }]).join('\n')).not.toMatch(/self-check/);
  });

  test('shows a warning once, and what a threshold came to', () => {
    const reason = { id: 'assessment.judged-unfinished' } as const;
    const text = lines(
      [item, { ...item, id: 'A.3-1' }],
      [{ threshold: 'A.5-3>=0.4', indicator: 'A.5-3', outcome: 'undecided', reason }],
    );
    expect(text.filter((line) => line.startsWith('!'))).toHaveLength(1);
    expect(text).toContain('A.5-3>=0.4: undecided. The item is not finished, so nothing can be concluded.');
  });

  test('says that an item failed', () => {
    expect(lines([blankItem('A.3-1', 'error', {})])[0]).toMatch(/^A\.3-1 .*: failed$/);
  });
});
