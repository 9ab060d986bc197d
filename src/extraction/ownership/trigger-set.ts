import { clopperPearson, type Bounds } from '../../numeric/intervals.ts';
import { binomialUpper } from '../../numeric/special.ts';

/** How well one model's answers on the trigger inputs fit the owner's labels. */
export interface TriggerMatch {
  readonly matches: number;
  /** Trigger inputs. */
  readonly count: number;
}

export interface OwnershipClaim extends TriggerMatch {
  /** Share of matches among independent models, all answers together, with Clopper and Pearson's interval. */
  readonly base: TriggerMatch & { readonly rate: number; readonly interval: Bounds };
  /** P(as many matches or more) for a model that matches at the independent models' measured rate. */
  readonly p: number;
  /** The same at the upper end of that rate's interval: what is judged by, since a measured rate of 0 would prove anything. */
  readonly cautiousP: number;
  /** Whether the cautious p-value lies below the level. */
  readonly claimed: boolean;
}

/** Matches of predicted classes with the owner's labels of the trigger inputs. */
export function triggerMatch(predicted: ArrayLike<number>, labels: ArrayLike<number>): TriggerMatch {
  if (predicted.length !== labels.length)
    throw new RangeError(`${predicted.length} predictions for ${labels.length} trigger inputs`);
  let matches = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) matches++;
  return { matches, count: labels.length };
}

/**
 * Whether a suspect carries a trigger-set watermark (Y. Adi et al., *Turning your weakness into a strength*, USENIX Security 2018; J. Zhang
 * et al., 2018): exact binomial test of its matches against the rate at which independent models match. The test takes answers on
 * different trigger inputs as independent.
 * @throws RangeError without independent models: then there is nothing to compare with.
 */
export function verifyOwnership(
  suspect: TriggerMatch,
  independents: readonly TriggerMatch[],
  level = 0.01,
): OwnershipClaim {
  if (independents.length === 0) throw new RangeError('independent models are missing');
  const sum = (of: (match: TriggerMatch) => number) =>
    independents.reduce((total, match) => total + of(match), 0);
  const base = { matches: sum(({ matches }) => matches), count: sum(({ count }) => count) };
  const interval = clopperPearson(base.matches, base.count);
  const rate = base.matches / base.count;
  const tail = (p: number) => binomialUpper(suspect.matches, suspect.count, p);
  const cautiousP = tail(interval.high);
  return {
    ...suspect,
    base: { ...base, rate, interval },
    p: tail(rate),
    cautiousP,
    claimed: cautiousP < level,
  };
}

/**
 * How often the claim would be made of models that stole nothing: each independent model is judged against the others.
 * @throws RangeError for fewer than two models.
 */
export function falseClaims(
  independents: readonly TriggerMatch[],
  level = 0.01,
): { readonly claimed: number; readonly models: number; readonly interval: Bounds } {
  if (independents.length < 2) throw new RangeError('a false claim takes two independent models at least');
  const claimed = independents.filter((model) => {
    const others = independents.filter((other) => other !== model);
    return verifyOwnership(model, others, level).claimed;
  }).length;
  return { claimed, models: independents.length, interval: clopperPearson(claimed, independents.length) };
}
