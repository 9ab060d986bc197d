import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparableAttacks } from '../../../../src/app/components/membership/reading.ts';
import type { Report } from '../../../../src/document/report.ts';
import type { Item, RocCurve } from '../../../../src/document/types.ts';

const report = JSON.parse(readFileSync('test/fixtures/reports/membership.json', 'utf8')) as Report;
const [curve] = report.items[0].roc!;
const item = (...curves: readonly Pick<RocCurve, 'attack' | 'defence'>[]): Item => ({
  ...report.items[0],
  roc: curves.map((named) => ({ ...curve, ...named })),
});

describe('attacks that can be compared', () => {
  test('are those that at least two of the runs made on the answers as they are', () => {
    const first = item({ attack: 'loss' }, { attack: 'lira' }, { attack: 'gap', defence: 'top-1' });
    const second = item({ attack: 'lira' }, { attack: 'gap' }, { attack: 'loss', defence: 'top-1' });
    expect(comparableAttacks([first, second])).toEqual(['lira']);
    expect(comparableAttacks([first, second, item({ attack: 'gap' })])).toEqual(['lira', 'gap']);
  });

  test('are none of one run, and of runs without curves', () => {
    expect(comparableAttacks([item({ attack: 'loss' })])).toEqual([]);
    expect(comparableAttacks([{ ...report.items[0], roc: undefined }, item({ attack: 'loss' })])).toEqual([]);
  });
});
