import {
  curveOf,
  spreadOf,
  type ClassEntry,
  type ClassGroup,
  type CurveChoice,
  type SpreadPoint,
} from '../../../assessment/class-spread.ts';
import { classStyle } from '../../charts/styles.ts';
import type { Point, Series, SeriesStyle } from '../../charts/types.ts';

/** Groups with so many files have a median and quartiles. */
export const fewestForSpread = 3;

export interface SeriesNames {
  readonly file: (id: string) => string;
  readonly group: (group: ClassGroup) => string;
  readonly median: (group: ClassGroup) => string;
  readonly extremes: (group: ClassGroup) => string;
}

export interface DrawnSpread {
  readonly group: ClassGroup;
  readonly points: readonly SpreadPoint[];
}

/** The spread of every group that is large enough for one. */
export function spreads(groups: readonly ClassGroup[], choice: CurveChoice): DrawnSpread[] {
  return groups.flatMap((group) => {
    const curves = group.entries.flatMap((entry) => curveOf(entry, choice) ?? []);
    return curves.length < fewestForSpread ? [] : [{ group, points: spreadOf(curves) }];
  });
}

const thin = (group: number): SeriesStyle => ({
  ...classStyle(group),
  dash: '',
  width: 1,
  soft: true,
  quiet: true,
});

/** A group too small for a median is read by its own lines: told apart by dash and marker as well. */
const lone = (group: number): SeriesStyle => ({ ...classStyle(group), width: 2 });

/** One bold line over all others, in a colour no group has. */
const standsOut: SeriesStyle = {
  colour: '--ink',
  dash: '',
  marker: 'circle',
  width: 3,
  soft: false,
};

/** The files of large groups as thin lines, the median of each such group with the band of its quartiles, and the one that stands out. */
export function classSeries(
  groups: readonly ClassGroup[],
  choice: CurveChoice,
  { picked, range }: { readonly picked: string | null; readonly range: boolean },
  names: SeriesNames,
): Series[] {
  const drawn = spreads(groups, choice);
  const place = new Map(groups.map((group, at) => [group, at]));
  const large = new Set(drawn.map(({ group }) => group));
  const lines = (group: ClassGroup, at: number) => (large.has(group) ? thin(at) : lone(at));
  const files = groups.flatMap((group, at) =>
    group.entries.flatMap((entry) => fileSeries(entry, choice, lines(group, at), names, names.group(group))),
  );
  const ends = range
    ? drawn.flatMap(({ group, points }) =>
        (['lowest', 'highest'] as const).map((end): Series => ({
          ...plain(`${end} ${group.letter}`, names.extremes(group), {
            ...thin(place.get(group)!),
            dash: '2 4',
            width: 2,
          }),
          group: names.extremes(group),
          points: points.map((point): Point => ({ x: point.x, y: point[end], n: point.count })),
        })),
      )
    : [];
  const medians = drawn.map(({ group, points }): Series => ({
    ...plain(`median ${group.letter}`, names.median(group), {
      ...classStyle(place.get(group)!),
      width: 3.5,
    }),
    band: true,
    points: points.map(({ x, median, lowerQuartile, upperQuartile, count }) => ({
      x,
      y: median,
      low: lowerQuartile,
      high: upperQuartile,
      n: count,
    })),
  }));
  const chosen = groups.flatMap(({ entries }) => entries).find(({ id }) => id === picked);
  const bold = chosen ? fileSeries(chosen, choice, standsOut, names) : [];
  return [...files.filter(({ id }) => id !== picked), ...ends, ...medians, ...bold];
}

const plain = (id: string, label: string, style: SeriesStyle): Series => ({
  id,
  label,
  style,
  band: false,
  whiskers: false,
  points: [],
});

function fileSeries(
  entry: ClassEntry,
  choice: CurveChoice,
  style: SeriesStyle,
  { file }: SeriesNames,
  group?: string,
): Series[] {
  const curve = curveOf(entry, choice);
  if (!curve) return [];
  const series = { ...plain(entry.id, file(entry.id), style), points: curve.points };
  return [group === undefined ? { ...series, whiskers: true } : { ...series, group }];
}

/** The file whose line passes nearest to a place, in the units of the axes, `reach` at most; by the vertical distance. */
export function nearestFile(
  entries: readonly ClassEntry[],
  choice: CurveChoice,
  x: number,
  y: number,
  reach: number,
): string | null {
  let best: { id: string; apart: number } | null = null;
  for (const entry of entries) {
    const points = curveOf(entry, choice)?.points ?? [];
    const after = points.findIndex((point) => point.x >= x);
    if (after < 0) continue;
    const right = points[after];
    const left = points[Math.max(0, after - 1)];
    const share = right.x === left.x ? 0 : (x - left.x) / (right.x - left.x);
    const apart = Math.abs(left.y + share * (right.y - left.y) - y);
    if (apart <= reach && (!best || apart < best.apart)) best = { id: entry.id, apart };
  }
  return best?.id ?? null;
}
