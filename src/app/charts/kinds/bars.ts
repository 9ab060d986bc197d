import {
  frameOf,
  tickText,
  yAxisMarks,
  yTicksOf,
  xAxisMarks,
  ticksOf,
  ticksAcross,
  uprights,
  withRoom,
} from '../axes.ts';
import { refuseNonNumbers } from '../checks.ts';
import { lineMark, rectMark, textMark, type Mark } from '../marks.ts';
import { scaleOf, type Scale } from '../scale.ts';
import { hatchOf } from '../symbols.ts';
import type { BarSpec, BarValue, Frame, Kind, Layout, Named, Size, Step, Stop, Twin } from '../types.ts';
import { nearestOf, stepAlong } from '../walk.ts';
import { cut } from '../words.ts';
import { intervalText } from './curve-twin.ts';
import type { TwinWords } from './twin-words.ts';

export interface BarLayout extends Layout {
  /** Middle of each category along its axis, in pixels. */
  readonly middles: readonly number[];
  readonly band: number;
}

/** Lying categories run down the page, and so does the down key. */
const downwards: Readonly<Record<Step, Step>> = {
  left: 'left',
  right: 'right',
  up: 'down',
  down: 'up',
  home: 'home',
  end: 'end',
  'page-up': 'page-down',
  'page-down': 'page-up',
};

/** Share of a category's room that its bars take. */
const filled = 0.76;

function check(spec: BarSpec): number[] {
  for (const { label, values } of spec.series)
    for (const pick of ['y', 'low', 'high'] as const)
      refuseNonNumbers(
        label,
        values.map((value) => value?.[pick]),
      );
  return spec.series.flatMap(({ values }) =>
    values.flatMap((value) => (value ? [value.y, value.low ?? value.y, value.high ?? value.y] : [])),
  );
}

interface Ground {
  readonly frame: Frame;
  readonly scale: Scale;
  readonly marks: readonly Mark[];
}

function standingGround(spec: BarSpec, size: Size, ys: number[]): Ground {
  const text = tickText(spec.y);
  const rough = frameOf(size, []);
  const ticks = (frame: Frame) => yTicksOf(scaleOf(spec.y, ys, [frame.bottom, frame.top], true), frame);
  const frame = frameOf(size, ticks(rough).map(({ value }) => text(value))); // prettier-ignore
  const scale = scaleOf(spec.y, ys, [frame.bottom, frame.top], true);
  const band = (frame.right - frame.left) / Math.max(1, spec.categories.length);
  const at = spec.categories.map((name, index) => ({
    at: frame.left + band * (index + 0.5),
    value: index,
    name,
  }));
  const name = (index: number) => cut(spec.categories[index] ?? '', Math.max(band - 4, 26));
  return {
    frame,
    scale,
    marks: [
      ...yAxisMarks(frame, ticks(frame), text, spec.y.label, size.width),
      ...xAxisMarks(frame, withRoom(at, name), name, spec.categoryLabel, size),
    ],
  };
}

function lyingGround(spec: BarSpec, size: Size, ys: number[]): Ground {
  const text = tickText(spec.y);
  const names = spec.categories.map((name) => cut(name, size.width * 0.36));
  const frame = frameOf(size, names);
  const scale = scaleOf(spec.y, ys, [frame.left, frame.right], true);
  const band = (frame.bottom - frame.top) / Math.max(1, names.length);
  const every = Math.max(1, Math.ceil(13 / band));
  const ticks = withRoom(ticksOf(scale, ticksAcross(frame)), text);
  return {
    frame,
    scale,
    marks: [
      ...uprights(frame, ticks),
      ...xAxisMarks(frame, ticks, text, spec.y.label, size),
      textMark(2, 14, cut(spec.categoryLabel, size.width - 4, 13), { size: 13 }),
      ...names.flatMap((name, index) =>
        index % every === 0
          ? [textMark(frame.left - 8, frame.top + band * (index + 0.5) + 4, name, { anchor: 'end' })]
          : [],
      ),
    ],
  };
}

function layout(spec: BarSpec, size: Size): BarLayout {
  const ys = check(spec);
  const { frame, scale, marks } = (spec.lying ? lyingGround : standingGround)(spec, size, ys);
  const start = spec.lying ? frame.top : frame.left;
  const room = spec.lying ? frame.bottom - frame.top : frame.right - frame.left;
  const band = room / Math.max(1, spec.categories.length);
  const middles = spec.categories.map((_, index) => start + band * (index + 0.5));
  const thickness = (band * filled) / Math.max(1, spec.series.length);
  const bars = spec.series.flatMap((series, place) =>
    series.values.flatMap((value, index) =>
      value && index < middles.length
        ? barMarks(
            series,
            value,
            middles[index] - (band * filled) / 2 + thickness * place,
            thickness,
            scale,
            spec.lying,
          )
        : [],
    ),
  );
  return {
    size,
    frame,
    middles,
    band,
    marks: [...marks, ...bars, ...zeroLine(scale, frame, spec.lying)],
    walk: {
      count: middles.length,
      at: (index) => stopOf(spec, index, frame, middles[index], band),
      nearest: (x, y) => nearestOf(middles, spec.lying ? y : x),
      step: (from, step) => stepAlong(middles.length, from, spec.lying ? downwards[step] : step),
    },
  };
}

