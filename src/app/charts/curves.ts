import type { Curve, Item } from '../../document/types.ts';
import { precisionRecall } from '../kept.ts';
import { classStyle, styleOf } from './styles.ts';
import type { ChartPoint, Series } from './types.ts';

type AxisName = Curve['x']['name'];

/** Curves of an item that belong into one chart: raw ones of each attack and the worst case's envelope. */
export function curvesAgainst(item: Item, axis: AxisName, epsilon?: number): Curve[] {
  return item.curves.filter(
    (curve) =>
      curve.x.name === axis &&
      (curve.attack === 'worst-case' || curve.kind === 'raw') &&
      (epsilon === undefined || curve.epsilon === epsilon) &&
      curve.points.length > 0,
  );
}

/** The ε at which curves against iterations were run, ascending. */
export function epsilonsOf(item: Item): number[] {
  const found = item.curves.flatMap((curve) =>
    curve.x.name === 'iterations' && curve.epsilon !== undefined && curve.points.length > 0
      ? [curve.epsilon]
      : [],
  );
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Curves as series, the worst case last in lists; charts draw it beneath the others. */
export function toSeries(curves: readonly Curve[], title: (attack: string) => string): Series<ChartPoint>[] {
  const order = (curve: Curve) => (curve.attack === 'worst-case' ? 1 : 0);
  return [...curves]
    .sort((a, b) => order(a) - order(b))
    .map((curve, index) => ({
      id: `${curve.attack} ${curve.kind} ${index}`,
      label: title(curve.attack),
      style: styleOf(curve.attack),
      band: curve.attack === 'worst-case' || curves.length === 1,
      whiskers: curve.attack !== 'worst-case' && curves.length > 1,
      points: curve.points,
    }));
}

/** The ends of the x axis: from 0 to the largest value there is or, while a run goes on, that is planned. */
export function extent(series: readonly Series[], planned: readonly number[] = []): [number, number] {
  const xs = [...planned, ...series.flatMap(({ points }) => points.map((point) => point.x))];
  const most = Math.max(0, ...xs);
  return [0, most > 0 ? most : 1];
}

/** Precision against recall of each class against the rest. Curves of many classes lie too close for bands. */
export function classSeries(item: Item, title: (label: number) => string): Series[] {
  const curves = precisionRecall(item);
  return curves.map(({ label, points }) => ({
    id: `class-${label}`,
    label: title(label),
    style: classStyle(label),
    band: curves.length <= 2,
    whiskers: false,
    points,
  }));
}
