import { exp } from '../../numeric/math.ts';
import type { Stream } from '../../numeric/random.ts';
import { noise } from './noise.ts';
import { rounding } from './rounding.ts';
import { temperature } from './temperature.ts';
import { top1, top3 } from './top-k.ts';
import type { OutputDefence } from './types.ts';

export type { OutputDefence } from './types.ts';

/** Every defence of a model's answers. A new one is a file and an entry here. */
export const outputDefences: readonly OutputDefence[] = [top1, top3, rounding, noise, temperature];

/** @throws Error when there is none of this id. */
export function outputDefence(id: string): OutputDefence {
  const found = outputDefences.find((defence) => defence.id === id);
  if (!found) throw new Error(`no defence ${id}`);
  return found;
}

/**
 * What an asker is left with where `defence` stands before the model.
 * @param logits count × classes
 * @param first position of the first sample among all that the draws belong to
 * @returns count × classes probabilities; rows sum to one
 */
export function behind(
  defence: OutputDefence,
  logits: Float32Array | Float64Array,
  classes: number,
  draws: Stream,
  first = 0,
): Float64Array {
  const shown = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = shown.subarray(start, start + classes);
    let top = -Infinity;
    for (let c = 0; c < classes; c++) if (logits[start + c] > top) top = logits[start + c];
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += row[c] = exp(logits[start + c] - top);
    for (let c = 0; c < classes; c++) row[c] /= sum;
    defence.apply(row, draws, first * classes + start);
  }
  return shown;
}
