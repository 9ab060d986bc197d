import { stream } from '../numeric/random.ts';
import type { Batch } from '../oracles/types.ts';
import { predictedClass } from './predict.ts';
import { boxAround } from './space.ts';
import { storedForm } from './stored.ts';
import { NEVER } from './types.ts';
import type {
  AttackContext,
  AttackResult,
  AttackSamples,
  AttackSettings,
  EvasionAttack,
  Trajectory,
} from './types.ts';

/** One sample on its way. */
interface Row {
  /** Place among the samples of the run. */
  readonly at: number;
  readonly origin: Float32Array;
  readonly label: number;
  readonly target: number | undefined;
  trajectory?: Trajectory;
  /** Down for good: its stored form has fallen in a `first-success` run. */
  left: boolean;
}

/**
 * Runs one configuration of an attack on samples and says what happened to each. The outcome of a sample depends on the seed,
 * the attack, its settings and the sample's id, not on the company it is attacked in: not on order, batch or number.
 *
 * Early leaving (`first-success`) presumes a target whose output does not vary.
 * @throws an AbortError when `context.signal` fires, between two steps
 */
export async function runAttack(
  attack: EvasionAttack,
  settings: AttackSettings,
  samples: AttackSamples,
  context: AttackContext,
): Promise<AttackResult> {
  const drive = new Drive(attack, settings, samples, context);
  for (let from = 0; from < samples.count; from += context.batch)
    await drive.batch(from, Math.min(from + context.batch, samples.count));
  return drive.result;
}

class Drive {
  readonly result: Omit<AttackResult, 'zeroGradients' | 'nonFiniteGradients'> & {
    zeroGradients: number;
    nonFiniteGradients: number;
  };
  readonly #attack: EvasionAttack;
  readonly #settings: AttackSettings;
  readonly #samples: AttackSamples;
  readonly #context: AttackContext;
  readonly #size: number;
  readonly #iterations: number;

