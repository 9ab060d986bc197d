import { contours as contoursOf } from 'd3-contour';
import { UserError } from '../../../messages/index.ts';
import { frameOf, xAxisMarks } from '../axes.ts';
import { refuseNonNumbers } from '../checks.ts';
import { pathMark, rectMark, textMark, type Colour, type Mark } from '../marks.ts';
import { extremes, linearScale, type Tick } from '../scale.ts';
import type { Frame, HeatAxis, HeatSpec, Kind, Layout, Size, Stop } from '../types.ts';
import { nearestOf, stepOnGrid } from '../walk.ts';
import { cut, textWidth } from '../words.ts';
import { heatKey } from './heat-key.ts';
import { overlayMarks } from './heat-overlays.ts';
import { heatTwin } from './heat-twin.ts';

/** From the numbers of both axes to pixels; named rows and columns count 0, 1, 2 … */
export interface HeatScales {
  x(value: number): number;
  y(value: number): number;
  readonly frame: Frame;
}

export interface HeatLayout extends Layout {
  readonly scales: HeatScales;
  readonly rows: number;
  readonly columns: number;
  /** Row 0 lies at the bottom. */
  readonly upward: boolean;
}

/** The cell of a stop; stops count from the top left of the page, rows as the data has them. */
export function cellOf(
  { rows, columns, upward }: Pick<HeatLayout, 'rows' | 'columns' | 'upward'>,
  index: number,
) {
  const place = Math.floor(index / columns);
  return { row: upward ? rows - 1 - place : place, column: index % columns };
}

export const nameOf = (axis: HeatAxis, index: number): string =>
  'names' in axis ? axis.names[index] : axis.format(axis.values[index]);

const sizeOf = (axis: HeatAxis): number => ('names' in axis ? axis.names : axis.values).length;

/** With numbers in the cells colours stay light enough to read them. */
const strongest = { bare: 1, numbered: 0.5 };

export const tone = (share: number): Colour => ({ from: '--surface', to: '--series-1', share });

/** The frame, and how wide and high a cell is. */
function groundOf(
  spec: HeatSpec,
  { rows, columns }: { rows: number; columns: number },
  size: Size,
  names: readonly string[],
) {
  const room = frameOf({ width: size.width, height: size.height - keyRoom }, names, 30);
  const top = room.top - 6;
  const across = (room.right - room.left) / Math.max(1, columns);
  const up = (room.bottom - top) / Math.max(1, rows);
  if (!spec.square) return { frame: { ...room, top }, across, up };
  const side = Math.min(across, up);
  const frame = { left: room.left, right: room.left + side * columns, top: room.bottom - side * rows, bottom: room.bottom }; // prettier-ignore
  return { frame, across: side, up: side };
}

function check(spec: HeatSpec): { rows: number; columns: number } {
  const rows = sizeOf(spec.y);
  const columns = sizeOf(spec.x);
  if (spec.values.length !== rows || spec.values.some((row) => row.length !== columns))
    throw new UserError('charts.heat-shape', { rows, columns });
  for (const row of spec.values) refuseNonNumbers(spec.scaleLabel, row);
  return { rows, columns };
}

const keyRoom = 40;

function layout(spec: HeatSpec, size: Size): HeatLayout {
  const { rows, columns } = check(spec);
  const upward = 'values' in spec.y;
  const names = Array.from({ length: rows }, (_, index) => cut(nameOf(spec.y, index), size.width * 0.3));
  const { frame, across, up } = groundOf(spec, { rows, columns }, size, names);
  const left = (column: number) => frame.left + across * column;
  const top = (row: number) => (upward ? frame.bottom - up * (row + 1) : frame.top + up * row);
  const scales = scalesOf(spec, frame, across, up, upward);
  const [low, high] = spec.range ?? extremes(spec.values.flat()) ?? [0, 1];
  const share = (value: number) =>
    high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
  const numbered = fits(spec, across, up);
  const most = numbered ? strongest.numbered : strongest.bare;
  const cells = spec.values.flatMap((row, r) =>
    row.map((value, c): Mark =>
      rectMark(left(c), top(r), across + 0.3, up + 0.3, { fill: tone(most * share(value)) }),
    ),
  );
  const marks: Mark[] = [
    ...cells,
    ...(spec.contours ? lines(spec, [low, high], frame, across, up, upward) : []),
    ...(spec.diagonal ? diagonal(Math.min(rows, columns), left, top, across, up) : []),
    ...(numbered ? numbers(spec, left, top, across, up) : []),
    rectMark(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top, {
      stroke: '--line-strong',
    }),
    ...axes(spec, { frame, across, up, top, names }, size),
    ...overlayMarks(spec.overlays ?? [], scales),
    ...heatKey(spec, [low, high], most, size, Math.min(size.width - 20, Math.max(frame.right, 320))),
  ];
  const middles = {
    x: Array.from({ length: columns }, (_, c) => left(c) + across / 2),
    y: Array.from({ length: rows }, (_, r) => frame.top + up * (r + 0.5)),
  };
  const stopAt = ({ row, column }: { row: number; column: number }): Stop => ({
    x: left(column) + across / 2,
    y: top(row) + up / 2,
    title: `${spec.y.label} ${nameOf(spec.y, row)}, ${spec.x.label} ${nameOf(spec.x, column)}`,
    readings: [{ label: spec.scaleLabel, value: spec.format(spec.values[row][column]) }],
    marks: [
      rectMark(left(column), top(row), across, up, { stroke: '--surface', thick: 4 }),
      rectMark(left(column), top(row), across, up, { stroke: '--ink', thick: 2 }),
    ],
  });
  return {
    size,
    frame,
    rows,
    columns,
    upward,
    scales,
    marks,
    walk: {
      count: rows * columns,
      at: (index) => stopAt(cellOf({ rows, columns, upward }, index)),
      nearest: (x, y) =>
        rows * columns === 0 ? -1 : nearestOf(middles.y, y) * columns + nearestOf(middles.x, x),
      step: (from, step) => stepOnGrid(rows, columns, from, step),
    },
  };
}

