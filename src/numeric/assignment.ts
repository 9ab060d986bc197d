/**
 * The one-to-one assignment of rows to columns with the largest sum of gains (H. W. Kuhn, 1955; shortest augmenting paths as
 * R. Jonker & A. Volgenant, 1987), for as many columns as rows or more. `gains` is rows × columns, row-major; of equally good
 * assignments any. Time grows with rows² × columns.
 * @throws RangeError when there are fewer columns than rows.
 */
export function bestAssignment(gains: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (columns < rows || gains.length !== rows * columns) throw new RangeError('no assignment of these sizes');
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  /** Row (from 1) that each column has; column 0 is where a new row starts. */
  const owner = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    const least = new Float64Array(columns + 1).fill(Infinity);
    const seen = new Uint8Array(columns + 1);
    let column = 0;
    do {
      seen[column] = 1;
      const from = owner[column];
      let [step, next] = [Infinity, 0];
      for (let to = 1; to <= columns; to++) {
        if (seen[to]) continue;
        const cost = -gains[(from - 1) * columns + to - 1] - rowPrice[from] - columnPrice[to];
        if (cost < least[to]) [least[to], before[to]] = [cost, column];
        if (least[to] < step) [step, next] = [least[to], to];
      }
      for (let to = 0; to <= columns; to++) {
        if (seen[to]) {
          rowPrice[owner[to]] += step;
          columnPrice[to] -= step;
        } else least[to] -= step;
      }
      column = next;
    } while (owner[column] !== 0);
    for (; column !== 0; column = before[column]) owner[column] = owner[before[column]];
  }
  const columnOf = new Int32Array(rows);
  for (let column = 1; column <= columns; column++)
    if (owner[column] > 0) columnOf[owner[column] - 1] = column - 1;
  return columnOf;
}
