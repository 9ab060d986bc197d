/** What a chart shows; plain data, saved nowhere, made from a report. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** Numerator; null where y is not one rate. */
  readonly correct: number | null;
  readonly n: number;
}

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly style: SeriesStyle;
  /** How the interval is drawn: as a band, as whiskers, or in the read-out and the table alone. */
  readonly band: boolean;
  readonly whiskers: boolean;
  readonly points: readonly ChartPoint[];
}

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'star' | 'wye';

/** Series differ by colour and dash and marker, so that each alone tells them apart. */
export interface SeriesStyle {
  /** Name of a design token. */
  readonly colour: string;
  /** SVG dash array; empty for a solid line. */
  readonly dash: string;
  readonly marker: Marker;
  readonly width: number;
  /** Drawn half transparent, beneath the others. */
  readonly soft: boolean;
}

export interface ChartSpec {
  readonly series: readonly Series[];
  /** Ends of the x axis. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
