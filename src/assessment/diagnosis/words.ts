import type { Message } from '../../messages/index.ts';
import type { Diagnosis } from './types.ts';

const percent = (rate: number) => Math.round(1000 * rate) / 10;

/** What to say of a diagnosis, in this order. */
export function messagesOf({
  measured,
  chance,
  verdict,
  alternatives,
  tried,
}: Omit<Diagnosis, 'messages'>): Message[] {
  const { accuracy, n, interval } = measured;
  const messages: Message[] = [
    {
      id: 'diagnosis.accuracy',
      values: {
        accuracy: percent(accuracy),
        n,
        low: percent(interval.low),
        high: percent(interval.high),
        chance: percent(chance),
      },
    },
  ];
  if (verdict === 'near-chance') messages.push({ id: 'diagnosis.near-chance' });
  else if (verdict === 'low') messages.push({ id: 'diagnosis.low' });
  if (alternatives.length > 0) messages.push({ id: 'diagnosis.found' });
  else if (tried > 0) messages.push({ id: 'diagnosis.nothing', values: { tried } });
  return messages;
}
