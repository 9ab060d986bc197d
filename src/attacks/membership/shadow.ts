import { fitLogistic, linearValue, type LinearModel, type Table } from '../../numeric/linear-models.ts';
import { featuresOf, stacked, standardiserOf } from './features.ts';
import type { Evidence, MembershipAttack, Shadow } from './types.ts';

/** Rows of each kind, in and out, that a class needs for an attack model of its own. */
const CLASS_MINIMUM = 50;
/** Rows of the attack model for all classes, so that memory does not grow with the shadows. */
const GLOBAL_ROWS = 20_000;
const RIDGE = 1;

interface AttackModel {
  readonly model: LinearModel;
  standardise(table: Table): Table;
}

/** An attack model from the shadows' answers about some records; undefined where one kind is rare. */
function attackModel(
  shadows: readonly Shadow[],
  rows: readonly number[],
  least: number,
): AttackModel | undefined {
  const inside = shadows.flatMap((shadow) => rows.map((i) => shadow.inside[i]));
  const members = inside.reduce((sum, flag) => sum + flag, 0);
  if (members < least || inside.length - members < least) return undefined;
  const table = stacked(shadows.map((shadow) => featuresOf(shadow.signals, rows)));
  const standardise = standardiserOf(table);
  return { model: fitLogistic(standardise(table), inside, RIDGE), standardise };
}

function score(evidence: Evidence): Float64Array {
  const { count, labels, classes, target, shadows } = evidence;
  const some = Array.from(
    evidence.random('shadow-rows').sample(count, Math.min(count, Math.ceil(GLOBAL_ROWS / shadows.length))),
  );
  const global = attackModel(shadows, some, 1);
  if (!global) throw new RangeError('shadows must know some records and not know others');
  const scores = new Float64Array(count);
  for (let c = 0; c < classes; c++) {
    const rows: number[] = [];
    for (let i = 0; i < count; i++) if (labels[i] === c) rows.push(i);
    if (rows.length === 0) continue;
    const { model, standardise } = attackModel(shadows, rows, CLASS_MINIMUM) ?? global;
    const table = standardise(featuresOf(target, rows));
    rows.forEach((i, k) => (scores[i] = linearValue(model, table, k)));
  }
  return scores;
}

/**
 * Shadow attack (R. Shokri, M. Stronati, C. Song & V. Shmatikov, 2017): for each class an attack model learns from shadow models how
 * answers about known records differ from those about others, then judges the target's answers. The attack model is a logistic
 * regression on the largest probabilities and the figures of the answer; its log-odds are comparable between classes. A class
 * with under 50 rows of either kind takes the model of all classes.
 */
export const shadow: MembershipAttack = {
  id: 'shadow',
  title: 'attacks.membership-shadow',
  knows: 'attacks.membership-shadow-knows',
  needs: 'score',
  requires: ['shadows'],
  leastShadows: 2,
  costly: true,
  score,
};