/** Where bars may lie on both sides of it, zero has a line of its own. */
function zeroLine(scale: Scale, { left, right, top, bottom }: Frame, lying = false): Mark[] {
  if (scale.log || scale.domain[0] >= 0 || scale.domain[1] <= 0) return [];
  const at = scale(0);
  const ink = { stroke: '--line-strong' };
  return [lying ? lineMark(at, top, at, bottom, ink) : lineMark(left, at, right, at, ink)];
}

function barMarks(
  { style }: Named,
  { y, low, high }: BarValue,
  at: number,
  thickness: number,
  scale: Scale,
  lying = false,
): Mark[] {
  const base = scale(scale.log ? scale.domain[0] : Math.max(scale.domain[0], Math.min(scale.domain[1], 0)));
  const end = scale(y);
  const [from, length] = [Math.min(base, end), Math.abs(end - base)];
  const gap = Math.min(1, thickness * 0.1);
  const ink = { fill: style.colour, hatch: hatchOf(style), stroke: style.colour };
  const middle = at + thickness / 2;
  const marks: Mark[] = [
    lying
      ? rectMark(from, at + gap, length, thickness - 2 * gap, ink)
      : rectMark(at + gap, from, thickness - 2 * gap, length, ink),
  ];
  if (low !== undefined && high !== undefined) {
    const [a, b] = [scale(low), scale(high)];
    const halo = { stroke: '--surface', thick: 4 };
    const whisker = { stroke: '--ink', thick: 1.5 };
    for (const how of [halo, whisker])
      marks.push(lying ? lineMark(a, middle, b, middle, how) : lineMark(middle, a, middle, b, how));
  }
  return marks;
}

function stopOf(spec: BarSpec, index: number, frame: Frame, middle: number, band: number): Stop {
  const ink = { stroke: '--ink-2', dash: '3 3' };
  return {
    x: spec.lying ? (frame.left + frame.right) / 2 : middle,
    ...(spec.lying && { y: middle }),
    title: spec.categories[index],
    readings: spec.series.flatMap(({ label, values, style }) => {
      const value = values[index];
      const more = value && intervalText({ x: 0, ...value }, spec.y.format);
      return value ? [{ label, value: spec.y.format(value.y), more: more ?? undefined, style }] : [];
    }),
    marks: [
      spec.lying
        ? rectMark(frame.left, middle - band / 2, frame.right - frame.left, band, ink)
        : rectMark(middle - band / 2, frame.top, band, frame.bottom - frame.top, ink),
    ],
  };
}

function twin(spec: BarSpec, words: TwinWords): Twin {
  const { format } = spec.y;
  const at = (index: number) => spec.series.map(({ values }) => values[index] ?? null);
  const rows = spec.categories.map((name, index) => ({ name, values: at(index) }));
  return {
    text: {
      head: [spec.categoryLabel, ...spec.series.map(({ label }) => label)],
      rows: rows.map(({ name, values }) => [
        name,
        ...values.map((value) =>
          value ? [format(value.y), intervalText({ x: 0, ...value }, format)].filter(Boolean).join(' ') : '–',
        ),
      ]),
    },
    cells: {
      head: [
        spec.categoryLabel,
        ...spec.series.flatMap(({ label }) => [label, `${label} ${words.low}`, `${label} ${words.high}`]),
      ],
      rows: rows.map(({ name, values }) => [
        name,
        ...values.flatMap((value) => [value?.y ?? null, value?.low ?? null, value?.high ?? null]),
      ]),
    },
  };
}

export const barKind: Kind<BarSpec, BarLayout> = {
  legend: ({ series }) => series.map(({ id, label, style }) => ({ id, label, style, shape: 'fill' })),
  without: (spec, hidden) => ({ ...spec, series: spec.series.filter(({ id }) => !hidden.includes(id)) }),
  layout,
  twin,
};

/** Room a lying chart wants for its names and bars, in pixels. */
export const lyingHeight = (spec: BarSpec): number =>
  Math.max(160, 90 + spec.categories.length * Math.max(18, spec.series.length * 9));
