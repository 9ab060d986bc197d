import { exp, log, log1p, PI } from '../../numeric/math.ts';

/** log(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const [less, more] = a < b ? [a, b] : [b, a];
  return less === -Infinity ? more : more + log1p(exp(less - more));
}

/** Beyond this many deviations the Gaussian adds less than 10⁻³⁰ to an integral of such size. */
const reach = 12;

/**
 * Rényi divergence of order α > 1 that one step of DP-SGD spends: Gaussian noise of deviation `noise` × clip on the sum of a Poisson sample
 * of rate q, for data sets that differ by one record added or removed (Mironov, Talwar and Zhang 2019, theorem 4 and
 * section 3.3: both directions are bounded by this one).
 *
 * ln E[((1 − q) + q e^((2z − 1) / 2σ²))^α] / (α − 1) over z ~ N(0, σ²), by the trapezoidal rule in logarithms. The integrand is analytic
 * in a strip of half-width πσ² about the real line and falls like a Gaussian, so the rule's error falls exponentially with the
 * inverse of its step: at σ²/4 and σ/8 it is below rounding. For q = 1 it is α / 2σ², the Gaussian mechanism.
 */
export function sampledGaussianDivergence(rate: number, noise: number, order: number): number {
  if (rate === 0) return 0;
  const variance = noise * noise;
  if (rate === 1) return order / (2 * variance);
  const step = Math.min(noise / 8, variance / 4);
  const first = -Math.ceil((reach * noise) / step);
  const last = Math.ceil((order + reach * noise) / step);
  let total = -Infinity;
  for (let i = first; i <= last; i++) {
    const z = i * step;
    const ratio = logAdd(log1p(-rate), log(rate) + (2 * z - 1) / (2 * variance));
    total = logAdd(total, order * ratio - (z * z) / (2 * variance));
  }
  // Density and step of the rule: step / (σ √(2π)).
  const scale = log(step / noise) - 0.5 * log(2 * PI);
  return Math.max(0, total + scale) / (order - 1);
}
