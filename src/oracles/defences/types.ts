import type { MessageId } from '../../messages/index.ts';
import type { Stream } from '../../numeric/random.ts';

/**
 * What a service gives out in place of its probabilities. One file in this folder, one registry line. Whoever asks sees one
 * row of probabilities for each sample; what a defence does not show is left for the asker to complete.
 */
export interface OutputDefence {
  /** Kebab case; names the file and the parameter value. */
  readonly id: string;
  readonly title: MessageId;
  readonly what: MessageId;
  /** Equal inputs can get different answers. */
  readonly varies: boolean;
  /**
   * Changes one row of probabilities in place to what the asker is left with; rows sum to one before and after. Draws are read
   * from `from` on, at most as many as there are classes.
   */
  apply(row: Float64Array, draws: Stream, from: number): void;
}
