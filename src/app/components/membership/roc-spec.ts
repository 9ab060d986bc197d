import type { RocCurve } from '../../../document/types.ts';
import type { RocSpec, SeriesStyle } from '../../charts/types.ts';
import { percent } from '../../format.ts';
import { i18n, t } from '../../i18n.svelte.ts';

/** A curve as a chart shows it. */
export interface ShownCurve {
  readonly id: string;
  readonly label: string;
  readonly style: SeriesStyle;
  readonly curve: RocCurve;
}

/** ROC curves on one chart, with the bands of some of them. Logarithmic axes go down to one false alarm. */
export function rocSpec(shown: readonly ShownCurve[], banded: readonly ShownCurve[]): RocSpec {
  return {
    series: shown.map(({ id, label, style, curve }) => ({
      id,
      label,
      style,
      band: false,
      whiskers: false,
      points: curve.points.map(({ fpr, tpr }) => ({ x: fpr, y: tpr })),
    })),
    bands: banded.flatMap(({ id, label, style, curve: { band } }) =>
      band
        ? [
            {
              id,
              label: t('roc.band', { name: label }),
              style,
              points: band.map(({ fpr, low, high }) => ({ x: fpr, low, high })),
            },
          ]
        : [],
    ),
    floor: Math.min(0.1, ...banded.map(({ curve }) => 1 / curve.counts.nonMembers)),
    xLabel: t('roc.fpr'),
    yLabel: t('roc.tpr'),
    chance: t('roc.chance'),
    format: (value) => percent(value, i18n.tag, value === 0 || value >= 0.1 ? 0 : value >= 0.01 ? 1 : 2),
  };
}
