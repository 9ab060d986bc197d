import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  type SymbolType,
} from 'd3-shape';
import { pathMark, type Hatch, type Ink, type Mark } from './marks.ts';
import type { Marker, SeriesStyle } from './types.ts';

const areas = { normal: 46, soft: 110 };

const symbols: Record<Marker, SymbolType> = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
  wye: symbolWye,
};

/** What hatches a filled shape of a series: as different as its markers. */
const hatches: Record<Marker, Hatch> = {
  circle: 'plain',
  square: 'rising',
  triangle: 'falling',
  diamond: 'dotted',
  cross: 'crossed',
  star: 'lying',
  wye: 'standing',
};

export const hatchOf = (style: SeriesStyle): Hatch => hatches[style.marker];

/** Path of a marker around the origin; `area` in square pixels. */
export const markerPath = (marker: Marker, area = areas.normal): string =>
  symbol(symbols[marker], area).digits(2)() ?? '';

const markerInk = (style: SeriesStyle): Ink =>
  style.hollow
    ? { fill: '--surface', stroke: style.colour, thick: 1.75 }
    : { fill: style.colour, stroke: '--surface', thick: 1 };

export const markerMark = (style: SeriesStyle, x: number, y: number, area?: number): Mark =>
  pathMark(markerPath(style.marker, area ?? (style.soft ? areas.soft : areas.normal)), markerInk(style), [
    x,
    y,
  ]);

/** How strong a soft line is: 3 : 1 against the surface in every theme. */
export const softness = 0.56;

export const lineInk = (style: SeriesStyle): Ink => ({
  stroke: style.colour,
  thick: style.width,
  ...(style.dash && { dash: style.dash }),
  ...(style.soft && { opacity: softness }),
});
