import { distances, type Distances } from '../../attacks/distances.ts';
import { runAttack } from '../../attacks/drive.ts';
import { evasionAttack } from '../../attacks/index.ts';
import { predictedClasses } from '../../attacks/predict.ts';
import { configure } from '../../attacks/settings.ts';
import { storedForm } from '../../attacks/stored.ts';
import { traceAttack, type Trace } from '../../attacks/trace.ts';
import { NEVER } from '../../attacks/types.ts';
import type {
  AttackContext,
  AttackResult,
  AttackSamples,
  AttackSettings,
  AttackSpace,
  EvasionAttack,
} from '../../attacks/types.ts';
import type { GradientOracle } from '../../oracles/types.ts';
import { logitsInBatches } from '../space.ts';
import { chosenOptions } from './parameters.ts';
import type { RobustnessParameters } from './parameters.ts';
import { fell, WRONG_BEFORE } from './run.ts';

/** Samples of the test part in the space that attacks act in (tables: standardised), row-major. */
export interface SampleRows {
  /** Positions in the test part: they key the randomness, as in a run. */
  readonly ids: readonly number[];
  readonly x: Float32Array;
  readonly y: Int32Array;
}

export interface LookContext {
  readonly oracle: GradientOracle;
  readonly space: AttackSpace;
  /** Of the run that is looked at. */
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** What became of some samples; every array follows the order in which they were asked for. */
export interface SingleOutcomes {
  /** The attack that brought a sample down, or was tried last; null where none was run (ε 0, or wrong before). */
  readonly attacks: readonly (string | null)[];
  /** First iteration at which the iterate, and its stored form, fell; NEVER, or WRONG_BEFORE. */
  readonly firstContinuous: Int32Array;
  readonly firstStored: Int32Array;
  /** 1 where it is down as the plan counts; also where it was wrong before. */
  readonly fell: Uint8Array;
  readonly fellStored: Uint8Array;
  /** count × size; the stored form where that fell, else the iterate that fell, else the last iterate. */
  readonly adversarial: Float32Array;
  /** count × classes; of the original and of `adversarial`. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly distances: readonly Distances[];
}

function configured(attackId: string, epsilon: number, parameters: RobustnessParameters) {
  const attack = evasionAttack(attackId);
  if (!attack) throw new Error(`no attack ${attackId}`);
  const count = parameters.mode === 'cascade' ? 'first-success' : parameters.count;
  return { attack, settings: configure(attack, parameters.norm, epsilon, chosenOptions(parameters), count) };
}

function rowsAt(rows: SampleRows, places: readonly number[], size: number): AttackSamples {
  const x = new Float32Array(places.length * size);
  places.forEach((place, k) => x.set(rows.x.subarray(place * size, (place + 1) * size), k * size));
  return {
    ids: places.map((place) => rows.ids[place]),
    x,
    y: Int32Array.from(places, (place) => rows.y[place]),
    count: places.length,
  };
}

/**
 * Attacks single samples exactly as a run of these parameters does, with the same draws: outcomes equal the run's, because they
 * do not depend on the company a sample is attacked in.
 *
 * @param attacks one, or several that are tried in this order until a sample's stored form has fallen, as a cascade does
 * @throws an AbortError when the signal fires, between two steps
 */
export async function lookAt(
  attacks: readonly string[],
  epsilon: number,
  parameters: RobustnessParameters,
  rows: SampleRows,
  context: LookContext,
): Promise<SingleOutcomes> {
  const { oracle, space, signal } = context;
  const { shape, size } = space;
  const count = rows.ids.length;
  const logits = (x: Float32Array) =>
    logitsInBatches(oracle, { data: x, count, shape }, parameters.batch, signal);
  const before = await logits(rows.x);
  const predicted = predictedClasses(before, oracle.classes);
  const found = new Findings(rows, size, (place) => predicted[place] === rows.y[place]);
  if (epsilon > 0)
    for (const id of attacks) {
      const places = found.standing();
      if (places.length === 0) break;
      const { attack, settings } = configured(id, epsilon, parameters);
      const samples = rowsAt(rows, places, size);
      const result = await runAttack(attack, settings, samples, contextOf(context, parameters));
      found.take(attack, settings, places, result, space);
    }
  const after = await logits(found.adversarial);
  return {
    ...found,
    before,
    after,
    distances: rows.ids.map((_, place) => distances(found.adversarial, rows.x, place * size, size)),
  };
}

const contextOf = (
  { oracle, space, seed, signal }: LookContext,
  { batch }: RobustnessParameters,
): AttackContext => ({ oracle, space, seed, batch, ...(signal ? { signal } : {}) });

/** What is known so far. */
class Findings {
  readonly attacks: (string | null)[];
  readonly firstContinuous: Int32Array;
  readonly firstStored: Int32Array;
  readonly fell: Uint8Array;
  readonly fellStored: Uint8Array;
  readonly adversarial: Float32Array;
  readonly #originals: Float32Array;

  constructor(rows: SampleRows, size: number, correct: (place: number) => boolean) {
    const count = rows.ids.length;
    this.#originals = rows.x;
    const first = Int32Array.from(rows.ids, (_, place) => (correct(place) ? NEVER : WRONG_BEFORE));
    this.attacks = new Array<string | null>(count).fill(null);
    this.firstContinuous = first;
    this.firstStored = first.slice();
    this.fell = Uint8Array.from(first, (value) => (value === WRONG_BEFORE ? 1 : 0));
    this.fellStored = this.fell.slice();
    this.adversarial = rows.x.slice(0, count * size);
  }

  /** Samples that a further attack would still be run on. */
  standing(): number[] {
    return Array.from(this.fellStored.keys()).filter((place) => !this.fellStored[place]);
  }

  take(
    { id }: EvasionAttack,
    { count }: AttackSettings,
    places: readonly number[],
    result: AttackResult,
    space: AttackSpace,
  ): void {
    const { size } = space;
    places.forEach((place, i) => {
      const [down, stored] = [fell(result, i, count, false), fell(result, i, count, true)];
      // An earlier attack of a cascade broke the iterate; this one adds nothing unless the stored form falls too.
      if (this.fell[place] && !stored) return;
      const x = result.adversarial.slice(i * size, (i + 1) * size);
      const origin = this.#originals.slice(place * size, (place + 1) * size);
      this.attacks[place] = id;
      this.firstContinuous[place] = result.firstContinuous[i];
      this.firstStored[place] = result.firstStored[i];
      if (down) this.fell[place] = 1;
      if (stored) this.fellStored[place] = 1;
      this.adversarial.set(stored ? storedForm(x, origin, space) : x, place * size);
    });
  }
}

/**
 * The walks of single samples under one attack of a run, to their ends. Samples that are wrong before are walked too, though no run
 * attacks them: leave them out, or say so.
 *
 * @param mostPoints iterates kept of each sample
 */
export async function walkWith(
  attackId: string,
  epsilon: number,
  parameters: RobustnessParameters,
  rows: SampleRows,
  context: LookContext,
  mostPoints = Infinity,
): Promise<Trace> {
  const { attack, settings } = configured(attackId, epsilon, parameters);
  const samples = rowsAt(
    rows,
    rows.ids.map((_, place) => place),
    context.space.size,
  );
  return traceAttack(attack, settings, samples, contextOf(context, parameters), mostPoints);
}
