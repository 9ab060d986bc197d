import { a12 } from './a-1-2.ts';
import { a14 } from './a-1-4.ts';
import { a31 } from './a-3-1.ts';
import { a53 } from './a-5-3.ts';
import type { Indicator } from './types.ts';

/** The indicators the engine computes, in the order of Appendix A. One line each. */
export const indicators: readonly Indicator[] = [a12, a14, a31, a53];

/** The indicator of an id, e.g. `A.5-3`. */
export function indicator(id: string): Indicator | undefined {
  return indicators.find((one) => one.id === id);
}
