import { UserError } from '../../messages/index.ts';
import { exp, log } from '../../numeric/math.ts';
import type { Signals } from './types.ts';

/** What stands for a probability of 0 under a logarithm: the smallest positive float32, as TensorFlow Privacy takes it. */
export const PROBABILITY_FLOOR = 1e-45;

/** Least probability in the modified entropy, as its users floor it: a sum of products would else hang on the last digits. */
const MODIFIED_FLOOR = 1e-12;

/** How many of the largest probabilities are kept. */
const TOP = 3;

interface Room {
  readonly count: number;
  readonly loss: Float64Array;
  readonly confidence: Float64Array;
  readonly maxConfidence: Float64Array;
  readonly entropy: Float64Array;
  readonly modifiedEntropy: Float64Array;
  readonly logit: Float64Array;
  readonly hinge: Float64Array;
  readonly correct: Uint8Array;
  readonly top: Float64Array;
}

/** Empty signals for the rows of `values`, once these and the labels are known to be sound. */
function roomFor(values: ArrayLike<number>, labels: ArrayLike<number>, classes: number): Room {
  const count = labels.length;
  if (classes < 2 || values.length !== count * classes)
    throw new RangeError(`not ${count} × ${classes} values`);
  for (let i = 0; i < count; i++)
    if (!(labels[i] >= 0 && labels[i] < classes))
      throw new UserError('oracle.label', { label: labels[i], classes });
  for (let k = 0; k < values.length; k++)
    if (!Number.isFinite(values[k])) throw new UserError('oracle.not-finite');
  const figure = () => new Float64Array(count);
  return {
    count,
    loss: figure(),
    confidence: figure(),
    maxConfidence: figure(),
    entropy: figure(),
    modifiedEntropy: figure(),
    logit: figure(),
    hinge: figure(),
    correct: new Uint8Array(count),
    top: new Float64Array(count * TOP),
  };
}

/** Puts p among the largest three of row i. */
function keepTop(top: Float64Array, i: number, p: number): void {
  for (let place = i * TOP, kept = p; place < (i + 1) * TOP; place++)
    if (kept > top[place]) [top[place], kept] = [kept, top[place]];
}

/** Where the largest value of a row lies: the first of equal ones, as an argmax has it. */
function largest(values: ArrayLike<number>, from: number, classes: number, but = -1): number {
  let best = -1;
  for (let c = 0; c < classes; c++)
    if (c !== but && (best < 0 || values[from + c] > values[from + best])) best = c;
  return best;
}

/**
 * Signals of records from their logits (count × classes, row-major). Loss, confidence and entropies are those of a softmax in double
 * precision, as attackers and their libraries have them: where a model is surer than 1 − 10⁻¹⁶ they are all the same. φ and
 * hinge lose nothing there: with m the largest logit and s = Σ_{j≠m} e^{z_j − z_m}, the logarithm of s comes from a sum that
 * leaves m out, never from a difference to 1.
 * @throws UserError where a logit is not finite or a label no class.
 */
export function signalsOf(logits: ArrayLike<number>, labels: ArrayLike<number>, classes: number): Signals {
  const room = roomFor(logits, labels, classes);
  const weights = new Float64Array(classes);
  for (let i = 0; i < room.count; i++) {
    const from = i * classes;
    const y = labels[i];
    const m = largest(logits, from, classes);
    const second = logits[from + largest(logits, from, classes, m)];
    const highest = logits[from + m];
    let others = 0;
    let othersOfLabel = 0;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      weights[c] = exp(logits[from + c] - highest);
      if (c !== m) others += exp(logits[from + c] - second);
      if (c !== m) sum += weights[c];
      if (c !== y) othersOfLabel += weights[c];
    }
    const logOthers = second - highest + log(others);
    const total = 1 + sum;
    const logSum = log(total);
    let entropy = 0;
    let modified = 0;
    for (let c = 0; c < classes; c++) {
      const p = weights[c] / total;
      const logP = logits[from + c] - highest - logSum;
      keepTop(room.top, i, p);
      entropy -= p * logP;
      const floored = p > MODIFIED_FLOOR ? p : MODIFIED_FLOOR;
      const logRest = c === m && p === 1 ? logOthers - logSum : log(1 - floored);
      modified -= c === y ? (1 - floored) * log(floored) : floored * logRest;
    }
    // Adding 0 turns −0 into 0.
    room.loss[i] = logSum - (logits[from + y] - highest);
    room.confidence[i] = weights[y] / total;
    room.maxConfidence[i] = 1 / total;
    room.entropy[i] = entropy + 0;
    room.modifiedEntropy[i] = modified + 0;
    room.logit[i] = y === m ? -logOthers : logits[from + y] - highest - log(othersOfLabel);
    room.hinge[i] = logits[from + y] - (y === m ? second : highest);
    room.correct[i] = y === m ? 1 : 0;
  }
  return room;
}

/**
 * Signals of records from probabilities (count × classes, row-major), for answers that come behind a defence: what was rounded
 * or cut away is gone, and 0 counts as 10⁻⁴⁵ under a logarithm. 1 − p is the sum of the other classes' probabilities, and
 * `hinge` takes ln p for the logit: logits that differ by the same number in every class give the same hinge.
 * @throws UserError where a probability is not finite or a label no class.
 */
export function signalsOfProbabilities(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Signals {
  const room = roomFor(probabilities, labels, classes);
  const floored = (p: number) => log(Math.max(p, PROBABILITY_FLOOR));
  const after = new Float64Array(classes + 1);
  for (let i = 0; i < room.count; i++) {
    const from = i * classes;
    const y = labels[i];
    const m = largest(probabilities, from, classes);
    for (let c = classes - 1; c >= 0; c--) after[c] = after[c + 1] + probabilities[from + c];
    let before = 0;
    let entropy = 0;
    let modified = 0;
    let rest = 0;
    for (let c = 0; c < classes; c++) {
      const p = probabilities[from + c];
      const others = before + after[c + 1];
      before += p;
      keepTop(room.top, i, p);
      entropy -= p * floored(p);
      modified -= c === y ? others * floored(p) : p * floored(others);
      if (c === y) rest = others;
    }
    const p = probabilities[from + y];
    room.loss[i] = -floored(p) + 0;
    room.confidence[i] = p;
    room.maxConfidence[i] = probabilities[from + m];
    room.entropy[i] = entropy + 0;
    room.modifiedEntropy[i] = modified + 0;
    room.logit[i] = floored(p) - floored(rest);
    room.hinge[i] = floored(p) - floored(probabilities[from + largest(probabilities, from, classes, y)]);
    room.correct[i] = y === m ? 1 : 0;
  }
  return room;
}
