import { lineMark, rectMark, type Mark } from './marks.ts';
import { hatchOf, lineInk, markerMark } from './symbols.ts';
import type { LegendItem } from './types.ts';

/** Switches one entry off or on; the last one that is on stays. */
export function toggle(all: readonly string[], hidden: readonly string[], id: string): string[] {
  if (hidden.includes(id)) return hidden.filter((entry) => entry !== id);
  const left = all.filter((entry) => entry !== id && !hidden.includes(entry));
  return left.length ? [...hidden, id] : [...hidden];
}

/** Leaves one entry alone; done again, all come back. `before` is what was off when the first press came. */
export function alone(all: readonly string[], before: readonly string[], id: string): string[] {
  const others = all.filter((entry) => entry !== id);
  const already = !before.includes(id) && others.every((entry) => before.includes(entry));
  return already ? [] : others;
}

/** Size of the sample beside a name. */
export const sampleSize = { width: 34, height: 14 };

/** The sample beside a name, around the origin. */
export function sampleMarks({ style, shape }: LegendItem): Mark[] {
  const { width, height } = sampleSize;
  if (shape === 'fill')
    return [
      rectMark(-width / 2 + 4, -height / 2 + 1, width - 8, height - 2, {
        fill: style.colour,
        hatch: hatchOf(style),
        stroke: style.colour,
      }),
    ];
  const marker = markerMark(style, 0, 0);
  if (shape === 'point') return [marker];
  const line = lineMark(-width / 2, 0, width / 2, 0, lineInk(style));
  return style.quiet ? [line] : [line, marker];
}
