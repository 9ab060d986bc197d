import type { ItemProgress, ItemState } from '../../../assessment/progress.ts';
import type { QueueName } from '../../../assessment/queue.ts';
import { text, type Language, type MessageId } from '../../../messages/index.ts';
import { compact } from '../../format.ts';
import { attackName, indicatorName } from '../../names.ts';
import type { Origin, Phase, Run } from '../../state/run.svelte.ts';

/** Time left as a person says it: words, no digits that change every second beyond what anyone can use. */
export function leftInWords(seconds: number, language: Language): string {
  const say = (one: MessageId, many: MessageId, count: number) =>
    text(count === 1 ? { id: one } : { id: many, values: { count } }, language);
  if (seconds < 3) return text({ id: 'run.moment' }, language);
  if (seconds < 20) return say('run.seconds-one', 'run.seconds', Math.round(seconds));
  if (seconds < 55) return say('run.seconds-one', 'run.seconds', 5 * Math.round(seconds / 5));
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 100) return say('run.minutes-one', 'run.minutes', minutes);
  return say('run.hours-one', 'run.hours', Math.round(seconds / 3600));
}

const ownParts: Readonly<Record<string, MessageId>> = {
  clean: 'run.item-clean',
  checks: 'run.item-checks',
  cascade: 'run.item-cascade',
  target: 'run.item-target',
  baselines: 'run.item-baselines',
  shadows: 'run.item-shadows',
};

/** An indicator's name, or that of its part: an attack, or what else belongs to it. */
export function itemName({ indicator, part }: QueueName, language: Language): string {
  if (part === null) return indicatorName(indicator, language);
  return Object.hasOwn(ownParts, part) ? text({ id: ownParts[part] }, language) : attackName(part, language);
}

export const rateText = (rate: number | null, language: Language, tag: string): string =>
  rate === null ? '–' : text({ id: 'app.per-second', values: { rate: compact(rate, tag) } }, language);

/** An indicator with the parts of its queue. */
export interface QueueGroup {
  readonly indicator: string;
  /** All parts together. */
  readonly whole: ItemProgress;
  /** Empty where the indicator has no parts. */
  readonly parts: readonly ItemProgress[];
}

export function groupsOf(items: readonly ItemProgress[]): QueueGroup[] {
  const ids = [...new Set(items.map(({ indicator }) => indicator))];
  return ids.map((indicator) => {
    const own = items.filter((item) => item.indicator === indicator);
    if (own.length === 1) return { indicator, whole: { ...own[0], part: null }, parts: partsOf(own) };
    const sum = (of: (item: ItemProgress) => number) => own.reduce((total, item) => total + of(item), 0);
    const left = own.flatMap(({ secondsLeft }) => (secondsLeft === null ? [] : [secondsLeft]));
    const whole: ItemProgress = {
      indicator,
      part: null,
      state: stateOf(own.map(({ state }) => state)),
      done: sum(({ done }) => done),
      total: sum(({ total }) => total),
      shardsDone: sum(({ shardsDone }) => shardsDone),
      shards: sum(({ shards }) => shards),
      // Paces of parts were measured over different stretches of time and do not add up.
      rate: null,
      secondsLeft: left.length ? Math.max(...left) : null,
    };
    return { indicator, whole, parts: partsOf(own) };
  });
}

const partsOf = (own: readonly ItemProgress[]) => own.filter(({ part }) => part !== null);

/** What an indicator is, by its parts: the liveliest of them, and done only when all are. */
function stateOf(states: readonly ItemState[]): ItemState {
  const order: readonly ItemState[] = ['going', 'waiting', 'failed', 'stopped'];
  return order.find((state) => states.includes(state)) ?? 'done';
}

const origins: Readonly<Record<Origin, MessageId>> = {
  here: 'run.origin-here',
  file: 'run.origin-file',
  stored: 'run.origin-stored',
};

export const originText = ({ origin, earlier }: Run, language: Language): string =>
  text({ id: origin === 'here' && earlier ? 'run.origin-earlier' : origins[origin] }, language);

/** As the person calls it; else by its model. */
export const runTitle = ({ name, target, file, id }: Run, language: Language): string =>
  name || `${id}. ${target ?? file ?? text({ id: 'app.own-model' }, language)}`;

export const isOver = (phase: Phase): boolean =>
  phase === 'done' || phase === 'cancelled' || phase === 'failed' || phase === 'stopped';
