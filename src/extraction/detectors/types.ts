import type { MessageId } from '../../messages/index.ts';

/** What a detector says after one query. */
export interface Verdict {
  /** Whether the statistic was taken at this query. */
  readonly checked: boolean;
  /** The statistic where it was taken. */
  readonly statistic?: number;
  /** Whether the alarm stands now. */
  readonly alarm: boolean;
}

/** A detector at work on the stream of one account. */
export interface Watch {
  /** Takes one query in: the input as it came and the class that the model predicted for it. */
  push(input: ArrayLike<number>, label: number): Verdict;
  /** Queries so far. */
  readonly queries: number;
  /** Number, from 1, of the query at which the alarm was first raised. */
  readonly firstAlarm: number | undefined;
  /** The distances that the next statistic is taken of, for a drawing. */
  distances(): Float64Array;
}

/** Watches the stream of queries that one account sends and tells theft from honest use. One file here, one registry line. */
export interface Detector {
  /** Kebab case. */
  readonly id: string;
  readonly title: MessageId;
  /** Alarm where the statistic is below this; the published value for data like MNIST. */
  readonly threshold: number;
  watch(threshold?: number): Watch;
}
