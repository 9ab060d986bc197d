import { rectMark, textMark, type Mark } from '../marks.ts';
import type { HeatSpec, Size } from '../types.ts';
import { cut, textWidth } from '../words.ts';

const steps = 24;

/** What the colours mean: a strip from the least to the greatest value, below the chart; it ends at `end`. */
export function heatKey(
  spec: HeatSpec,
  [low, high]: readonly [number, number],
  most: number,
  size: Size,
  end: number,
): Mark[] {
  const text = [spec.format(low), spec.format(high)];
  const width = Math.min(140, size.width * 0.3);
  const right = end - textWidth(text[1]);
  const left = right - width - 8;
  const y = size.height - 22;
  const label = cut(spec.scaleLabel, left - textWidth(text[0]) - 24);
  return [
    ...Array.from({ length: steps }, (_, index) =>
      rectMark(left + (width * index) / steps, y, width / steps + 0.3, 12, {
        fill: { from: '--surface', to: '--series-1', share: (most * index) / (steps - 1) },
      }),
    ),
    rectMark(left, y, width, 12, { stroke: '--line-strong' }),
    textMark(left - 6, y + 10, `${label} ${text[0]}`, { anchor: 'end' }),
    textMark(left + width + 6, y + 10, text[1]),
  ];
}
