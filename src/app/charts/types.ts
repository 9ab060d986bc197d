import type { TwinWords } from './kinds/twin-words.ts';
import type { Mark } from './marks.ts';

/** What charts show: plain data, saved nowhere, made from a report. What the reader did to a chart is kept apart. */

/** A point of a curve; `low` and `high` are the ends of its interval, in the units of y. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** Numerator; null or absent where y is not one rate. */
  readonly correct?: number | null;
  /** Denominator, or how many values a summary stands for. */
  readonly n?: number;
}

/** A point of a report's curve, where the interval is always known. */
export interface ChartPoint extends Point {
  readonly low: number;
  readonly high: number;
  readonly correct: number | null;
  readonly n: number;
}

/** What every series of every chart has. */
export interface Named {
  /** Unique in the chart. */
  readonly id: string;
  readonly label: string;
  readonly style: SeriesStyle;
}

export interface Series<P extends Point = Point> extends Named {
  /** How the interval is drawn: as a band, as whiskers, or in the read-out and the table alone. */
  readonly band: boolean;
  readonly whiskers: boolean;
  readonly points: readonly P[];
  /** Series of one group share a legend entry with this name, e.g. the runs of a class. */
  readonly group?: string;
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
  /** Markers are outlines: the second of two runs side by side. */
  readonly hollow?: boolean;
  /** One of many: no markers, left out of read-outs. */
  readonly quiet?: boolean;
}

export interface Axis {
  readonly label: string;
  /** Logarithmic axes draw zeros in a slot of their own and refuse negative values. Default `linear`. */
  readonly scale?: 'linear' | 'log';
  /** Ends; default: the extremes of the data (of y: from 0). */
  readonly domain?: readonly [number, number];
  /** A value as the reader sees it on ticks, in read-outs and in the table. */
  readonly format: (value: number) => string;
  /** The same, shorter, for ticks alone. */
  readonly tick?: (value: number) => string;
}

/** Accuracy against ε, iterations, queries; losses. */
export interface LineSpec {
  readonly series: readonly Series[];
  readonly x: Axis;
  readonly y: Axis;
  /** What an x value is called in the read-out, e.g. `ε = `; default: the axis' label and a space. */
  readonly xName?: string;
}

/** A threshold's place on a ROC; `x` is the false positive rate, `y` the true positive rate. */
export interface RocPoint extends Point {
  readonly xLow?: number;
  readonly xHigh?: number;
}

/** The interval of a curve at one place. */
export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export interface RocSpec {
  /** Empirical curves: read as staircases, the best rate reached at or below a false positive rate. */
  readonly series: readonly Series<RocPoint>[];
  /** Single results with intervals in both directions, e.g. achieved rates at a calibrated threshold. */
  readonly points?: readonly (Named & { readonly points: readonly RocPoint[] })[];
  /** Where the true positive rate lies at false positive rates, ascending; a band goes with the series of its id. */
  readonly bands?: readonly (Named & { readonly points: readonly BandPoint[] })[];
  /** `log`: both axes logarithmic, from `floor` (default: the smallest positive rate of the data, at most 0.01). */
  readonly scale?: 'linear' | 'log';
  readonly floor?: number;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Name of the diagonal. */
  readonly chance: string;
  readonly format: (rate: number) => string;
}

export interface HistogramSeries extends Named {
  readonly values: ArrayLike<number>;
}

export interface HistogramSpec {
  readonly series: readonly HistogramSeries[];
  readonly x: Axis;
  readonly yLabel: string;
  /** How many bins, shared by all series (default 20), or their edges, ascending. */
  readonly bins?: number | readonly number[];
  /** Counts (default), or each series' share of its own values. */
  readonly amount?: 'count' | 'share';
  /** Formats counts (or shares). */
  readonly format: (amount: number) => string;
}

export interface BarValue {
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly n?: number;
}

export interface BarSeries extends Named {
  /** One per category; null where there is none. */
  readonly values: readonly (BarValue | null)[];
}