  constructor(
    attack: EvasionAttack,
    settings: AttackSettings,
    samples: AttackSamples,
    context: AttackContext,
  ) {
    this.#attack = attack;
    this.#settings = settings;
    this.#samples = samples;
    this.#context = context;
    this.#size = context.space.size;
    this.#iterations = settings.steps * settings.restarts + 1;
    const { count } = samples;
    this.result = {
      firstContinuous: new Int32Array(count).fill(NEVER),
      firstStored: new Int32Array(count).fill(NEVER),
      endContinuous: new Uint8Array(count),
      endStored: new Uint8Array(count),
      iterates: settings.count === 'last-iterate' ? new Uint8Array(count * this.#iterations) : undefined,
      adversarial: Float32Array.from(samples.x),
      gradients: new Int32Array(count),
      forwards: new Int32Array(count),
      zeroGradients: 0,
      nonFiniteGradients: 0,
    };
  }

  async batch(from: number, to: number): Promise<void> {
    const { restarts, steps } = this.#settings;
    const rows = Array.from({ length: to - from }, (_, i) => this.#row(from + i));
    for (let restart = 0; restart < restarts; restart++) {
      let active = rows.filter((row) => !row.left);
      for (const row of active) row.trajectory = this.#start(row, restart);
      for (let step = 0; step <= steps && active.length > 0; step++) {
        this.#context.signal?.throwIfAborted();
        await (step < steps ? this.#walk(active, restart, step) : this.#finish(active, restart));
        active = active.filter((row) => !row.left);
        const passed = (restart * (steps + 1) + step + 1) / (restarts * (steps + 1));
        this.#context.progress?.((from + (to - from) * passed) / this.#samples.count);
      }
    }
    this.#context.progress?.(to / this.#samples.count);
  }

  #row(at: number): Row {
    const { x, y, targets } = this.#samples;
    const origin = x.slice(at * this.#size, (at + 1) * this.#size);
    return { at, origin, label: y[at], target: targets?.[at], left: false };
  }

  #start(row: Row, restart: number): Trajectory {
    const { seed, space } = this.#context;
    const random = stream(seed, 'attack', this.#attack.id, 'start', this.#samples.ids[row.at], restart);
    return this.#attack.trajectory(row.origin, boxAround(space, row.origin), this.#settings, random);
  }

  /** Gradient at the current iterate of each row; those that have fallen are looked at, the others move on. */
  async #walk(active: readonly Row[], restart: number, step: number): Promise<void> {
    const { oracle } = this.#context;
    const targets = this.#samples.targets && Int32Array.from(active, (row) => row.target ?? 0);
    const labels = Int32Array.from(active, (row) => row.label);
    const spec = { name: this.#settings.loss, targets };
    const points = this.#gather(active, (row) => point(row));
    const { logits, loss, gradient } = await oracle.lossGradient(points, labels, spec);
    const fallen = active.filter((row, i) => this.#falls(row, predictedClass(logits, i, oracle.classes)));
    const iteration = restart * this.#settings.steps + step;
    if (this.#settings.count === 'first-success') await this.#confirm(fallen, iteration);
    else this.#note(fallen, restart, step);
    active.forEach((row, i) => {
      this.result.gradients[row.at]++;
      if (row.left) return;
      const own = gradient.subarray(i * this.#size, (i + 1) * this.#size);
      this.#inspect(own);
      row.trajectory?.advance(own, loss[i]);
    });
  }

  /** Looks at the last iterates by a plain forward pass. */
  async #finish(active: readonly Row[], restart: number): Promise<void> {
    const { steps, count } = this.#settings;
    const fallen = await this.#predictFallen(active, (row) => point(row));
    for (const row of active) if (!this.#isDown(row)) this.#keep(row, point(row));
    const stored = await this.#storedFallen(fallen);
    const iteration = (restart + 1) * steps;
    for (const row of fallen) {
      mark(this.result.firstContinuous, row.at, iteration);
      this.result.endContinuous[row.at] = 1;
    }
    for (const row of stored) {
      if (!this.result.endStored[row.at]) this.#keep(row, point(row));
      mark(this.result.firstStored, row.at, iteration);
      this.result.endStored[row.at] = 1;
      row.left = count === 'first-success';
    }
    this.#note(fallen, restart, steps);
  }

  /**
   * Confirms by a forward pass of its own what the gradient's pass saw, because the two graphs may differ in the last digit: for
   * the iterate where it fell for the first time, and for its stored form. A row leaves when the latter has fallen.
   */
  async #confirm(fallen: readonly Row[], iteration: number): Promise<void> {
    const fresh = fallen.filter((row) => this.result.firstContinuous[row.at] === NEVER);
    for (const row of await this.#predictFallen(fresh, (r) => point(r))) {
      mark(this.result.firstContinuous, row.at, iteration);
      this.#keep(row, point(row));
    }
    const sure = fallen.filter((row) => this.result.firstContinuous[row.at] !== NEVER);
    for (const row of await this.#storedFallen(sure)) {
      mark(this.result.firstStored, row.at, iteration);
      this.#keep(row, point(row));
      row.left = true;
    }
  }

  /** Of rows whose iterate has fallen, those whose stored form has too. */
  async #storedFallen(fallen: readonly Row[]): Promise<readonly Row[]> {
    const { space } = this.#context;
    if (space.gridStep === undefined) return fallen;
    return this.#predictFallen(fallen, (row) => storedForm(point(row), row.origin, space));
  }

  async #predictFallen(rows: readonly Row[], input: (row: Row) => Float32Array): Promise<Row[]> {
    if (rows.length === 0) return [];
    const { oracle } = this.#context;
    const logits = await oracle.logits(this.#gather(rows, input));
    return rows.filter((row, i) => {
      this.result.forwards[row.at]++;
      return this.#falls(row, predictedClass(logits, i, oracle.classes));
    });
  }

  #falls(row: Row, predicted: number): boolean {
    return row.target === undefined ? predicted !== row.label : predicted === row.target;
  }

  /** In a `last-iterate` run a row is down at an iteration if its iterate is, or the end point of an earlier restart was. */
  #note(fallen: readonly Row[], restart: number, step: number): void {
    const { iterates } = this.result;
    if (!iterates) return;
    const { steps, restarts } = this.#settings;
    if (restart > 0 && step === 0) return;
    const set = (row: Row, iteration: number) => (iterates[row.at * this.#iterations + iteration] = 1);
    for (const row of fallen) {
      set(row, restart * steps + step);
      if (step < steps) mark(this.result.firstContinuous, row.at, restart * steps + step);
      else for (let later = (restart + 1) * steps; later <= restarts * steps; later++) set(row, later);
    }
  }

  #isDown(row: Row): boolean {
    const { count } = this.#settings;
    const { firstContinuous, endContinuous } = this.result;
    return count === 'first-success' ? firstContinuous[row.at] !== NEVER : endContinuous[row.at] === 1;
  }

  #keep(row: Row, x: Float32Array): void {
    this.result.adversarial.set(x, row.at * this.#size);
  }

  /** Counts a gradient that is zero throughout or not finite; what is not finite becomes 0. */
  #inspect(gradient: Float32Array): void {
    let zero = true;
    let finite = true;
    for (let i = 0; i < gradient.length; i++) {
      if (gradient[i] === 0) continue;
      if (Number.isFinite(gradient[i])) zero = false;
      else {
        finite = false;
        gradient[i] = 0;
      }
    }
    if (!finite) this.result.nonFiniteGradients++;
    else if (zero) this.result.zeroGradients++;
  }

  #gather(rows: readonly Row[], input: (row: Row) => Float32Array): Batch {
    const data = new Float32Array(rows.length * this.#size);
    rows.forEach((row, i) => data.set(input(row), i * this.#size));
    return { data, count: rows.length, shape: this.#context.space.shape };
  }
}

function point(row: Row): Float32Array {
  if (!row.trajectory) throw new Error('a row is asked for its point before its start');
  return row.trajectory.point;
}

function mark(first: Int32Array, at: number, iteration: number): void {
  if (first[at] === NEVER) first[at] = iteration;
}
