import type { Step, Stop, Walk } from './types.ts';

/** How many stops the Page keys pass. */
export const page = 5;

const keys: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  PageUp: 'page-up',
  PageDown: 'page-down',
};

export const stepOf = (key: string): Step | undefined => (Object.hasOwn(keys, key) ? keys[key] : undefined);

/** One step along a row of stops. From before the first, forward leads to the first and backward to the last. */
export function stepAlong(count: number, from: number, step: Step): number {
  const last = count - 1;
  if (last < 0) return -1;
  const by = { left: -1, right: 1, down: -1, up: 1, 'page-down': -page, 'page-up': page, home: 0, end: 0 }[
    step
  ];
  if (step === 'home') return 0;
  if (step === 'end') return last;
  if (from < 0) return by > 0 ? 0 : last;
  return Math.max(0, Math.min(last, from + by));
}

/** One step over a grid of rows, counted row by row. Home and End are the ends of the row, Page keys move five rows. */
export function stepOnGrid(rows: number, columns: number, from: number, step: Step): number {
  if (rows * columns === 0) return -1;
  if (from < 0) return 0;
  const row = Math.floor(from / columns);
  const column = from % columns;
  const at = (r: number, c: number) =>
    Math.max(0, Math.min(rows - 1, r)) * columns + Math.max(0, Math.min(columns - 1, c));
  const moves: Record<Step, () => number> = {
    left: () => at(row, column - 1),
    right: () => at(row, column + 1),
    up: () => at(row - 1, column),
    down: () => at(row + 1, column),
    home: () => at(row, 0),
    end: () => at(row, columns - 1),
    'page-up': () => at(row - page, column),
    'page-down': () => at(row + page, column),
  };
  return moves[step]();
}

/** Index of the number nearest to `at` in an ascending list; the earlier of two equally near; −1 without any. */
export function nearestOf(ascending: ArrayLike<number>, at: number): number {
  if (ascending.length === 0) return -1;
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - ascending[low - 1] <= ascending[low] - at ? low - 1 : low;
}

/** A walk along stops that lie side by side; only the horizontal place counts. */
export function walkAlong(places: readonly number[], at: (index: number) => Stop): Walk {
  return {
    count: places.length,
    at,
    nearest: (x) => nearestOf(places, x),
    step: (from, step) => stepAlong(places.length, from, step),
  };
}
