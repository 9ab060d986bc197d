import type { LineSpec, Series, SeriesStyle } from '../../charts/types.ts';
import type { Live } from '../../state/training.svelte.ts';

/** Words and formats of the two curves. */
export interface CurveWords {
  readonly epoch: string;
  readonly loss: string;
  readonly accuracy: string;
  readonly train: string;
  readonly heldOut: string;
  readonly leak: string;
  readonly batches: string;
  number(value: number): string;
  percent(value: number): string;
  whole(value: number): string;
}

const trainStyle: SeriesStyle = { colour: '--series-1', dash: '', marker: 'circle', width: 2, soft: false };
const heldStyle: SeriesStyle = { colour: '--series-2', dash: '7 4', marker: 'square', width: 2, soft: false };
const batchStyle: SeriesStyle = {
  colour: '--series-noise',
  dash: '',
  marker: 'circle',
  width: 1,
  soft: true,
  quiet: true,
};

const series = (id: string, label: string, style: SeriesStyle, points: Series['points']): Series => ({
  id,
  label,
  style,
  band: false,
  whiskers: false,
  points,
});

const leakStyle: SeriesStyle = { colour: '--series-3', dash: '', marker: 'diamond', width: 2, soft: false };

/** Losses: single batches faintly, the means of epochs over them. */
export function lossSpec({ epochs, batches }: Live, of: number, words: CurveWords): LineSpec {
  const single = batches.map(({ at, loss }) => ({ x: at, y: loss }));
  return {
    series: [
      ...(single.length ? [series('batches', words.batches, batchStyle, single)] : []),
      series(
        'train',
        words.train,
        trainStyle,
        epochs.map(({ epoch, loss }) => ({ x: epoch, y: loss })),
      ),
      series(
        'held-out',
        words.heldOut,
        heldStyle,
        epochs.map(({ epoch, heldOutLoss }) => ({ x: epoch, y: heldOutLoss })),
      ),
    ].filter(({ points }) => points.length > 0),
    x: { label: words.epoch, domain: [0, of], format: words.number, tick: words.whole },
    y: { label: words.loss, format: words.number },
  };
}

export function accuracySpec({ epochs }: Live, of: number, words: CurveWords): LineSpec {
  return {
    series: [
      series(
        'train',
        words.train,
        trainStyle,
        epochs.map(({ epoch, accuracy }) => ({ x: epoch, y: accuracy })),
      ),
      series(
        'held-out',
        words.heldOut,
        heldStyle,
        epochs.map(({ epoch, heldOutAccuracy }) => ({ x: epoch, y: heldOutAccuracy })),
      ),
    ],
    x: { label: words.epoch, domain: [0, of], format: words.number, tick: words.whole },
    y: { label: words.accuracy, domain: [0, 1], format: words.percent },
  };
}

/** AUC of the loss attack with its intervals; ½ is chance. */
export function leakSpec({ epochs }: Live, of: number, words: CurveWords): LineSpec {
  const points = epochs.flatMap(({ epoch, leak }) =>
    leak ? [{ x: epoch, y: leak.auc, low: leak.low, high: leak.high, n: 2 * leak.rows }] : [],
  );
  return {
    series: [{ ...series('leak', words.leak, leakStyle, points), band: true }],
    x: { label: words.epoch, domain: [0, of], format: words.number, tick: words.whole },
    y: { label: 'AUC', domain: [0, 1], format: words.number },
  };
}
