import { kMeans } from '../../numeric/k-means.ts';
import { log } from '../../numeric/math.ts';
import { GradientBandit } from './bandit.ts';
import { fromPool, type PoolStep } from './from-pool.ts';
import { marginOf, softmaxOf } from './softmax.ts';
import type { Sampler, SamplerContext } from './types.ts';

/** Questions from one look at the answers to the next. The paper looks after each, which would train a surrogate each time. */
export const LOOK_EVERY = 50;
/** A probability of the surrogate below this counts as this in the reward of its loss. */
const LEAST_PROBABILITY = 1e-12;

/** Categories of the pool: those it came in, else as many clusters of its inputs as the victim has classes. */
function groupsOf({ pool, classes, random }: SamplerContext): Int32Array {
  if (pool.groups) return pool.groups;
  const table = { data: Float64Array.from(pool.data), columns: pool.size };
  return kMeans(table, Math.min(classes, pool.count), random('groups'), 20).of;
}

/** Rows of each category in random order. */
function queues(groups: Int32Array, order: Int32Array): number[][] {
  const result: number[][] = Array.from({ length: Math.max(0, ...new Set(groups)) + 1 }, () => []);
  for (const row of order) result[groups[row]].push(row);
  return result;
}

/** Draws an arm by its probability; `share` is uniform in [0, 1). */
function armAt(probabilities: Float64Array, share: number): number {
  let left = share;
  for (let arm = 0; arm < probabilities.length; arm++) {
    left -= probabilities[arm];
    if (left < 0) return arm;
  }
  return probabilities.findLastIndex((value) => value > 0);
}

/** What answers are worth, one after the other; remembers the mean of the victim's scores. */
export class Rewards {
  readonly #mean: Float64Array;
  #answers = 0;

  constructor(classes: number) {
    this.#mean = new Float64Array(classes);
  }

  /** Certainty, diversity and loss of an answer; the loss is 0 where there is no surrogate yet. */
  of(scores: Float64Array, surrogate?: Float64Array): [number, number, number] {
    this.#answers++;
    let diversity = 0;
    let loss = 0;
    for (let c = 0; c < scores.length; c++) {
      this.#mean[c] += (scores[c] - this.#mean[c]) / this.#answers;
      diversity += Math.max(0, scores[c] - this.#mean[c]);
      if (surrogate) loss -= scores[c] * log(Math.max(LEAST_PROBABILITY, surrogate[c]));
    }
    return [marginOf(scores, scores.length, 0), diversity, loss];
  }
}

/** What the victim said about question i, as scores: one-hot where it shows classes alone. */
function scoresOf({ asked }: PoolStep, classes: number, i: number): Float64Array {
  if (asked.scores) return Float64Array.from(asked.scores.subarray(i * classes, (i + 1) * classes));
  const scores = new Float64Array(classes);
  scores[asked.labels[i]] = 1;
  return scores;
}

/**
 * Knockoff nets, adaptive strategy (T. Orekondy, B. Schiele & M. Fritz, CVPR 2019): a gradient bandit over the categories of the
 * thief's data. An answer is worth its certainty (largest score minus second), its diversity (how far scores lie above their mean so
 * far) and the surrogate's loss on it. Published results are no better than random draws in every case, and none are promised.
 */
export const knockoffAdaptive: Sampler = {
  id: 'knockoff-adaptive',
  title: 'extraction.sampler-knockoff-adaptive',
  knows: 'extraction.sampler-knockoff-adaptive-knows',
  pool: 'other',
  learnsFrom: 'answers',
  surrogate: 'logits',
  start(context) {
    const { pool, classes, random } = context;
    const groups = pool.count > 0 ? groupsOf(context) : new Int32Array(0);
    const left = queues(groups, random('pool').permutation(pool.count));
    const bandit = new GradientBandit(left.length, 3);
    const shares = random('arms');
    const rewards = new Rewards(classes);
    /** Arms of all questions and the probabilities they were drawn with; the first `judged` have been paid. */
    const drawn: { arm: number; probabilities: Float64Array }[] = [];
    let judged = 0;

    const judge = async (step: PoolStep): Promise<void> => {
      const { asked, surrogate } = step;
      const fresh = asked.data.subarray(judged * pool.size, asked.count * pool.size);
      const copy = surrogate && softmaxOf(await surrogate.logits(fresh), classes);
      for (let i = 0; judged < asked.count; i++, judged++) {
        const { arm, probabilities } = drawn[judged];
        const own = copy?.subarray(i * classes, (i + 1) * classes);
        bandit.update(arm, probabilities, rewards.of(scoresOf(step, classes, judged), own));
      }
    };

    return fromPool(context, async (step) => {
      if (step.asked.count > judged) await judge(step);
      return Array.from({ length: Math.min(step.wanted, LOOK_EVERY) }, () => {
        const probabilities = bandit.probabilities((arm) => left[arm].length > 0);
        const arm = armAt(probabilities, shares.uniform(drawn.length));
        drawn.push({ arm, probabilities });
        return left[arm].shift()!;
      });
    });
  },
};
