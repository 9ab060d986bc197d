import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestAssignment } from '../../../src/numeric/assignment.ts';

/** The largest sum by trying all assignments. */
function best(gains: readonly number[], rows: number, columns: number, taken = 0, row = 0): number {
  if (row === rows) return 0;
  let most = -Infinity;
  for (let column = 0; column < columns; column++) {
    if (taken & (1 << column)) continue;
    const rest = best(gains, rows, columns, taken | (1 << column), row + 1);
    most = Math.max(most, gains[row * columns + column] + rest);
  }
  return most;
}

test('no other assignment gains more', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }));
  const tables = sizes.chain(([rows, more]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(rows + more),
      gains: fc.array(fc.integer({ min: -9, max: 9 }), {
        minLength: rows * (rows + more),
        maxLength: rows * (rows + more),
      }),
    }),
  );
  fc.assert(
    fc.property(tables, ({ rows, columns, gains }) => {
      const found = bestAssignment(gains, rows, columns);
      expect(new Set(found).size).toBe(rows);
      const sum = found.reduce((total, column, row) => total + gains[row * columns + column], 0);
      expect(sum).toBe(best(gains, rows, columns));
    }),
    { numRuns: 200 },
  );
});

test('a shuffled diagonal is found among a hundred', () => {
  const order = Array.from({ length: 100 }, (_, row) => (row * 37 + 11) % 100);
  const gains = Float64Array.from({ length: 10_000 }, (_, at) =>
    order[Math.floor(at / 100)] === at % 100 ? 3 : ((at * 7919) % 5) / 2,
  );
  expect([...bestAssignment(gains, 100, 100)]).toEqual(order);
});

test('more rows than columns are refused', () => {
  expect(() => bestAssignment([1, 2], 2, 1)).toThrow(RangeError);
});
