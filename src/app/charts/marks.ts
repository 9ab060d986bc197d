/** What a chart is drawn with. The page and the exported picture draw the same marks. */

/** A design token such as `--series-1`, or a step between two of them (`share` 0 … 1 of the second). */
export type Colour = string | { readonly from: string; readonly to: string; readonly share: number };

/** Hatching tells filled shapes apart without colour. */
export type Hatch = 'plain' | 'rising' | 'falling' | 'crossed' | 'dotted' | 'lying' | 'standing';

export interface Ink {
  readonly fill?: Colour;
  /** Draws the fill as hatching over a light tone of it. */
  readonly hatch?: Hatch;
  readonly stroke?: Colour;
  /** Thickness of the stroke; 1 where absent. */
  readonly thick?: number;
  readonly dash?: string;
  readonly opacity?: number;
  /** Round ends, so that lines without length are dots. */
  readonly round?: boolean;
}

export interface PathMark extends Ink {
  readonly kind: 'path';
  readonly d: string;
  /** Where the path's origin lies. */
  readonly at?: readonly [number, number];
}

export interface LineMark extends Ink {
  readonly kind: 'line';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface RectMark extends Ink {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextMark extends Ink {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Pixels; 12 where absent. */
  readonly size?: number;
  readonly bold?: boolean;
}

export type Mark = PathMark | LineMark | RectMark | TextMark;

const round = (value: number) => Math.round(value * 100) / 100;

export const lineMark = (x1: number, y1: number, x2: number, y2: number, ink: Ink): LineMark => ({
  kind: 'line',
  x1: round(x1),
  y1: round(y1),
  x2: round(x2),
  y2: round(y2),
  ...ink,
});

export const rectMark = (x: number, y: number, width: number, height: number, ink: Ink): RectMark => ({
  kind: 'rect',
  x: round(x),
  y: round(y),
  width: round(Math.max(0, width)),
  height: round(Math.max(0, height)),
  ...ink,
});

export const pathMark = (d: string, ink: Ink, at?: readonly [number, number]): PathMark => ({
  kind: 'path',
  d,
  ...(at && { at: [round(at[0]), round(at[1])] as const }),
  ...ink,
});

export const textMark = (
  x: number,
  y: number,
  text: string,
  rest: Omit<TextMark, 'kind' | 'x' | 'y' | 'text'> = {},
): TextMark => ({ kind: 'text', x: round(x), y: round(y), text, fill: '--ink-2', ...rest });
