/** Heads of columns, in the reader's language. */
export interface TwinWords {
  readonly low: string;
  readonly high: string;
  readonly correct: string;
  readonly n: string;
  readonly series: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly xLow: string;
  readonly xHigh: string;
}
