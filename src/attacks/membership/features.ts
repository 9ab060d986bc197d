import type { Table } from '../../numeric/linear-models.ts';
import type { Signals } from './types.ts';

/** Standard deviations beyond which a feature is cut: one outlier may not stretch a column. */
const FURTHEST = 6;

/** All that a model's answer tells, as columns for trained attackers; `rows` picks and orders records, all by default. */
export function featuresOf(signals: Signals, rows?: ArrayLike<number>): Table {
  const figures: readonly ArrayLike<number>[] = [
    signals.logit,
    signals.hinge,
    signals.loss,
    signals.entropy,
    signals.modifiedEntropy,
    signals.correct,
  ];
  const columns = figures.length + 3;
  const count = rows?.length ?? signals.count;
  const data = new Float64Array(count * columns);
  for (let k = 0; k < count; k++) {
    const i = rows ? rows[k] : k;
    figures.forEach((figure, c) => (data[k * columns + c] = figure[i]));
    for (let t = 0; t < 3; t++) data[k * columns + figures.length + t] = signals.top[i * 3 + t];
  }
  return { data, columns };
}

/** Tables of equal columns below each other. */
export function stacked(tables: readonly Table[]): Table {
  const data = new Float64Array(tables.reduce((sum, table) => sum + table.data.length, 0));
  let at = 0;
  for (const table of tables) {
    data.set(table.data, at);
    at += table.data.length;
  }
  return { data, columns: tables[0].columns };
}

/**
 * A map to standard deviations from the mean of a table's columns, cut at ±6; what is constant becomes 0. It is made from the
 * records that a model is fitted on and used for those that it scores.
 */
export function standardiserOf({ data, columns }: Table): (table: Table) => Table {
  const rows = data.length / columns;
  const [centre, spread] = [new Float64Array(columns), new Float64Array(columns)];
  for (let k = 0; k < data.length; k++) centre[k % columns] += data[k] / rows;
  for (let k = 0; k < data.length; k++) {
    const far = data[k] - centre[k % columns];
    spread[k % columns] += (far * far) / rows;
  }
  return (table) => ({
    columns,
    data: table.data.map((value, k) => {
      const c = k % columns;
      const scale = Math.sqrt(spread[c]);
      if (!(scale > 1e-12 * (1 + Math.abs(centre[c])))) return 0;
      return Math.min(FURTHEST, Math.max(-FURTHEST, (value - centre[c]) / scale));
    }),
  });
}

/** Some rows of a table. */
export function rowsOf({ data, columns }: Table, rows: ArrayLike<number>): Table {
  const picked = new Float64Array(rows.length * columns);
  for (let k = 0; k < rows.length; k++)
    picked.set(data.subarray(rows[k] * columns, (rows[k] + 1) * columns), k * columns);
  return { data: picked, columns };
}
