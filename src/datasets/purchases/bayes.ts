import { exp, log } from '../../numeric/math.ts';
import { CHANCE_SCALE, customers, PURCHASE_CLASSES, PURCHASE_ITEMS, type Profiles } from './profiles.ts';

const classes = PURCHASE_CLASSES;

/** Logarithms of one kind's chances, so that a record's likelihood is a sum over the items that were bought. */
interface LogChances {
  /** Of each class: Σ log(1 − p), plus the log of how common the kind is. */
  readonly nothing: Float64Array;
  /** log p − log(1 − p): [item, class]. */
  readonly odds: Float64Array;
}

function logChances(profiles: Profiles, share: number): LogChances {
  const nothing = new Float64Array(classes).fill(log(share));
  const odds = new Float64Array(profiles.length);
  profiles.forEach((p, at) => {
    const label = Math.floor(at / PURCHASE_ITEMS);
    odds[(at % PURCHASE_ITEMS) * classes + label] = log(p) - log(CHANCE_SCALE - p);
    nothing[label] += log(1 - p / CHANCE_SCALE);
  });
  return { nothing, odds };
}

/** Log-likelihood of a record under each class, for one kind of customer. */
function likelihoods(items: Float32Array, { nothing, odds }: LogChances): Float64Array {
  const sums = nothing.slice();
  for (let item = 0; item < PURCHASE_ITEMS; item++) {
    if (items[item] === 0) continue;
    for (let label = 0, at = item * classes; label < classes; label++, at++) sums[label] += odds[at];
  }
  return sums;
}

/** Into the first: log(eᵃ + eᵇ), element by element. */
function addLikelihoods(into: Float64Array, others: Float64Array): Float64Array {
  for (let i = 0; i < into.length; i++) {
    const [less, more] = into[i] < others[i] ? [into[i], others[i]] : [others[i], into[i]];
    into[i] = more + log(1 + exp(less - more));
  }
  return into;
}

/**
 * The class that is likeliest to have made each record when the profiles are known: Bayes' rule, which no classifier beats on
 * average. All classes are equally common; the kind of customer is summed over. The first class at a tie.
 */
export function likeliestClasses(x: Float32Array, profiles: readonly Profiles[]): Int32Array {
  const kinds = profiles.map((table, kind) => logChances(table, customers[kind].share));
  return Int32Array.from({ length: x.length / PURCHASE_ITEMS }, (_, record) => {
    const items = x.subarray(record * PURCHASE_ITEMS, (record + 1) * PURCHASE_ITEMS);
    const all = kinds.map((chances) => likelihoods(items, chances)).reduce(addLikelihoods);
    return all.indexOf(all.reduce((a, b) => (a > b ? a : b)));
  });
}
