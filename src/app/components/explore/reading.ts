import type { Message } from '../../../messages/index.ts';
import { largest, topOther, type ShownSample } from './samples.ts';

/** What a reader needs to have a sentence about one sample made. */
export interface Reading {
  readonly shown: ShownSample;
  readonly stands: boolean;
  readonly before: boolean;
  readonly epsilon: string;
  readonly attack: string;
  /** First iteration at which it fell; null where it stands or it is not known. */
  readonly fellAt: number | null;
  readonly className: (label: number) => string;
  readonly share: (value: number) => string;
}

/** What one sample's page says can be read from it. */
export function readingOf(reading: Reading): Message {
  const { shown, stands, before, epsilon, attack, fellAt, className, share } = reading;
  const { label } = shown;
  const sure = (answer: ShownSample['after'], of: number) => share(answer.confidences[of] ?? 0);
  if (before)
    return {
      id: 'explore.read-before',
      values: {
        label: className(label),
        taken: className(shown.before.predicted),
        confidence: sure(shown.before, shown.before.predicted),
      },
    };
  if (shown.attack === null)
    return {
      id: 'explore.read-clean',
      values: { label: className(label), confidence: sure(shown.before, label) },
    };
  if (stands) {
    const other = topOther(shown.after.confidences, label);
    return {
      id: 'explore.read-stands',
      values: {
        attack,
        epsilon,
        label: className(label),
        before: sure(shown.before, label),
        after: sure(shown.after, label),
        other: className(other),
        otherConfidence: sure(shown.after, other),
      },
    };
  }
  const taken = largest(shown.after.confidences);
  const values = {
    attack,
    epsilon,
    label: className(label),
    taken: className(taken),
    before: sure(shown.before, label),
    after: sure(shown.after, label),
    confidence: sure(shown.after, taken),
    iteration: fellAt ?? 0,
  };
  if (fellAt === null) return { id: 'explore.read-fell', values };
  return { id: fellAt === 0 ? 'explore.read-fell-start' : 'explore.read-fell-at', values };
}
