import type { LowRate } from '../../document/types.ts';
import type { ModelCard } from '../../training/card.ts';
import { accuracyOf, type AccuracyView } from '../components/membership/reading.ts';
import { membership, rocOf, share, type Fact } from './facts.ts';
import type { LessonRunId } from './results.ts';
import type { Evidence } from './types.ts';

/** What lessons read from reports on membership inference and from cards of models trained with differential privacy. */

/** The false-positive rate at which lessons look, as the keys of a curve write it. */
const low = '0.01';

/** What the model gets right of members and of non-members. @throws Error where the report does not say */
export function accuracy(evidence: Evidence, run: LessonRunId): AccuracyView {
  const found = accuracyOf(membership(evidence.run(run)));
  if (!found) throw new Error(`no accuracies in ${run}`);
  return found;
}

/** Success of calling a member whatever the model gets right, on a half-and-half set (Yeom et al. 2018). */
export function gapSuccess(evidence: Evidence, run: LessonRunId): number {
  const { members, nonMembers } = accuracy(evidence, run);
  return (members + 1 - nonMembers) / 2;
}

export const lowRate = (evidence: Evidence, run: LessonRunId, attack: string): LowRate =>
  rocOf(evidence.run(run), attack).tprAtFpr[low];

/** Share of members found at the low rate; where a run of one's own is too short to resolve it, the curve's own point stands in. */
export function foundShare(evidence: Evidence, run: LessonRunId, attack: string): number {
  const { tpr, inSample } = lowRate(evidence, run, attack);
  return tpr?.value ?? inSample;
}

/** The same with its interval, where there is one. */
export const found = (evidence: Evidence, run: LessonRunId, attack: string): Fact =>
  share(foundShare(evidence, run, attack), lowRate(evidence, run, attack).tpr);

/** Pairs of a member and a non-member in which the attack ranks the member higher: its AUC as a share. */
export function pairs(evidence: Evidence, run: LessonRunId, attack: string): Fact {
  const { value, ...interval } = rocOf(evidence.run(run), attack).auc;
  return share(value, interval);
}

/** @throws Error where the model was trained without differential privacy */
export function privacyOf({ id, privacy }: ModelCard): NonNullable<ModelCard['privacy']> {
  if (!privacy) throw new Error(`${id} was not trained with differential privacy`);
  return privacy;
}
