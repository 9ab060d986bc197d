import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shadowRows } from '../../../../src/indicators/membership/plan.ts';
import { placesOf, roleCounts } from '../../../../src/indicators/membership/roles.ts';
import type { Selection, SubjectInfo } from '../../../../src/indicators/types.ts';

const subject = (members: number, others: number): SubjectInfo => ({
  kind: 'table',
  classes: 2,
  shape: [3],
  training: { source: 'card', members, others, sha256: '' },
});
const firstOf = (count: number, of = count): Selection => ({
  order: 'file',
  indices: Array.from({ length: count }, (_, i) => i),
  of,
});

describe('roles', () => {
  test('rows that a card leaves are non-members before test rows are', () => {
    expect(roleCounts(subject(100, 400), firstOf(500))).toEqual({
      members: 100,
      nonMembers: 300,
      population: 100,
      othersFrom: 'training',
      shadowRows: 100,
    });
    expect(roleCounts(subject(100, 20), firstOf(500))).toMatchObject({
      nonMembers: 375,
      population: 125,
      othersFrom: 'test',
    });
  });

  test('too few rows make no population, and a limit holds for both sides', () => {
    expect(roleCounts(subject(100, 0), firstOf(120))).toMatchObject({ nonMembers: 120, population: 0 });
    expect(roleCounts(subject(1000, 0), firstOf(120, 500))).toMatchObject({ members: 120, nonMembers: 120 });
  });

  test('no record plays two parts, all are drawn by the seed, and shadows take no more than half', () => {
    const sizes = fc.record({
      train: fc.integer({ min: 4, max: 700 }),
      known: fc.double({ min: 0.05, max: 1, noNaN: true }),
      rows: fc.integer({ min: 4, max: 700 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(sizes, ({ train, known, rows, seed }) => {
        const count = Math.max(2, Math.floor(train * known));
        const selection = firstOf(rows);
        const counts = roleCounts(subject(count, train - count), selection);
        const knowledge = { source: 'card' as const, members: Array.from({ length: count }, (_, i) => i) };
        const places = placesOf(counts, knowledge, train, selection.indices, seed);
        expect(places).toHaveLength(counts.members + counts.nonMembers + counts.population);
        expect(new Set(places.map(({ part, row }) => `${part} ${row}`)).size).toBe(places.length);
        places.forEach(({ part, row }, at) =>
          expect(part === 'train' && row < count).toBe(at < counts.members),
        );
        expect(placesOf(counts, knowledge, train, selection.indices, seed)).toEqual(places);
        expect(2 * counts.shadowRows).toBeLessThanOrEqual(counts.members + counts.nonMembers);
      }),
      { numRuns: 60 },
    );
  });

  test('two shadows of a pair share no row', () => {
    const counts = roleCounts(subject(100, 400), firstOf(500));
    const [first, second] = [shadowRows(counts, 2, 7), shadowRows(counts, 3, 7)];
    expect(first).toHaveLength(100);
    expect([...first].filter((row) => second.includes(row))).toEqual([]);
    expect([...shadowRows(counts, 4, 7)]).not.toEqual([...first]);
  });
});
