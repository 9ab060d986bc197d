import type { Item } from '../../../document/types.ts';
import { keptSamples } from '../../kept.ts';
import type { LookRequest } from '../../lab/explore/types.ts';
import type { SubjectView } from '../../lab/types.ts';
import { worstCase, type RunOutcomes } from './outcomes.ts';
import { keptShown, type ShownSample } from './samples.ts';
import type { ExploreView } from './view.ts';

/** How one sample is to be computed at the place shown. */
export interface Job {
  readonly kind: 'look' | 'path';
  readonly attacks: LookRequest['attacks'];
  readonly epsilon: number;
}

type Place = Pick<ExploreView, 'axis' | 'attack' | 'epsilon'>;

/**
 * What has to be computed to show a sample: nothing but the model's answer at ε 0 and for samples that were wrong before; along
 * iterations its walk; for the worst case the attack that broke it, or the `strongest` where none did.
 */
export function jobFor(
  run: RunOutcomes,
  { axis, attack, epsilon }: Place,
  place: number,
  strongest: string,
): Job {
  if (epsilon === 0 || !run.clean[place]) return { kind: 'look', attacks: [], epsilon: 0 };
  if (axis === 'iterations') {
    const by = attack === worstCase ? run.breaker(axis, epsilon, place, strongest).attack : attack;
    return { kind: 'path', attacks: [by], epsilon };
  }
  if (attack !== worstCase) return { kind: 'look', attacks: [attack], epsilon };
  // A cascade does not say which attack broke a sample: they are tried in its order.
  if (run.attacks.length === 0)
    return { kind: 'look', attacks: run.planned, epsilon: run.brokenFrom(epsilon, place) };
  const found = run.breaker(axis, epsilon, place, strongest);
  return { kind: 'look', attacks: [found.attack], epsilon: found.epsilon };
}

/** Names what is computed for a sample: equal names give equal samples. */
export const jobName = ({ kind, attacks, epsilon }: Job): string => `${kind} ${attacks.join()} ${epsilon}`;

/** The samples kept in a report, by the name of what would compute them and their id. */
export function keptByName(item: Item, subject: SubjectView): ReadonlyMap<string, ShownSample> {
  return new Map(
    keptSamples(item).flatMap((kept) => {
      const shown = keptShown(kept, subject);
      const job: Job = { kind: 'look', attacks: [kept.attack], epsilon: kept.epsilon };
      return shown ? [[`${jobName(job)} ${kept.id}`, shown] as const] : [];
    }),
  );
}

export interface Batch {
  readonly job: Job;
  readonly ids: readonly number[];
}

/** The first missing sample and others that are computed alike, at most `most` of them. */
export function nextBatch(
  wanted: readonly { readonly id: number; readonly job: Job }[],
  has: (name: string, id: number) => boolean,
  most: (job: Job) => number,
): Batch | null {
  let found: { job: Job; name: string; ids: number[] } | null = null;
  for (const { id, job } of wanted) {
    const name = jobName(job);
    if ((found && found.name !== name) || has(name, id)) continue;
    found ??= { job, name, ids: [] };
    if (found.ids.push(id) >= most(job)) break;
  }
  return found;
}
