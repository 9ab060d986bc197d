import type { EngineName } from '../../../graph/runtime.ts';
import type { ReportSample } from '../../../indicators/robustness/merge.ts';
import { decodeInput } from '../../kept.ts';
import type { Looked, Paths } from '../../lab/explore/types.ts';
import type { SubjectView } from '../../lab/types.ts';

/** What a model makes of an input; logits are unknown for samples that come from a report's kept ones. */
export interface Answer {
  readonly predicted: number;
  readonly confidences: ArrayLike<number>;
  readonly logits: ArrayLike<number> | null;
}

/** One sample at one place of the axis. Values are in the space attacks act in (tables: standard deviations). */
export interface ShownSample {
  readonly id: number;
  readonly label: number;
  readonly clean: Float32Array;
  readonly adversarial: Float32Array;
  readonly before: Answer;
  readonly after: Answer;
  /** The attack it is shown with; null where none is run: at ε 0, and where it was wrong before. */
  readonly attack: string | null;
  readonly epsilon: number;
  /** First iteration at which its iterate, and its stored form, fell; −1 never, −2 wrong before; null where not known. */
  readonly firstContinuous: number | null;
  readonly firstStored: number | null;
  /** Whether `adversarial` is a form that could be stored. */
  readonly stored: boolean;
  /** Computed now, or kept in the report. */
  readonly source: 'computed' | 'kept';
}

/** Softmax of logits, for the screen. */
export function probabilities(logits: ArrayLike<number>): Float64Array {
  let top = -Infinity;
  for (let c = 0; c < logits.length; c++) top = Math.max(top, logits[c]);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Class of the largest value, the lowest of equal ones. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c;
  return best;
}

/** Largest probability among the other classes. */
export function topOther(confidences: ArrayLike<number>, label: number): number {
  let best = -1;
  for (let c = 0; c < confidences.length; c++)
    if (c !== label && (best < 0 || confidences[c] > confidences[best])) best = c;
  return best;
}

export function answerOf(logits: Float32Array): Answer {
  return { predicted: largest(logits), confidences: probabilities(logits), logits };
}

const row = (values: Float32Array, at: number, size: number) => values.subarray(at * size, (at + 1) * size);

/** The samples of an answer of the lab. */
export function shownOf(looked: Looked, epsilon: number): ShownSample[] {
  const { size, classes } = looked;
  return looked.ids.map((id, i) => ({
    id,
    label: looked.labels[i],
    clean: row(looked.clean, i, size),
    adversarial: row(looked.adversarial, i, size),
    before: answerOf(row(looked.before, i, classes)),
    after: answerOf(row(looked.after, i, classes)),
    attack: looked.attacks[i],
    epsilon,
    firstContinuous: looked.firstContinuous[i],
    firstStored: looked.firstStored[i],
    stored: looked.fellStored[i] === 1 && looked.attacks[i] !== null,
    source: 'computed',
  }));
}

/** One sample's walk, decoded. */
export interface Path {
  readonly id: number;
  readonly label: number;
  readonly attack: string;
  readonly epsilon: number;
  readonly clean: Float32Array;
  readonly before: Answer | null;
  readonly engine: EngineName;
  readonly steps: readonly PathStep[];
}

export interface PathStep {
  readonly iteration: number;
  readonly restart: number;
  readonly loss: number;
  readonly logits: Float32Array;
  /** Null where the iterate itself was not kept (large inputs). */
  readonly point: Float32Array | null;
}

export function pathsOf(paths: Paths, attack: string, epsilon: number): Path[] {
  const { length, classes, size, kept } = paths;
  const slots = new Map(Array.from(kept, (place, slot) => [place, slot]));
  return paths.ids.map((id, i) => ({
    id,
    label: paths.labels[i],
    attack,
    epsilon,
    clean: row(paths.clean, i, size),
    before: null,
    engine: paths.engine,
    steps: Array.from({ length }, (_, place) => {
      const slot = slots.get(place);
      return {
        iteration: paths.iteration[place],
        restart: paths.restart[place],
        loss: paths.loss[i * length + place],
        logits: row(paths.logits, i * length + place, classes),
        point: slot === undefined ? null : row(paths.points, i * kept.length + slot, size),
      };
    }),
  }));
}

/**
 * A sample as its walk has it at an iteration: the iterate that fell, once it has fallen (counted at the first success it stays
 * there), else the iterate itself. Of large inputs the nearest iterate before that was kept.
 */
export function atIteration(path: Path, iteration: number, firstFall: number, before: Answer): ShownSample {
  const until = firstFall >= 0 ? Math.min(iteration, firstFall) : iteration;
  const known = path.steps.filter((step) => step.point !== null && step.iteration <= until);
  const step = known.at(-1) ?? path.steps[0];
  return {
    id: path.id,
    label: path.label,
    clean: path.clean,
    adversarial: step.point ?? path.clean,
    before,
    after: answerOf(step.logits),
    attack: path.attack,
    epsilon: path.epsilon,
    firstContinuous: firstFall >= 0 && firstFall <= iteration ? firstFall : null,
    firstStored: null,
    stored: false,
    source: 'computed',
  };
}

/** A sample kept in the report; null where its values do not fit the data. */
export function keptShown(kept: ReportSample, subject: SubjectView): ShownSample | null {
  const size = subject.shape.reduce((product, axis) => product * axis, 1);
  const grid = { low: subject.range[0], step: subject.gridStep ?? 1 };
  const clean = decodeInput(kept.clean, size, grid);
  const adversarial = decodeInput(kept.adversarial, size, grid);
  if (!clean || !adversarial) return null;
  const answer = ({ label, confidences }: ReportSample['before']): Answer => ({
    predicted: label,
    confidences,
    logits: null,
  });
  return {
    id: kept.id,
    label: kept.label,
    clean,
    adversarial,
    before: answer(kept.before),
    after: answer(kept.after),
    attack: kept.attack,
    epsilon: kept.epsilon,
    firstContinuous: kept.iteration,
    firstStored: null,
    stored: kept.survivesStorage,
    source: 'kept',
  };
}

/** Forgets what was unused for longest once the values held pass a number of bytes. */
export class BoundedCache<T> {
  readonly #held = new Map<string, { readonly value: T; readonly bytes: number }>();
  readonly #most: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get(key: string): T | undefined {
    const found = this.#held.get(key);
    if (!found) return undefined;
    this.#held.delete(key);
    this.#held.set(key, found);
    return found.value;
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  set(key: string, value: T, bytes: number): void {
    this.#bytes += bytes - (this.#held.get(key)?.bytes ?? 0);
    this.#held.delete(key);
    this.#held.set(key, { value, bytes });
    for (const [old, { bytes: freed }] of this.#held) {
      if (this.#bytes <= this.#most || this.#held.size === 1) break;
      this.#held.delete(old);
      this.#bytes -= freed;
    }
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }
}
