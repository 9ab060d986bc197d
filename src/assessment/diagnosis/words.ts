import type { Message } from '../../messages/index.ts';
import type { Alternative, Diagnosis } from './types.ts';

const percent = (rate: number) => Math.round(1000 * rate) / 10;

/** That a reading which is good has a better one. */
export const betterOf = ({ measured, present }: Alternative): Message => ({
  id: 'diagnosis.better',
  values: { other: percent(measured.accuracy), now: percent(present.accuracy), n: measured.n },
});

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
  if (verdict === 'good') messages.push(...alternatives.map(betterOf));
  else if (alternatives.length > 0) messages.push({ id: 'diagnosis.found' });
  else if (tried > 0) messages.push({ id: 'diagnosis.nothing', values: { tried } });
  return messages;
}
