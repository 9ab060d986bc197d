import { exp } from '../../numeric/math.ts';

/** Mean and variance of what came so far. */
class Running {
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** Takes a value in and returns how many standard deviations it lies above the mean of all; 0 where there is no spread. */
  standing(value: number): number {
    if (!Number.isFinite(value)) return 0;
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    const deviation = Math.sqrt(this.#squares / this.#count);
    const standing = (value - this.#mean) / deviation;
    return deviation > 0 && Number.isFinite(standing) ? standing : 0;
  }
}

/**
 * Gradient bandit (R. S. Sutton & A. G. Barto, *Reinforcement learning*, 2018, section 2.8) with a step of 1 / (times an arm was drawn)
 * and several rewards, each brought to standard deviations of its own before they are averaged. No reward can make a probability
 * anything but finite: those that are not numbers count as usual ones, and the softmax takes its largest preference off first.
 */
export class GradientBandit {
  readonly #preferences: Float64Array;
  readonly #drawn: Float64Array;
  readonly #rewards: Running[];
  #updates = 0;
  #meanReward = 0;

  constructor(arms: number, rewards: number) {
    this.#preferences = new Float64Array(arms);
    this.#drawn = new Float64Array(arms);
    this.#rewards = Array.from({ length: rewards }, () => new Running());
  }

  /** Probabilities of the arms that are open; 0 for the others. */
  probabilities(open: (arm: number) => boolean = () => true): Float64Array {
    let largest = -Infinity;
    this.#preferences.forEach((value, arm) => (largest = open(arm) ? Math.max(largest, value) : largest));
    const result = this.#preferences.map((value, arm) => (open(arm) ? exp(value - largest) : 0));
    const sum = result.reduce((total, value) => total + value, 0);
    return result.map((value) => value / sum);
  }

  /** An arm was drawn with these probabilities and brought these rewards. */
  update(arm: number, probabilities: Float64Array, rewards: readonly number[]): void {
    const standings = rewards.map((reward, r) => this.#rewards[r].standing(reward));
    const reward = standings.reduce((sum, value) => sum + value, 0) / standings.length;
    this.#updates++;
    this.#meanReward += (reward - this.#meanReward) / this.#updates;
    this.#drawn[arm]++;
    const step = (reward - this.#meanReward) / this.#drawn[arm];
    for (let a = 0; a < probabilities.length; a++)
      this.#preferences[a] += step * ((a === arm ? 1 : 0) - probabilities[a]);
  }
}
