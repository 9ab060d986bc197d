import type { Point, Series, SeriesStyle } from './types.ts';

/** Value below which a share of the values lies, between neighbours by their distance (as R's type 7). */
export function quantile(ascending: readonly number[], share: number): number {
  const at = (ascending.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(ascending.length - 1, below + 1);
  return ascending[below] + (ascending[above] - ascending[below]) * (at - below);
}

/**
 * The middle of many runs: at every x that at least half of them have, the median and, as its interval, from the 10th
 * to the 90th percentile of the runs. `n` counts the runs that have a value there. No statement beyond these runs.
 */
export function spread(runs: readonly Series[]): Point[] {
  const byX = new Map<number, number[]>();
  for (const { points } of runs) for (const { x, y } of points) byX.set(x, [...(byX.get(x) ?? []), y]);
  return [...byX]
    .filter(([, values]) => values.length * 2 >= runs.length)
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => {
      const ascending = values.sort((a, b) => a - b);
      return {
        x,
        y: quantile(ascending, 0.5),
        low: quantile(ascending, 0.1),
        high: quantile(ascending, 0.9),
        n: ascending.length,
      };
    });
}

const thinLine: SeriesStyle = {
  colour: '--line-strong',
  dash: '',
  marker: 'circle',
  width: 0.75,
  soft: false,
  quiet: true,
};

const boldLine: SeriesStyle = { colour: '--series-1', dash: '', marker: 'diamond', width: 3.5, soft: false };

/** Up to some forty runs as thin lines under their bold median with its spread; the thin ones share a legend entry. */
export function overlay(
  runs: readonly Series[],
  names: { readonly runs: string; readonly median: string },
): Series[] {
  return [
    ...runs.map((run): Series => ({
      ...run,
      style: thinLine,
      band: false,
      whiskers: false,
      group: names.runs,
    })),
    { id: 'median', label: names.median, style: boldLine, band: true, whiskers: false, points: spread(runs) },
  ];
}

/** Two runs of the same attacks: the first solid, the second dashed with hollow markers; colour tells attacks apart. */
export function sideBySide(
  a: readonly Series[],
  b: readonly Series[],
  name: (series: string, run: 'a' | 'b') => string,
): Series[] {
  const as =
    (run: 'a' | 'b') =>
    (series: Series): Series => ({
      ...series,
      id: `${run} ${series.id}`,
      label: name(series.label, run),
      band: false,
      whiskers: false,
      style: { ...series.style, soft: false, width: 2, dash: run === 'a' ? '' : '7 4', hollow: run === 'b' },
    });
  return [...a.map(as('a')), ...b.map(as('b'))];
}