/** Numbers lie on the middles of their cells. */
function scalesOf(spec: HeatSpec, frame: Frame, across: number, up: number, upward: boolean): HeatScales {
  const ends = (axis: HeatAxis): [number, number] =>
    'names' in axis ? [0, Math.max(1, axis.names.length - 1)] : [axis.values[0], axis.values.at(-1)!];
  const bottomUp = [frame.bottom - up / 2, frame.top + up / 2] as const;
  return {
    x: linearScale(ends(spec.x), [frame.left + across / 2, frame.right - across / 2]),
    y: linearScale(ends(spec.y), upward ? bottomUp : [bottomUp[1], bottomUp[0]]),
    frame,
  };
}

function fits(spec: HeatSpec, across: number, up: number): boolean {
  const wanted = spec.numbers ?? ('names' in spec.x && 'names' in spec.y);
  const widest = () => Math.max(0, ...spec.values.flat().map((value) => textWidth(spec.format(value), 11)));
  return wanted && up >= 14 && across >= widest() + 4;
}

type Place = (index: number) => number;

const numbers = (spec: HeatSpec, left: Place, top: Place, across: number, up: number): Mark[] =>
  spec.values.flatMap((row, r) =>
    row.map((value, c) =>
      textMark(left(c) + across / 2, top(r) + up / 2 + 4, spec.format(value), {
        anchor: 'middle',
        size: 11,
        fill: '--ink',
      }),
    ),
  );

const diagonal = (count: number, left: Place, top: Place, across: number, up: number): Mark[] =>
  Array.from({ length: count }, (_, index) =>
    rectMark(left(index) + 1, top(index) + 1, across - 2, up - 2, { stroke: '--ink', thick: 1 }),
  );

/** Lines of equal value between the ends; a cell's value lies at its middle. */
function lines(
  spec: HeatSpec,
  [low, high]: readonly [number, number],
  frame: Frame,
  across: number,
  up: number,
  upward: boolean,
): Mark[] {
  const rows = spec.values.length;
  const columns = spec.values[0]?.length ?? 0;
  if (rows < 2 || columns < 2 || !(high > low) || !spec.contours) return [];
  const count = spec.contours;
  const levels = Array.from(
    { length: count },
    (_, index) => low + ((high - low) * (index + 1)) / (count + 1),
  );
  const round = (value: number) => Math.round(value * 100) / 100;
  const place = ([x, y]: number[]) =>
    `${round(frame.left + x * across)},${round(upward ? frame.bottom - y * up : frame.top + y * up)}`;
  /** At the border a ring is closed around the picture's edge, which is no level. */
  const border = ([x, y]: number[]) => x <= 0 || y <= 0 || x >= columns || y >= rows;
  return contoursOf()
    .size([columns, rows])
    .thresholds(levels)(spec.values.flat())
    .flatMap(({ coordinates }) => {
      const d = coordinates
        .flat()
        .map((ring) =>
          ring
            .map((point, index) => {
              const hidden = index === 0 || border(point) || border(ring[index - 1]);
              return `${hidden ? 'M' : 'L'}${place(point)}`;
            })
            .join(''),
        )
        .join('');
      return d ? [pathMark(d, { stroke: '--ink', thick: 0.75, opacity: 0.6 })] : [];
    });
}

interface Grid {
  readonly frame: Frame;
  readonly across: number;
  readonly up: number;
  readonly top: Place;
  readonly names: readonly string[];
}

function axes(spec: HeatSpec, { frame, across, up, top, names }: Grid, size: Size): Mark[] {
  const columns = sizeOf(spec.x);
  const name = (index: number) => cut(nameOf(spec.x, index), Math.max(across, 46));
  const ticks: Tick[] = Array.from({ length: columns }, (_, value) => ({
    at: frame.left + across * (value + 0.5),
    value,
  }));
  const every = Math.max(1, Math.ceil(('names' in spec.y ? 13 : 26) / up));
  return [
    ...xAxisMarks(frame, evenly(ticks, name, across), name, spec.x.label, {
      width: size.width,
      height: size.height - keyRoom,
    }),
    textMark(2, 14, cut(spec.y.label, size.width - 4, 13), { size: 13 }),
    ...names.flatMap((text, row) =>
      row % every === 0 ? [textMark(frame.left - 8, top(row) + up / 2 + 4, text, { anchor: 'end' })] : [],
    ),
  ];
}

/** Every so manieth tick, so that the widest name has room. */
function evenly(ticks: readonly Tick[], name: (index: number) => string, across: number): Tick[] {
  const widest = Math.max(0, ...ticks.map(({ value }) => textWidth(name(value)))) + 8;
  const every = Math.max(1, Math.ceil(widest / across));
  return ticks.filter((_, index) => index % every === 0);
}

export const heatKind: Kind<HeatSpec, HeatLayout> = {
  legend: ({ overlays = [] }) =>
    overlays.map(({ id, label, style, kind }) => ({
      id,
      label,
      style,
      shape: kind === 'point' ? 'point' : 'line',
    })),
  without: (spec, hidden) => ({ ...spec, overlays: spec.overlays?.filter(({ id }) => !hidden.includes(id)) }),
  layout,
  twin: heatTwin,
};
