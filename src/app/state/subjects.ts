import type { Message } from '../../messages/index.ts';
import type { Address } from '../address.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { SubjectSummary } from '../lab/types.ts';
import { fromPlan, withWish, type PlanForm, type PlanWish } from './plan-form.ts';

/** What there is to say of an address: a newer lab's, too long, or which parts were not understood. */
export const addressNotes = ({ problem, unclear }: Address): Message[] => [
  ...(problem ? [{ id: problem === 'newer' ? 'shell.address-newer' : 'shell.address-long' } as const] : []),
  ...(unclear ? [{ id: 'app.address-unclear', values: { parts: unclear.join(', ') } } as const] : []),
];

export const sameSubject = (a: SubjectSummary, b: SubjectSummary): boolean =>
  a.target === b.target && keyOfSubject(a) === keyOfSubject(b);

/** Whether an address names this very model and data. */
export const speaksOf = ({ target, model, data }: Address, subject: SubjectSummary): boolean =>
  subject.target ? subject.target === target : subject.modelSha256 === model && subject.dataSha256 === data;

/**
 * A first plan for a subject. One that was only read in another way keeps the plan, but for parameters that the indicators propose
 * differently now (strengths in another unit).
 */
export function planFor(
  subject: SubjectSummary,
  before: SubjectSummary | null,
  form: PlanForm | null,
  asked: PlanWish = {},
): PlanForm {
  const fresh = fromPlan(subject.firstPlan);
  if (!before || !form) return withWish(fresh, asked);
  const kept = {
    ...form,
    samples: form.samples === null ? null : Math.min(form.samples, subject.testSamples),
  };
  const sameUnit = JSON.stringify(before.epsilons) === JSON.stringify(subject.epsilons);
  return sameUnit && before.kind === subject.kind ? kept : { ...kept, parameters: fresh.parameters };
}
