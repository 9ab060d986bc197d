import * as v from 'valibot';
import type { Item } from '../document/types.ts';

const seedMean = { value: v.number(), low: v.number(), high: v.number(), seeds: v.number() };

/** What an A.1-4 item keeps beside its curves, as far as a summary looks at it. */
const kept = v.object({
  areas: v.array(v.object({ sampler: v.string(), measure: v.string(), axis: v.string(), ...seedMean })),
  controls: v.object({
    chance: v.number(),
    independent: v.nullable(v.object({ agreement: v.object(seedMean) })),
  }),
  asked: v.array(v.object({ sampler: v.string(), alarms: v.array(v.nullable(v.number())) })),
});

/** Areas, controls and alarms of a stealing item; undefined for other items, and before there is a result. */
export function theftsOf({ details }: Pick<Item, 'details'>): v.InferOutput<typeof kept> | undefined {
  const found = v.safeParse(kept, details);
  return found.success ? found.output : undefined;
}
