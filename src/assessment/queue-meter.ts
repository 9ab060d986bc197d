import type { Shard } from '../indicators/types.ts';
import { ProgressMeter, type Amount, type ItemProgress, type ItemState, type Progress } from './progress.ts';
import { itemOfShard, nameOf, type QueueName } from './queue.ts';

export const workOf = (shard: Shard): number => shard.work ?? shard.indices.length;

interface Entry extends QueueName {
  readonly meter: ProgressMeter;
}

/** What the meter must know of the queue to say when an item will be done. */
export interface QueueView {
  /** Items in the order in which they are worked on. */
  sorted<Q extends QueueName>(items: readonly Q[]): Q[];
  /** Waiting pieces that may go, in their order. */
  readonly waiting: readonly Shard[];
  readonly going: readonly Shard[];
  /** Items of one rank advance together. */
  rankOf(item: QueueName): number;
  stateOf(item: QueueName): 'stopped' | 'failed' | null;
}

/** Progress of a run and of each item of its queue. */
export class QueueMeter {
  readonly #all: ProgressMeter;
  readonly #items = new Map<string, Entry>();

  constructor(shards: readonly Shard[], now: () => number) {
    const sum = (some: readonly Shard[]) => some.reduce((total, shard) => total + workOf(shard), 0);
    this.#all = new ProgressMeter(shards.length, sum(shards), now);
    const own = new Map<string, Shard[]>();
    for (const shard of shards) {
      const name = nameOf(itemOfShard(shard));
      const list = own.get(name);
      if (list) list.push(shard);
      else own.set(name, [shard]);
    }
    for (const [name, list] of own) {
      const meter = new ProgressMeter(list.length, sum(list), now);
      this.#items.set(name, { ...itemOfShard(list[0]), meter });
    }
  }

  skip(shard: Shard): void {
    for (const meter of this.#of(shard)) meter.skip(workOf(shard));
  }

  start(shard: Shard): void {
    for (const meter of this.#of(shard)) meter.start(shard, workOf(shard));
  }

  update(shard: Shard, share: number): void {
    for (const meter of this.#of(shard)) meter.update(shard, share);
  }

  finish(shard: Shard): void {
    for (const meter of this.#of(shard)) meter.finish(shard);
  }

  drop(shard: Shard): void {
    for (const meter of this.#of(shard)) meter.drop(shard);
  }

  restart(): void {
    this.#all.restart();
    for (const { meter } of this.#items.values()) meter.restart();
  }

  /** An item's time left is how long the queue takes, at the pace of the whole run, until its last piece is done. */
  read(queue: QueueView): Progress {
    const all = this.#all.read();
    const amounts = new Map([...this.#items].map(([name, { meter }]) => [name, meter.read()]));
    const going = new Set(queue.going.map((shard) => nameOf(itemOfShard(shard))));
    const ends = this.#ends(queue, amounts, going);
    const ranks = new Set(queue.going.map((shard) => queue.rankOf(itemOfShard(shard))));
    const items = queue.sorted([...this.#items.values()]).map((entry): ItemProgress => {
      const name = nameOf(entry);
      const amount = amounts.get(name)!;
      // One that has begun and takes turns with those under way goes on, though none of its pieces does at this moment.
      const taking = amount.done > 0 && ranks.has(queue.rankOf(entry));
      const state = stateOf(amount, queue.stateOf(entry), going.has(name) || taking);
      const end = state === 'waiting' || state === 'going' ? (ends.get(name) ?? 0) : null;
      const secondsLeft = state === 'done' ? 0 : end === null || !all.rate ? null : end / all.rate;
      return { ...amount, indicator: entry.indicator, part: entry.part, state, secondsLeft };
    });
    const last = Math.max(0, ...ends.values());
    return { ...all, secondsLeft: all.rate ? last / all.rate : null, items };
  }

  /** Work of the whole queue until each item is done. */
  #ends(
    queue: QueueView,
    amounts: ReadonlyMap<string, Amount>,
    going: ReadonlySet<string>,
  ): Map<string, number> {
    const waiting = new Map<string, number>();
    for (const shard of queue.waiting) {
      const name = nameOf(itemOfShard(shard));
      waiting.set(name, (waiting.get(name) ?? 0) + workOf(shard));
    }
    const ends = new Map<string, number>();
    let sum = 0;
    for (const name of going) {
      const { done, total } = amounts.get(name)!;
      sum += Math.max(0, total - done - (waiting.get(name) ?? 0));
    }
    for (const name of going) ends.set(name, sum);
    for (const shard of queue.waiting) ends.set(nameOf(itemOfShard(shard)), (sum += workOf(shard)));
    return ends;
  }

  #of(shard: Shard): ProgressMeter[] {
    return [this.#all, this.#items.get(nameOf(itemOfShard(shard)))!.meter];
  }
}

function stateOf(
  { shardsDone, shards }: Amount,
  set: 'stopped' | 'failed' | null,
  going: boolean,
): ItemState {
  if (shardsDone === shards) return 'done';
  return set ?? (going ? 'going' : 'waiting');
}
