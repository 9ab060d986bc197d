import type { StoredCurve } from '../../src/app/lab/showcase.ts';
import type { ModelCard } from '../../src/training/card.ts';
import { wilson } from '../../src/numeric/intervals.ts';
import type { Report } from '../../src/document/report.ts';

/** The worst case's curve of a report, for a small picture of it. */
export function curveOf(
  { items, data, model, plan, timings }: Report,
  { accuracy: { test } }: ModelCard,
): StoredCurve {
  const item = items.find(({ id }) => id === 'A.5-3');
  const curve = item?.curves.find(({ attack, x }) => attack === 'worst-case' && x.name === 'epsilon');
  if (!item || !curve || item.value === null || !item.interval) throw new Error('no curve in the report');
  const accuracy = wilson(test.correct, test.n);
  return {
    model: model.sha256,
    data: data.sha256,
    made: timings.started,
    samples: plan.samples ?? data.test,
    accuracy: { correct: test.correct, n: test.n, low: accuracy.low, high: accuracy.high },
    unit: curve.x.unit,
    value: { value: item.value, low: item.interval.low, high: item.interval.high },
    points: curve.points.map(({ x, y, low, high }) => ({ x, y, low, high })),
  };
}
