import type { ModelFacts } from '../document/report.ts';
import type { Access } from '../graph/model.ts';
import type { Indicator, SubjectInfo } from '../indicators/types.ts';
import type { Message } from '../messages/index.ts';

const order: readonly Access[] = ['label', 'score', 'gradient'];

/** What a report's model lets an attacker see; reports of before said only which operators have no gradient. */
export const accessOf = ({ access, notDifferentiable }: ModelFacts): Access =>
  access ?? (notDifferentiable.length > 0 ? 'score' : 'gradient');

/** Why an indicator cannot be measured on a subject; undefined where it can. */
export function hindrance(
  { id, needs, looksAt, asksAnything }: Pick<Indicator, 'id' | 'needs' | 'looksAt' | 'asksAnything'>,
  {
    access,
    notDifferentiable = [],
    recorded,
    training,
  }: Pick<SubjectInfo, 'access' | 'notDifferentiable' | 'recorded' | 'training'>,
): Message | undefined {
  if (looksAt === 'training' && !(training && training.members > 0))
    return { id: recorded ? 'assessment.no-member-column' : 'assessment.no-members', values: { id } };
  if (recorded && asksAnything) return { id: 'assessment.recorded', values: { id } };
  const given = access ?? (notDifferentiable.length > 0 ? 'score' : 'gradient');
  if (order.indexOf(given) >= order.indexOf(needs)) return undefined;
  if (recorded) return { id: 'assessment.recorded', values: { id } };
  if (needs === 'score') return { id: 'assessment.no-scores', values: { id } };
  return { id: 'assessment.no-gradient', values: { id, operators: notDifferentiable.join(', ') } };
}
