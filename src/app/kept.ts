import type { Item } from '../document/types.ts';
import type { CheckResult } from '../indicators/robustness/checks/judge.ts';
import type { ReportSample } from '../indicators/robustness/merge.ts';
import type { EncodedInput } from '../indicators/robustness/samples.ts';
import { fromBase64, unpackFloats } from '../numeric/bits.ts';

/**
 * The closed kinds of detail inside a report's item, read with care: a report may come from anywhere, and the schema leaves
 * details open. What does not have the form of its kind is left out.
 */

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const isEncoded = (value: unknown): value is EncodedInput =>
  isRecord(value) &&
  (value.encoding === 'levels' || value.encoding === 'float32') &&
  typeof value.data === 'string' &&
  value.data.length < 4_000_000;

const isPrediction = (value: unknown): boolean =>
  isRecord(value) && isNumber(value.label) && list(value.confidences).every(isNumber);

const isSample = (value: unknown): value is ReportSample =>
  isRecord(value) &&
  typeof value.attack === 'string' &&
  [value.epsilon, value.id, value.label, value.iteration].every(isNumber) &&
  isEncoded(value.clean) &&
  isEncoded(value.adversarial) &&
  isPrediction(value.before) &&
  isPrediction(value.after) &&
  isRecord(value.distance) &&
  isNumber(value.distance.linf) &&
  isNumber(value.distance.l2);

const isCheck = (value: unknown): value is CheckResult =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.title === 'string' &&
  (value.passed === null || typeof value.passed === 'boolean') &&
  Array.isArray(value.variants) &&
  value.variants.every(
    (variant) =>
      isRecord(variant) &&
      typeof variant.variant === 'string' &&
      isNumber(variant.violations) &&
      isNumber(variant.n),
  );

export const keptSamples = (item: Item): ReportSample[] => list(item.details.samples).filter(isSample);

export const selfChecks = (item: Item): CheckResult[] => list(item.details.checks).filter(isCheck);

/** Values of a kept input, or null where they are not of this shape. */
export function decodeInput(
  input: EncodedInput,
  size: number,
  { low, step }: { low: number; step: number },
): Float32Array | null {
  try {
    const values =
      input.encoding === 'levels'
        ? Float32Array.from(fromBase64(input.data), (level) => low + level * step)
        : unpackFloats(input.data);
    return values.length === size ? values : null;
  } catch {
    return null;
  }
}

/** A number somewhere inside details, or null. */
export function figure(value: unknown, ...path: string[]): number | null {
  const found = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  return isNumber(found) ? found : null;
}
