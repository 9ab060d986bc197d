import type { Point, Series, Twin } from '../types.ts';
import type { TwinWords } from './twin-words.ts';

type Format = (value: number) => string;

export function intervalText({ low, high, correct, n }: Point, format: Format): string | undefined {
  const interval = low === undefined || high === undefined ? '' : `[${format(low)}, ${format(high)}]`;
  const counts = typeof correct === 'number' && n !== undefined ? `${correct}/${n}` : '';
  return [interval, counts].filter(Boolean).join(' ') || undefined;
}

/** A curve may have several points at one x, such as the steps of precision against recall: each gets a row. */
function rowsOf(series: readonly Series[]): { x: number; points: (Point | undefined)[] }[] {
  const byX = series.map(({ points }) => {
    const found = new Map<number, Point[]>();
    for (const point of points) found.set(point.x, [...(found.get(point.x) ?? []), point]);
    return found;
  });
  const xs = [...new Set(byX.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return xs.flatMap((x) => {
    const found = byX.map((points) => points.get(x) ?? []);
    const most = Math.max(...found.map(({ length }) => length));
    return Array.from({ length: most }, (_, row) => ({ x, points: found.map((points) => points[row]) }));
  });
}

/** The numbers of curves: a row for each x, a column for each series; in files an interval has columns of its own. */
export function curveTwin(
  series: readonly Series[],
  axes: { readonly x: { label: string; format: Format }; readonly y: { format: Format } },
  words: TwinWords,
): Twin {
  const { format } = axes.y;
  const extras = series.map(({ points }) => ({
    interval: points.some(({ low, high }) => low !== undefined && high !== undefined),
    correct: points.some(({ correct }) => typeof correct === 'number'),
    n: points.some(({ n }) => n !== undefined),
  }));
  const rows = rowsOf(series);
  const text = (point: Point | undefined) =>
    point ? [format(point.y), intervalText(point, format)].filter(Boolean).join(' ') : '–';
  const cells = (point: Point | undefined, index: number) => [
    point?.y ?? null,
    ...(extras[index].interval ? [point?.low ?? null, point?.high ?? null] : []),
    ...(extras[index].correct ? [point?.correct ?? null] : []),
    ...(extras[index].n ? [point?.n ?? null] : []),
  ];
  const heads = series.flatMap(({ label }, index) => [
    label,
    ...(extras[index].interval ? [`${label} ${words.low}`, `${label} ${words.high}`] : []),
    ...(extras[index].correct ? [`${label} ${words.correct}`] : []),
    ...(extras[index].n ? [`${label} ${words.n}`] : []),
  ]);
  return {
    text: {
      head: [axes.x.label, ...series.map(({ label }) => label)],
      rows: rows.map(({ x, points }) => [axes.x.format(x), ...points.map(text)]),
    },
    cells: {
      head: [axes.x.label, ...heads],
      rows: rows.map(({ x, points }) => [x, ...points.flatMap(cells)]),
    },
  };
}
