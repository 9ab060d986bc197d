import type { Snippet } from 'svelte';

/** What every chart takes beside its spec. */
export interface FrameProps {
  readonly title: string;
  /** One sentence: what the chart says. */
  readonly reading: string;
  /** What must be known to read it. */
  readonly note?: string;
  /** Labels a run that is not finished. */
  readonly unfinished?: boolean;
  /** Stem of exported files; default: the title. */
  readonly file?: string;
  /** The chart alone, without heading, legend, table and export. */
  readonly bare?: boolean;
  /** Pixels; default: from the width and the window. */
  readonly height?: number;
  /** Ids of the legend entries switched off. */
  hidden?: readonly string[];
  /** Beside the export menu. */
  readonly tools?: Snippet;
}
