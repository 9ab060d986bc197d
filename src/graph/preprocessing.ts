/**
 * What a model wants done to a picture before it sees it, as its framework's loader did it. The data stay as they are, [C, H, W]
 * in [0, 1]: attacks act there, and the steps below become nodes in front of the model's graph, in this order.
 */
export interface Preprocessing {
  /** Height and width that the model takes, where they are not the data's; `pad` puts zeros around instead. */
  readonly resize?: {
    readonly height: number;
    readonly width: number;
    readonly mode: 'nearest' | 'linear' | 'cubic' | 'pad';
  };
  /** Channels that the model takes, where they are not the data's: one grey channel repeated, or colours weighed to grey. */
  readonly channels?: 'repeat' | 'grey';
  /** Channels reversed: the model takes blue first. */
  readonly order?: 'bgr';
  /** Values are multiplied by this first: 255 where the model takes bytes. */
  readonly multiply?: number;
  /** Then the mean is taken away and the result divided by the deviation; one figure, or one per channel of the model. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** The model takes [H, W, C]. */
  readonly layout?: 'nhwc';
}
