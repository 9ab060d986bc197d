import { runAttack } from '../../attacks/drive.ts';
import { evasionAttack } from '../../attacks/index.ts';
import { predictedClasses } from '../../attacks/predict.ts';
import { configure } from '../../attacks/settings.ts';
import { storedForm } from '../../attacks/stored.ts';
import type { Samples } from '../../datasets/types.ts';
import type { GradientOracle } from '../../oracles/types.ts';
import { attackSpace, logitsInBatches } from '../space.ts';
import type { RunContext } from '../types.ts';
import type { StealingParameters } from './fields.ts';
import { TRANSFER_ROWS } from './plan.ts';

type Work = RunContext & { readonly parameters: StealingParameters; readonly evaluation: Samples };

/** Rows attacked are those that the victim gets right, the first ones of them where there are many. */
export interface Transferred {
  readonly attacked: number;
  /** Among them, rows that the copy gets right, too. */
  readonly bothRight: number;
  /** By ε: adversarial inputs made on the copy that the victim takes for another class; and of `bothRight` ones. */
  readonly fooled: Int32Array;
  readonly fooledBoth: Int32Array;
}

const gathered = (x: Float32Array, size: number, rows: readonly number[]): Float32Array => {
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, at) => data.set(x.subarray(row * size, (row + 1) * size), at * size));
  return data;
};

/**
 * Adversarial inputs made on the copy alone, put to the victim once: each runs its whole course, and its last iterate counts in the
 * form in which it would be stored.
 * @param known classes of the evaluation rows by the victim
 * @param own the same by the copy
 */
export async function fooledBy(
  { parameters, evaluation, dataset, oracle, signal }: Work,
  copy: GradientOracle,
  known: Int32Array,
  own: Int32Array,
  seed: number,
): Promise<Transferred> {
  const { transfer, epsilons, batch } = parameters;
  const attack = transfer === 'none' ? undefined : evasionAttack(transfer);
  const { x, y } = evaluation;
  const rows = Array.from(y.keys())
    .filter((row) => known[row] === y[row])
    .slice(0, TRANSFER_ROWS);
  const bothRight = rows.filter((row) => own[row] === y[row]).length;
  const fooled = new Int32Array(attack ? epsilons.length : 0);
  const fooledBoth = new Int32Array(fooled.length);
  if (!attack || rows.length === 0) return { attacked: rows.length, bothRight, fooled, fooledBoth };
  const space = attackSpace(dataset);
  const { size, shape } = space;
  const origins = gathered(x, size, rows);
  const samples = { ids: rows, x: origins, y: Int32Array.from(rows, (row) => y[row]), count: rows.length };
  for (const [at, epsilon] of epsilons.entries()) {
    const settings = configure(attack, 'linf', epsilon, {}, 'last-iterate');
    const context = { oracle: copy, space, seed, batch, ...(signal ? { signal } : {}) };
    const { adversarial } = await runAttack(attack, settings, samples, context);
    const data = new Float32Array(adversarial.length);
    for (let from = 0; from < data.length; from += size) {
      const point = adversarial.subarray(from, from + size);
      data.set(storedForm(point, origins.subarray(from, from + size), space), from);
    }
    const logits = await logitsInBatches(oracle, { data, count: rows.length, shape }, batch, signal);
    predictedClasses(logits, oracle.classes).forEach((label, i) => {
      if (label === samples.y[i]) return;
      fooled[at]++;
      if (own[rows[i]] === samples.y[i]) fooledBoth[at]++;
    });
  }
  return { attacked: rows.length, bothRight, fooled, fooledBoth };
}
