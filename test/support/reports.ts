import { readFileSync } from 'node:fs';
import { readReport } from '../../src/document/read.ts';
import type { Report } from '../../src/document/report.ts';
import type { Curve, Item } from '../../src/document/types.ts';
import { packBits } from '../../src/numeric/bits.ts';
import { wilson } from '../../src/numeric/intervals.ts';
import { stream } from '../../src/numeric/random.ts';

/** The small whole report that `test/unit/assessment/golden.test.ts` keeps. */
export const goldenReport = (): Report =>
  readReport(readFileSync(new URL('../fixtures/golden/report.json', import.meta.url)));

/** Replaces an item of a report. */
export const withItem = (report: Report, id: string, change: (item: Item) => Item): Report => ({
  ...report,
  items: report.items.map((item) => (item.id === id ? change(item) : item)),
});

/** Rows of right and wrong (1 and 0) by name, in place of an item's own. */
export function withOutcomes(
  item: Item,
  ids: readonly number[],
  rows: Readonly<Record<string, number[]>>,
): Item {
  const outcomes = Object.entries(rows).map(([name, values]) => ({ name, bits: packBits(values) }));
  return { ...item, ids, outcomes };
}

interface Made {
  /** Decides each sample's endurance. */
  readonly seed: number;
  /** How much a sample endures at most, in the units of ε; the golden report's ε go up to 0.25. */
  readonly strength?: number;
}

/**
 * A report like the golden one, of another seed: each sample endures up to an ε of its own, drawn from the seed, and all
 * outcomes, curves and means follow from that.
 */
export function madeReport({ seed, strength = 0.4 }: Made): Report {
  const golden = goldenReport();
  const draws = stream(seed, 'made report');
  const report = withItem(golden, 'A.5-3', (item) => {
    const raw = new Float64Array(item.ids.length);
    draws.fillUniform(raw, 0, 1_000_000);
    const endurance = Array.from(raw, (value) => (value / 1_000_000) * strength);
    const stands = (epsilon: number) => endurance.map((own) => (own > epsilon ? 1 : 0));
    const above = (item.parameters.epsilons as number[]).filter((epsilon) => epsilon > 0);
    const attacks = item.parameters.attacks as string[];
    const names = [
      'clean',
      ...['worst-case', ...attacks].flatMap((attack) => above.map((e) => `${attack}@${e}`)),
    ];
    const epsilonOf = (name: string) => Number(name.split('@')[1] ?? 0);
    const made = withOutcomes(
      item,
      item.ids,
      Object.fromEntries(names.map((name) => [name, stands(epsilonOf(name))])),
    );
    const means = endurance.map((own) => above.filter((epsilon) => own > epsilon).length / above.length);
    const value = means.reduce((sum, one) => sum + one, 0) / means.length;
    const curves = item.curves.map((curve) => (curve.x.name === 'epsilon' ? redrawn(curve, stands) : curve));
    const interval = {
      low: Math.max(0, value - 0.1),
      high: Math.min(1, value + 0.1),
      method: 'bootstrap-bca',
    };
    return { ...made, value, interval, curves };
  });
  return { ...report, seed, plan: { ...report.plan, seed } };
}

function redrawn(curve: Curve, stands: (epsilon: number) => number[]): Curve {
  return {
    ...curve,
    points: curve.points.map((point) => {
      const right = stands(point.x);
      const correct = right.reduce((sum, one) => sum + one, 0);
      const { low, high } = wilson(correct, right.length);
      return { ...point, y: correct / right.length, low, high, correct, n: right.length };
    }),
  };
}
