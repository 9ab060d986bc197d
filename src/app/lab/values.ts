import type { Dataset } from '../../datasets/types.ts';
import type { DataFacts } from '../../document/report.ts';
import type { SubjectSummary } from './types.ts';

function extremes(x: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of x) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Largest values that pixels of 4 bits (as digits are often kept) and of one byte have. */
const pixelScale = (high: number): number | undefined =>
  high === 15 || high === 16 ? 16 : high > 127 && high <= 255 ? 255 : undefined;

/** Square numbers of columns below this are no pictures: nine measurements are quickly whole numbers. */
const smallestSide = 4;

/** What a person should see of their values before a run: their bounds, how they are read, and whether they look like pixels. */
export function valuesOf(
  { kind, shape, test }: Dataset,
  preparation: DataFacts['preparation'],
): Pick<SubjectSummary, 'values' | 'preparation' | 'pixels'> {
  const [low, high] = extremes(test.x);
  const side = Math.round(Math.sqrt(shape[0]));
  const scale = pixelScale(high);
  const looks =
    kind === 'table' &&
    shape.length === 1 &&
    side >= smallestSide &&
    side * side === shape[0] &&
    scale !== undefined &&
    low === 0 &&
    preparation.scale === undefined &&
    !preparation.standardised &&
    test.x.every(Number.isInteger);
  return { values: [low, high], preparation, ...(looks ? { pixels: { side, scale } } : {}) };
}
