import type { Batch, GradientOracle, LossSpec } from '../oracles/types.ts';
import { runAttack } from './drive.ts';
import type { AttackContext, AttackSamples, AttackSettings, EvasionAttack } from './types.ts';

/**
 * The iterates of some samples under one configuration of an attack, from the start point of the first restart to the end point of
 * the last: steps + 1 of each restart. Iteration t of restart r is r × steps + t, so that a restart's start shares its number with
 * the end of the one before. Nothing leaves early: what comes after a sample fell is there too.
 */
export interface Trace {
  /** Iterates of each sample: restarts × (steps + 1). */
  readonly length: number;
  /** length; the restart, from 0, and the iteration of each iterate. */
  readonly restart: Int32Array;
  readonly iteration: Int32Array;
  /** samples × length; the attack's own loss at each iterate. */
  readonly loss: Float32Array;
  /** samples × length × classes */
  readonly logits: Float32Array;
  /** Places (0 … length − 1, ascending) of the iterates that are kept in `points`. */
  readonly kept: Int32Array;
  /** samples × kept × size; continuous form. */
  readonly points: Float32Array;
}

/** All places, or so many of them evenly spaced, both ends included. */
export function evenly(length: number, most: number): number[] {
  const count = Math.max(2, Math.min(length, Math.floor(most)));
  if (length <= count) return Array.from({ length }, (_, place) => place);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}

/**
 * Records an attack's walk. The walk is that of `runAttack`: a trajectory does not depend on how outcomes are counted, so it runs to
 * its end here whatever `settings.count` says.
 *
 * @param mostPoints iterates kept of each sample, at least two; figures are kept of all
 */
export async function traceAttack(
  attack: EvasionAttack,
  settings: AttackSettings,
  samples: AttackSamples,
  context: AttackContext,
  mostPoints = Infinity,
): Promise<Trace> {
  const recorder = new Recorder(settings, samples, context, mostPoints);
  const whole: AttackSettings = { ...settings, count: 'last-iterate' };
  if (samples.count > 0)
    await runAttack(attack, whole, samples, {
      ...context,
      oracle: recorder.oracle(context.oracle),
      batch: samples.count,
    });
  return recorder.trace;
}

/** Sees every iterate because the driver must show it to the oracle: in rows of all samples, in their order. */
class Recorder {
  readonly trace: Trace;
  readonly #settings: AttackSettings;
  readonly #samples: AttackSamples;
  readonly #size: number;
  readonly #classes: number;
  readonly #slots: ReadonlyMap<number, number>;
  /** Place of the iterate that comes next. */
  #at = 0;

  constructor(
    settings: AttackSettings,
    samples: AttackSamples,
    { oracle, space }: AttackContext,
    mostPoints: number,
  ) {
    const { steps, restarts } = settings;
    const length = restarts * (steps + 1);
    const kept = evenly(length, mostPoints);
    this.#settings = settings;
    this.#samples = samples;
    this.#size = space.size;
    this.#classes = oracle.classes;
    this.#slots = new Map(kept.map((place, slot) => [place, slot]));
    this.trace = {
      length,
      restart: Int32Array.from({ length }, (_, place) => Math.floor(place / (steps + 1))),
      iteration: Int32Array.from({ length }, (_, place) => place - Math.floor(place / (steps + 1))),
      loss: new Float32Array(samples.count * length),
      logits: new Float32Array(samples.count * length * oracle.classes),
      kept: Int32Array.from(kept),
      points: new Float32Array(samples.count * kept.length * space.size),
    };
  }

  oracle(inner: GradientOracle): GradientOracle {
    return {
      access: 'gradient',
      classes: inner.classes,
      labels: (batch) => inner.labels(batch),
      scores: (batch) => inner.scores(batch),
      logits: async (batch) => {
        const logits = await inner.logits(batch);
        if (this.#endsRestart()) {
          const { loss } = await inner.lossGradient(batch, this.#samples.y, this.#spec());
          this.#take(batch, logits, loss);
        }
        return logits;
      },
      lossGradient: async (batch, labels, spec) => {
        const answer = await inner.lossGradient(batch, labels, spec);
        this.#take(batch, answer.logits, answer.loss);
        return answer;
      },
    };
  }

  /** The first forward pass after a restart's last step is that of its end point; others look at stored forms. */
  #endsRestart(): boolean {
    return this.#at % (this.#settings.steps + 1) === this.#settings.steps;
  }

  #spec(): LossSpec {
    const { targets } = this.#samples;
    return targets ? { name: this.#settings.loss, targets } : { name: this.#settings.loss };
  }

  #take(batch: Batch, logits: Float32Array, loss: Float32Array): void {
    const { count } = this.#samples;
    if (batch.count !== count) throw new Error(`a trace of ${count} samples saw a batch of ${batch.count}`);
    const { length, kept, points } = this.trace;
    const slot = this.#slots.get(this.#at);
    for (let row = 0; row < count; row++) {
      const place = row * length + this.#at;
      this.trace.loss[place] = loss[row];
      this.trace.logits.set(rowOf(logits, row, this.#classes), place * this.#classes);
      if (slot !== undefined)
        points.set(rowOf(batch.data, row, this.#size), (row * kept.length + slot) * this.#size);
    }
    this.#at++;
  }
}

const rowOf = (values: Float32Array, row: number, size: number): Float32Array =>
  values.subarray(row * size, (row + 1) * size);
