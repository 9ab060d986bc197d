import type { Shard } from '../indicators/types.ts';

/** An item of the queue by its indicator and, where the indicator has parts, one of them. */
export interface QueueName {
  readonly indicator: string;
  readonly part: string | null;
}

/** How an item of the queue is called: `A.3-1`, or `A.5-3/pgd` for a part of an indicator. */
export const nameOf = ({ indicator, part }: QueueName): string =>
  part === null ? indicator : `${indicator}/${part}`;

export const itemOfShard = ({ indicator, part }: Shard): QueueName => ({ indicator, part: part ?? null });

/** What a run begins with, e.g. when it goes on after it was cut short. */
export interface QueueState {
  /** Indicators and parts (`A.5-3/pgd`), the first to be worked on first; what is not named follows as planned. */
  readonly order?: readonly string[];
  /** Items that are left aside. */
  readonly stopped?: readonly string[];
}

/**
 * A person's hand on a run that goes on: which items come first, and which are set aside. Nothing of it changes a figure:
 * parts are merged in the plan's order.
 */
export class RunControl {
  #order: readonly string[];
  readonly #stopped: Set<string>;
  #changed: () => void = () => undefined;
  #rested: () => void = () => undefined;

  constructor({ order = [], stopped = [] }: QueueState = {}) {
    this.#order = order;
    this.#stopped = new Set(stopped);
  }

  get order(): readonly string[] {
    return this.#order;
  }

  isStopped(item: QueueName): boolean {
    return this.#stopped.has(nameOf(item)) || this.#stopped.has(item.indicator);
  }

  /** The waiting pieces are taken in this order from now on; pieces under way are finished first. */
  arrange(order: readonly string[]): void {
    this.#order = order;
    this.#changed();
  }

  /** Sets items aside: their pieces under way are given up, what is done stays. */
  stop(names: readonly string[]): void {
    for (const name of names) this.#stopped.add(name);
    this.#changed();
  }

  resume(names: readonly string[]): void {
    for (const name of names) this.#stopped.delete(name);
    this.#changed();
  }

  /** After a pause: the pace until now says nothing of the time left. */
  rested(): void {
    this.#rested();
  }

  /** For the run itself. */
  attach(changed: () => void, rested: () => void): void {
    this.#changed = changed;
    this.#rested = rested;
  }
}

/** Work waiting for its turn, each piece taken once. */
export class WaitingLine<T extends { readonly shard: Shard }> {
  readonly #planned: ReadonlyMap<T, number>;
  readonly #indicators: readonly string[];
  #order: readonly string[] = [];
  #waiting: T[];

  /** @param planned All work, in the plan's order. */
  constructor(planned: readonly T[]) {
    this.#planned = new Map(planned.map((one, place) => [one, place]));
    this.#indicators = [...new Set(planned.map(({ shard }) => shard.indicator))];
    this.#waiting = [...planned];
  }

  get waiting(): readonly T[] {
    return this.#waiting;
  }

  arrange(order: readonly string[]): void {
    this.#order = order;
    const rank = this.#ranks();
    const place = new Map(this.#waiting.map((one) => [one, rank(itemOfShard(one.shard))]));
    this.#waiting.sort(
      (a, b) => place.get(a)! - place.get(b)! || this.#planned.get(a)! - this.#planned.get(b)!,
    );
  }

  /** The first piece that may be worked on now. */
  take(mayGo: (item: QueueName) => boolean): T | undefined {
    const at = this.#waiting.findIndex(({ shard }) => mayGo(itemOfShard(shard)));
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  putBack(one: T): void {
    this.#waiting.push(one);
    this.arrange(this.#order);
  }

  remove(done: ReadonlySet<T>): void {
    this.#waiting = this.#waiting.filter((one) => !done.has(one));
  }

  /** Items in the order in which they are worked on. */
  sorted<Q extends QueueName>(items: readonly Q[]): Q[] {
    const rank = this.#ranks();
    return items
      .map((item, place) => ({ item, place, rank: rank(item) }))
      .sort((a, b) => a.rank - b.rank || a.place - b.place)
      .map(({ item }) => item);
  }

  /** Items of one rank advance together; a lower rank comes first. */
  rankOf(item: QueueName): number {
    return this.#ranks()(item);
  }

  /** Parts nobody named share the rank of their indicator: they advance together, as planned. */
  #ranks(): (item: QueueName) => number {
    const { length } = this.#order;
    const places = new Map(this.#order.map((name, place) => [name, place]));
    const width = length + 1;
    return (item) => {
      const indicator = places.get(item.indicator) ?? length + this.#indicators.indexOf(item.indicator);
      return indicator * width + (item.part === null ? 0 : (places.get(nameOf(item)) ?? length));
    };
  }
}

/**
 * The order after one item was moved by a step: an indicator among the indicators, or a part among the parts of its own.
 * @param items in the order in which they are worked on now
 * @param order as it was arranged so far; empty: as planned
 * @returns undefined where there is nothing to pass.
 */
export function moved(
  items: readonly QueueName[],
  order: readonly string[],
  item: QueueName,
  step: -1 | 1,
): readonly string[] | undefined {
  const indicators = [...new Set(items.map(({ indicator }) => indicator))];
  const parts = items.filter(({ indicator }) => indicator === item.indicator).map(nameOf);
  const passed =
    item.part === null ? swapped(indicators, item.indicator, step) : swapped(parts, nameOf(item), step);
  if (!passed) return undefined;
  if (item.part === null) return [...passed, ...order.filter((name) => !indicators.includes(name))];
  return [
    ...indicators,
    ...order.filter((name) => !indicators.includes(name) && !parts.includes(name)),
    ...passed,
  ];
}

function swapped(list: readonly string[], name: string, step: -1 | 1): string[] | undefined {
  const from = list.indexOf(name);
  const to = from + step;
  if (from < 0 || to < 0 || to >= list.length) return undefined;
  const result = [...list];
  [result[from], result[to]] = [result[to], result[from]];
  return result;
}
