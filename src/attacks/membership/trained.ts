import { halves } from '../../numeric/calibration.ts';
import { fitLogistic, linearValue, logisticLoss, type Table } from '../../numeric/linear-models.ts';
import { fitPerceptron, perceptronValues } from '../../numeric/perceptron.ts';
import type { Stream } from '../../numeric/random.ts';
import { featuresOf, rowsOf, standardiserOf } from './features.ts';
import type { Evidence, MembershipAttack } from './types.ts';

/** Learns from a table, answers with log-odds on another. */
type Learner = (table: Table, outcomes: readonly number[], asked: Table) => Float64Array;

const logistic =
  (ridge: number): Learner =>
  (table, outcomes, asked) => {
    const model = fitLogistic(table, outcomes, ridge);
    return Float64Array.from({ length: asked.data.length / asked.columns }, (_, row) =>
      linearValue(model, asked, row),
    );
  };

const network =
  (penalty: number, draws: Stream): Learner =>
  (table, outcomes, asked) =>
    perceptronValues(fitPerceptron(table, outcomes, { hidden: 16, penalty, epochs: 20 }, draws), asked);

const RIDGES = [0.1, 1, 10, 100, 1000];
const PENALTIES = [1e-3, 1e-2];
const INNER_FOLDS = 3;

/** The learner with the smallest loss in inner cross-validation: the first of equal ones, the simplest stand first. */
function best(
  learners: readonly Learner[],
  table: Table,
  outcomes: readonly number[],
  draws: Stream,
): Learner {
  const fold = new Uint8Array(outcomes.length);
  draws.permutation(outcomes.length).forEach((row, k) => (fold[row] = k % INNER_FOLDS));
  const parts = Array.from({ length: INNER_FOLDS }, (_, f) => {
    const rows = Array.from(outcomes.keys());
    const [rest, own] = [rows.filter((row) => fold[row] !== f), rows.filter((row) => fold[row] === f)];
    const pick = (some: readonly number[]) => some.map((row) => outcomes[row]);
    return { table: rowsOf(table, rest), outcomes: pick(rest), asked: rowsOf(table, own), truth: pick(own) };
  });
  let [chosen, least] = [learners[0], Infinity];
  for (const learner of learners) {
    let loss = 0;
    for (const part of parts)
      learner(part.table, part.outcomes, part.asked).forEach(
        (logOdds, k) => (loss += logisticLoss(logOdds, part.truth[k])),
      );
    if (loss < least) [chosen, least] = [learner, loss];
  }
  return chosen;
}

function score(evidence: Evidence): Float64Array {
  const { count, members, target } = evidence;
  const half = halves(members, evidence.random('trained-halves'));
  const learners = [
    ...RIDGES.map((ridge) => logistic(ridge)),
    ...PENALTIES.map((penalty) => network(penalty, evidence.random('trained-network'))),
  ];
  const scores = new Float64Array(count);
  for (const h of [0, 1]) {
    const records = Array.from({ length: count }, (_, i) => i);
    const [own, other] = [records.filter((i) => half[i] === h), records.filter((i) => half[i] !== h)];
    const raw = featuresOf(target, other);
    const standardise = standardiserOf(raw);
    const table = standardise(raw);
    const outcomes = other.map((i) => members[i]);
    const learner = best(learners, table, outcomes, evidence.random('trained-folds'));
    const logOdds = learner(table, outcomes, standardise(featuresOf(target, own)));
    own.forEach((i, k) => (scores[i] = logOdds[k]));
  }
  return scores;
}

/**
 * Trained attackers, as TensorFlow Privacy has them: a logistic regression or a small network learns membership from the figures
 * of the target's answers. It is a supervised auditor who knows the membership of half of the records: each half is scored by
 * a model from the other half, so no record by one that saw it. Kind and penalty are chosen by 3-fold cross-validation inside the
 * known half; scores are log-odds, and both halves hold the same share of members, so that they are on one scale.
 */
export const trained: MembershipAttack = {
  id: 'trained',
  title: 'attacks.membership-trained',
  knows: 'attacks.membership-trained-knows',
  needs: 'score',
  requires: [],
  costly: true,
  score,
};
