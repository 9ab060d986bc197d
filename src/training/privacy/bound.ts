import { exp } from '../../numeric/math.ts';

/**
 * The largest true-positive rate that (ε, δ)-differential privacy leaves to any attack on one record at a false-positive rate
 * (Kairouz, Oh and Viswanath 2015, theorem 2.1). Rates in [0, 1].
 */
export function mostFound({ epsilon, delta }: { epsilon: number; delta: number }, fpr: number): number {
  const byAccusing = exp(epsilon) * fpr + delta;
  const bySparing = 1 - exp(-epsilon) * (1 - delta - fpr);
  return Math.min(1, byAccusing, bySparing);
}
