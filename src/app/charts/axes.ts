import { lineMark, pathMark, textMark, type Mark } from './marks.ts';
import type { Scale, Tick } from './scale.ts';
import { markerPath } from './symbols.ts';
import type { Axis, Frame, Size } from './types.ts';
import { cut, textWidth } from './words.ts';

const top = 30;
const bottom = 44;
const right = 20;

/** The data's rectangle: on the left there is room for the widest number of the y axis. */
export function frameOf({ width, height }: Size, yTexts: readonly string[], least = 40): Frame {
  const widest = Math.max(0, ...yTexts.map((text) => textWidth(text)));
  const left = Math.min(Math.max(least, Math.ceil(widest) + 14), width * 0.45);
  return {
    left,
    top,
    right: Math.max(left + 1, width - right),
    bottom: Math.max(top + 1, height - bottom),
  };
}

/** How many numbers fit along an axis. */
export const ticksAcross = (frame: Frame): number =>
  Math.max(2, Math.min(8, Math.floor((frame.right - frame.left) / 70)));

const ticksUp = (frame: Frame): number =>
  Math.max(2, Math.min(6, Math.floor((frame.bottom - frame.top) / 40)));

/** Ticks of a scale; zeros that lie before a logarithmic axis have one too. */
export function ticksOf(scale: Scale, count: number): Tick[] {
  const ticks = scale.ticks(count).map((value) => ({ at: scale(value), value }));
  return scale.zeroAt === undefined ? ticks : [{ at: scale.zeroAt, value: 0 }, ...ticks];
}

export const yTicksOf = (scale: Scale, frame: Frame): Tick[] => ticksOf(scale, ticksUp(frame));

/** The ticks whose numbers do not touch; the last one always. */
export function withRoom(ticks: readonly Tick[], text: (value: number) => string): Tick[] {
  const half = (tick: Tick) => textWidth(text(tick.value)) / 2 + 4;
  const touch = (a: Tick, b: Tick) => Math.abs(b.at - a.at) < half(a) + half(b);
  const kept: Tick[] = [];
  for (const tick of ticks) {
    if (tick === ticks.at(-1)) while (kept.length && touch(kept.at(-1)!, tick)) kept.pop();
    if (!kept.length || !touch(kept.at(-1)!, tick)) kept.push(tick);
  }
  return kept;
}

export const tickText = (axis: Pick<Axis, 'format' | 'tick'>): ((value: number) => string) =>
  axis.tick ?? axis.format;

/** Lines and numbers of the y axis, its name above. */
export function yAxisMarks(
  frame: Frame,
  ticks: readonly Tick[],
  text: (value: number) => string,
  label: string,
  width: number,
): Mark[] {
  return [
    ...ticks.map(({ at }) => lineMark(frame.left, at, frame.right, at, { stroke: '--line' })),
    ...ticks.map(({ at, value }) => textMark(frame.left - 8, at + 4, text(value), { anchor: 'end' })),
    textMark(2, 14, cut(label, width - 4, 13), { size: 13 }),
  ];
}

/** Numbers along the bottom, the axis' line and its name. */
export function xAxisMarks(
  frame: Frame,
  ticks: readonly Tick[],
  text: (value: number) => string,
  label: string,
  { width, height }: Size,
): Mark[] {
  const middle = (frame.left + frame.right) / 2;
  const inside = (at: number, what: string) => {
    const half = textWidth(what) / 2;
    return Math.max(half, Math.min(width - half, at));
  };
  return [
    ...ticks.map(({ at }) => lineMark(at, frame.bottom, at, frame.bottom + 4, { stroke: '--line-strong' })),
    ...ticks.map(({ at, value }) =>
      textMark(inside(at, text(value)), frame.bottom + 18, text(value), { anchor: 'middle' }),
    ),
    lineMark(frame.left, frame.bottom, frame.right, frame.bottom, { stroke: '--line-strong' }),
    textMark(middle, height - 6, cut(label, frame.right - frame.left, 13), { anchor: 'middle', size: 13 }),
  ];
}

/** A dashed line through a stop, over the whole height. */
export const stopLine = (frame: Frame, at: number): Mark =>
  lineMark(at, frame.top, at, frame.bottom, { stroke: '--ink-2', dash: '3 3' });

/** A strong line at a chosen value. */
export const chosenLine = (frame: Frame, at: number): Mark =>
  lineMark(at, frame.top, at, frame.bottom, { stroke: '--gold', thick: 2 });

/** A place that the reader chose, in pixels, with lines to both axes. */
export const chosenPlace = (frame: Frame, x: number, y: number): Mark[] => [
  lineMark(frame.left, y, x, y, { stroke: '--gold', dash: '3 3' }),
  lineMark(x, frame.bottom, x, y, { stroke: '--gold', dash: '3 3' }),
  pathMark(markerPath('circle', 130), { fill: '--surface', stroke: '--gold', thick: 3 }, [x, y]),
];

/** Lines up from the ticks of a bottom axis, for charts that are read both ways. */
export const uprights = (frame: Frame, ticks: readonly Tick[]): Mark[] =>
  ticks.map(({ at }) => lineMark(at, frame.top, at, frame.bottom, { stroke: '--line' }));
