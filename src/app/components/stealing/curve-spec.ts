import type { Curve, Item, StealingMeasure } from '../../../document/types.ts';
import { classStyle } from '../../charts/styles.ts';
import type { LineSpec, Series, SeriesStyle } from '../../charts/types.ts';

/** What the curves of a stealing item can show, in the order in which they are offered. */
export const measures: readonly StealingMeasure[] = ['fidelity', 'accuracy', 'deviation', 'transferability'];

/** A measure; of transferability, at one ε. */
export interface Shown {
  readonly measure: StealingMeasure;
  readonly epsilon?: number;
}

/** What a curve can be held against: a level that no theft is needed for. */
export interface Level {
  readonly id: string;
  readonly label: string;
  readonly value: number;
}

/** What an item has curves of. */
export function shownIn({ curves }: Item): Shown[] {
  const all = measures.flatMap((measure) => {
    const of = curves.filter((curve) => curve.measure === measure);
    const epsilons = [...new Set(of.map(({ epsilon }) => epsilon))];
    return epsilons.map((epsilon) => (epsilon === undefined ? { measure } : { measure, epsilon }));
  });
  return all;
}

export const curvesOf = ({ curves }: Item, { measure, epsilon }: Shown): Curve[] =>
  curves.filter((curve) => curve.measure === measure && curve.epsilon === epsilon);

const level: SeriesStyle = {
  colour: '--series-noise',
  dash: '1 5',
  marker: 'circle',
  width: 1.75,
  soft: false,
  quiet: true,
};

/** Curves of several samplers against queries, with the levels that they are to be held against. */
export function spec(
  curves: readonly Curve[],
  levels: readonly Level[],
  words: { readonly name: (sampler: string) => string; readonly queries: string; readonly measure: string },
  format: (value: number) => string,
  whole: (value: number) => string,
): LineSpec {
  const budgets = curves.flatMap(({ points }) => points.map(({ x }) => x));
  const ends = [Math.min(...budgets), Math.max(...budgets)];
  const series: Series[] = curves.map(({ attack, points }, place) => ({
    id: attack,
    label: words.name(attack),
    style: classStyle(place),
    band: false,
    whiskers: true,
    points,
  }));
  const constant = levels.map(({ id, label, value }): Series => ({
    id,
    label,
    style: level,
    band: false,
    whiskers: false,
    points: [...new Set(ends)].map((x) => ({ x, y: value })),
  }));
  const most = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ high }) => high)));
  return {
    series: [...series, ...constant],
    x: { label: words.queries, format: whole },
    y: { label: words.measure, domain: [0, most], format },
  };
}
