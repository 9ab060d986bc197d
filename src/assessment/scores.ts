import type { Item } from '../document/types.ts';
import { bitAt, packedBits } from '../numeric/bits.ts';

/** One figure of an item, sample by sample. */
export interface Scores {
  /** Samples in the order they were taken. */
  readonly ids: readonly number[];
  /** By sample: 0 or 1 of a rate, 0 … 1 of a mean. */
  readonly at: ReadonlyMap<number, number>;
  readonly rate: boolean;
  /** The figure as the report states it, of a mean. */
  readonly stated: { readonly value: number; readonly low: number; readonly high: number } | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];

/**
 * The figures of an item that can be compared sample by sample: its `value`, the mean of each attack (by the attack's id), and
 * each outcome by its name.
 */
export function scoresOf(item: Item | undefined): Map<string, Scores> {
  const found = new Map<string, Scores>();
  if (!item || item.status === 'error' || item.ids.length === 0) return found;
  const outcomes = new Map(item.outcomes.map(({ name, bits }) => [name, packedBits(bits, item.ids.length)]));
  const points = numbers(item.parameters.points);
  const single = outcomes.size === 1 ? [...outcomes.keys()][0] : null;
  const mean = (attack: string, stated: Scores['stated']) =>
    averaged(
      item.ids,
      points.map((point) => outcomes.get(`${attack}@${point}`)),
      stated,
    );
  const value = single
    ? rateOf(item.ids, outcomes.get(single)!)
    : mean('worst-case', item.value === null ? null : statedOf(item));
  if (value) found.set('value', value);
  for (const [name, bits] of outcomes) if (name !== single) found.set(name, rateOf(item.ids, bits));
  for (const { attack, stated } of attackMeans(item)) {
    const own = mean(attack, stated);
    if (own) found.set(attack, own);
  }
  return found;
}

const rateOf = (ids: readonly number[], bits: Uint8Array): Scores => ({
  ids,
  at: new Map(ids.map((id, place) => [id, bitAt(bits, place) ? 1 : 0])),
  rate: true,
  stated: null,
});

/** The mean over points of each sample's outcomes; nothing where a point is missing. */
function averaged(
  ids: readonly number[],
  points: readonly (Uint8Array | undefined)[],
  stated: Scores['stated'],
): Scores | null {
  if (points.length === 0 || points.some((bits) => !bits)) return null;
  const of = (place: number) => points.reduce((sum, bits) => sum + (bitAt(bits!, place) ? 1 : 0), 0);
  const at = new Map(ids.map((id, place) => [id, of(place) / points.length]));
  return { ids, at, rate: points.length === 1, stated };
}

const statedOf = ({ value, interval }: Item): Scores['stated'] =>
  value === null ? null : { value, low: interval?.low ?? value, high: interval?.high ?? value };

/** Details may come from anywhere: what has not the form of an attack's mean is left out. */
function attackMeans(item: Item): { attack: string; stated: Scores['stated'] }[] {
  const attacks = Array.isArray(item.details.attacks) ? item.details.attacks : [];
  return attacks.flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry.attack !== 'string' || !isRecord(entry.mean)) return [];
    const { value, interval } = entry.mean;
    if (typeof value !== 'number' || !isRecord(interval)) return [];
    const { low, high } = interval;
    if (typeof low !== 'number' || typeof high !== 'number') return [];
    return [{ attack: entry.attack, stated: { value, low, high } }];
  });
}