export interface BarSpec {
  readonly categories: readonly string[];
  readonly categoryLabel: string;
  readonly series: readonly BarSeries[];
  readonly y: Axis;
  /** Bars lie down: room for long names. */
  readonly lying?: boolean;
}

/** Names of rows or columns, or the numbers their cells are centred on (ascending, evenly spaced). */
export type HeatAxis =
  | { readonly label: string; readonly names: readonly string[] }
  | {
      readonly label: string;
      readonly values: readonly number[];
      readonly format: (value: number) => string;
    };

/** What lies over a heat map with numbers on both axes, in their units. */
export type HeatOverlay = Named &
  (
    | { readonly kind: 'path'; readonly points: readonly (readonly [number, number])[] }
    | {
        readonly kind: 'ball';
        readonly centre: readonly [number, number];
        readonly radius: number;
        readonly norm: 'linf' | 'l2';
      }
    | { readonly kind: 'point'; readonly at: readonly [number, number] }
  );

export interface HeatSpec {
  /** Rows of values, row 0 at the top where rows have names and at the bottom where they have numbers. */
  readonly values: readonly (readonly number[])[];
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  /** What the colours mean. */
  readonly scaleLabel: string;
  readonly format: (value: number) => string;
  /** Ends of the colours; default: the extremes of the values. */
  readonly range?: readonly [number, number];
  /** Numbers in the cells where there is room (default: where both axes have names). */
  readonly numbers?: boolean;
  /** Lines of equal value, so that a surface can be read without colours. */
  readonly contours?: number;
  /** Cells are squares: a ball is round. */
  readonly square?: boolean;
  /** Frames the cells of equal row and column: what is right in a confusion matrix. */
  readonly diagonal?: boolean;
  readonly overlays?: readonly HeatOverlay[];
}

export interface ScatterSeries extends Named {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** What a point is called in the read-out, e.g. its sample; default: its place in the series. */
  readonly name?: (index: number) => string;
}

export interface ScatterSpec {
  readonly series: readonly ScatterSeries[];
  readonly x: Axis;
  readonly y: Axis;
}

/** A point of a scatter: which series, and its place in it. */
export interface ScatterPick {
  readonly series: string;
  readonly index: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The rectangle of the data, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One line of a read-out. */
export interface Reading {
  readonly label: string;
  readonly value: string;
  /** Interval and counts, said more quietly. */
  readonly more?: string;
  readonly style?: SeriesStyle;
}

/** A place where the pointer, a finger or the arrow keys stop. */
export interface Stop {
  readonly x: number;
  /** Absent where the whole height belongs to the stop. */
  readonly y?: number;
  readonly title: string;
  readonly readings: readonly Reading[];
  /** What is drawn over the chart while the reader is here. */
  readonly marks: readonly Mark[];
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'page-up' | 'page-down';

/** How a reader walks over a chart; made by its layout, the same for every kind of chart. */
export interface Walk {
  readonly count: number;
  at(index: number): Stop;
  /** The stop nearest to a place in pixels; −1 where there is none near. */
  nearest(x: number, y: number): number;
  /** Where a step leads; `from` is −1 before the first. */
  step(from: number, step: Step): number;
}

/** A chart laid out at a size: everything there is to draw, in pixels, and how to walk over it. */
export interface Layout {
  readonly size: Size;
  readonly frame: Frame;
  readonly marks: readonly Mark[];
  readonly walk: Walk;
}

export interface LegendItem {
  readonly id: string;
  readonly label: string;
  readonly style: SeriesStyle;
  /** How the sample beside the name is drawn. */
  readonly shape: 'line' | 'fill' | 'point';
}

/** The numbers behind a chart. `text` is what the page shows, `cells` what a file keeps. */
export interface Twin {
  readonly text: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly cells: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  };
}

/** A kind of chart: pure functions of what it shows. */
export interface Kind<Spec, L extends Layout = Layout> {
  legend(spec: Spec): LegendItem[];
  /** The spec without what the legend switched off. */
  without(spec: Spec, hidden: readonly string[]): Spec;
  /** Throws UserError where a value cannot be drawn. */
  layout(spec: Spec, size: Size): L;
  twin(spec: Spec, words: TwinWords): Twin;
}
