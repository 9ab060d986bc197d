import { halves } from '../../numeric/calibration.ts';
import { fitRidge, linearValue, type Table } from '../../numeric/linear-models.ts';
import { exp, log } from '../../numeric/math.ts';
import { rowsOf, standardiserOf } from './features.ts';
import type { Evidence, MembershipAttack } from './types.ts';

/** Columns that inputs are brought to: more are folded together by random signs, so that a fit stays quick. */
const MOST_COLUMNS = 48;
const RIDGE = 10;
/** φ² below this is rounding: its logarithm may not rule the fit of the spread. */
const LEAST_SQUARE = 1e-4;

/**
 * What the records themselves are, without the model: their label, one column each, and their values, folded by random signs where
 * they are many (each column a sum of the standardised values with signs of their own).
 */
function recordFeatures(evidence: Evidence, inputs: NonNullable<Evidence['inputs']>): Table {
  const { count, classes, labels } = evidence;
  const { data, size } = inputs;
  const values: Table = { data: Float64Array.from(data), columns: size };
  const { data: raw } = standardiserOf(values)(values);
  const width = Math.min(size, MOST_COLUMNS);
  const columns = classes + width;
  const table = new Float64Array(count * columns);
  const signs =
    size > width
      ? evidence.random('quantile-signs').fillUniform(new Float64Array(size * width), -1, 1)
      : undefined;
  for (let i = 0; i < count; i++) {
    table[i * columns + labels[i]] = 1;
    const own = table.subarray(i * columns + classes, (i + 1) * columns);
    for (let k = 0; k < size; k++) {
      const value = raw[i * size + k];
      if (!signs) own[k] = value;
      else if (value !== 0)
        for (let c = 0; c < width; c++) own[c] += signs[k * width + c] < 0 ? -value : value;
    }
  }
  return { data: table, columns };
}

function score(evidence: Evidence): Float64Array {
  const { count, members, inputs, target } = evidence;
  if (!inputs) throw new RangeError('the records themselves are missing');
  const features = recordFeatures(evidence, inputs);
  const half = halves(members, evidence.random('quantile-halves'));
  const scores = new Float64Array(count);
  const records = Array.from({ length: count }, (_, i) => i);
  for (const h of [0, 1]) {
    const known = records.filter((i) => half[i] !== h && !members[i]);
    const raw = rowsOf(features, known);
    const standardise = standardiserOf(raw);
    const table = standardise(raw);
    const centre = fitRidge(
      table,
      known.map((i) => target.logit[i]),
      RIDGE,
    );
    const squares = known.map((i, k) => {
      const far = target.logit[i] - linearValue(centre, table, k);
      return log(LEAST_SQUARE + far * far);
    });
    const spread = fitRidge(table, squares, RIDGE);
    const own = records.filter((i) => half[i] === h);
    const asked = standardise(rowsOf(features, own));
    own.forEach((i, k) => {
      const scale = exp(0.5 * linearValue(spread, asked, k));
      scores[i] = (target.logit[i] - linearValue(centre, asked, k)) / scale;
    });
  }
  return scores;
}

/**
 * Quantile regression (M. Bertran et al., *Scalable membership inference attacks via quantile regression*, 2023): what φ would
 * the model give to this record if it had not seen it? Centre and logarithm of the spread are regressed on the record's values
 * and label among known non-members of the other half; a record whose φ lies many spreads above is a member. That is the paper's
 * Gaussian form: every quantile is a centre plus a number of spreads, so one threshold on that number is the same quantile
 * for each record. No shadow is trained.
 */
export const quantile: MembershipAttack = {
  id: 'quantile',
  title: 'attacks.membership-quantile',
  knows: 'attacks.membership-quantile-knows',
  needs: 'score',
  requires: ['inputs'],
  costly: true,
  score,
};
