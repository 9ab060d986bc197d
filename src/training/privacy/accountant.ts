import { log, log1p } from '../../numeric/math.ts';
import { sampledGaussianDivergence } from './renyi.ts';

/** What a run of DP-SGD does, as far as privacy goes. */
export interface PrivateRun {
  /** Poisson sampling rate of a step, (0, 1]. */
  readonly rate: number;
  /** Deviation of the noise as a multiple of the clipping norm, above 0. */
  readonly noise: number;
  readonly steps: number;
}

export interface Spent {
  /** The smallest ε that the orders at hand give at this δ. */
  readonly epsilon: number;
  /** Rényi order that gave it. */
  readonly order: number;
}

/** Tenths near 1, where large ε are decided, then ever wider: the best order lies between two that cost hardly more. */
const orders: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => 1 + (i + 1) / 10),
  ...Array.from({ length: 53 }, (_, i) => 11 + i),
  ...[72, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512],
];

/**
 * ε at δ of a mechanism with these Rényi divergences: ε = ρ(α) + ln((α − 1)/α) − (ln δ + ln α)/(α − 1), the smallest over all orders
 * (Balle et al. 2020, theorem 21; Canonne, Kamath and Steinke 2020, proposition 12).
 */
export function epsilonOf(divergences: readonly (readonly [number, number])[], delta: number): Spent {
  let best: Spent = { epsilon: Infinity, order: NaN };
  for (const [order, divergence] of divergences) {
    const epsilon = divergence + log1p(-1 / order) - (log(delta) + log(order)) / (order - 1);
    if (epsilon < best.epsilon) best = { epsilon: Math.max(0, epsilon), order };
  }
  return best;
}

function checkRun(rate: number, noise: number, delta: number): void {
  if (!(rate > 0 && rate <= 1)) throw new RangeError(`the sampling rate must lie in (0, 1]: ${rate}`);
  if (!(noise > 0)) throw new RangeError(`the noise multiplier must be above 0: ${noise}`);
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must lie in (0, 1): ${delta}`);
}

const divergencesOf = (rate: number, noise: number): [number, number][] =>
  orders.map((order) => [order, sampledGaussianDivergence(rate, noise, order)]);

const composed = (divergences: readonly (readonly [number, number])[], steps: number) =>
  divergences.map(([order, divergence]) => [order, steps * divergence] as const);

/**
 * What a run has spent at δ. Steps add up in Rényi divergence, each with fresh noise and a fresh Poisson sample; data sets differ
 * by one record added or removed.
 * @throws RangeError when a figure makes no sense.
 */
export function privacySpent({ rate, noise, steps }: PrivateRun, delta: number): Spent {
  checkRun(rate, noise, delta);
  if (steps === 0) return { epsilon: 0, order: orders[orders.length - 1] };
  return epsilonOf(composed(divergencesOf(rate, noise), steps), delta);
}

/**
 * The most steps whose ε at δ stays within `epsilon`; 0 where not even one does.
 * @throws RangeError when a figure makes no sense.
 */
export function stepsWithin(rate: number, noise: number, epsilon: number, delta: number): number {
  checkRun(rate, noise, delta);
  if (!(epsilon > 0 && epsilon < Infinity)) throw new RangeError(`epsilon must be above 0: ${epsilon}`);
  const divergences = divergencesOf(rate, noise);
  const fits = (steps: number) => epsilonOf(composed(divergences, steps), delta).epsilon <= epsilon;
  if (!fits(1)) return 0;
  let within = 1;
  while (within < 1e12 && fits(2 * within)) within *= 2;
  let beyond = 2 * within;
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (fits(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}
