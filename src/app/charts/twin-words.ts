import type { MessageId } from '../../messages/index.ts';
import type { TwinWords } from './kinds/twin-words.ts';

/** Heads of columns in the reader's language. */
export const twinWords = (t: (id: MessageId) => string): TwinWords => ({
  low: t('charts.low'),
  high: t('charts.high'),
  correct: t('charts.correct'),
  n: t('charts.n'),
  series: t('charts.series'),
  from: t('charts.from'),
  to: t('charts.to'),
  name: t('charts.name'),
  xLow: t('charts.x-low'),
  xHigh: t('charts.x-high'),
});
