import type { Preprocessing } from '../../graph/preprocessing.ts';
import { canonical } from '../../document/text.ts';
import { UserError } from '../../messages/index.ts';
import { mcnemarExact, pairCounts } from '../../numeric/intervals.ts';
import { guessPreprocessing } from '../guess.ts';
import { fittedLabels, labelMistakes, sameLabels, type LabelMap } from './labels.ts';
import { measuredOf, outcomesOf, type Outcomes } from './measured.ts';
import { otherSteps } from './mistakes.ts';
import type { Predictor } from './predictor.ts';
import type { Reading } from './readings.ts';
import type { DiagnosisOptions } from './types.ts';

/** Other steps are first tried on so many of the samples; the best of them on all. */
const scouts = 64;
const mostFollowed = 4;
/** Steps found are steps to start from: a mistake rarely comes with more than two others. */
const rounds = 3;
/** What is better with a smaller p than this is taken to be better. */
export const level = 0.01;

/** Predictions under one preprocessing, as far as they have been asked for. */
export interface Followed {
  readonly steps: Preprocessing;
  readonly predicted: Int32Array;
}

/** A setting that has been tried on enough samples to be offered. */
export interface Candidate {
  readonly reading: Reading;
  readonly steps: Preprocessing;
  readonly map: LabelMap;
  readonly outcomes: Outcomes;
  /** The first sample that `outcomes` speaks of. */
  readonly from: number;
}

/** What all searches in one file have come to. */
export interface Tally {
  /** Settings that were compared with the present one. */
  tried: number;
  /** Steps that were tried, and those that are planned. */
  done: number;
  planned: number;
}

/** What one candidate is worth against another on the samples of both: McNemar's exact test, times the settings tried. */
export function worth(one: Candidate, other: Candidate, { tried }: Pick<Tally, 'tried'>): number {
  const from = Math.max(one.from, other.from);
  const counts = pairCounts(other.outcomes.slice(from - other.from), one.outcomes.slice(from - one.from));
  return counts.second <= counts.first ? 1 : Math.min(1, mcnemarExact(counts) * tried);
}

/** The same setting judged from a later sample on. */
export const since = (candidate: Candidate, from: number): Candidate => ({
  ...candidate,
  from,
  outcomes: candidate.outcomes.slice(from - candidate.from),
});

/** A search for the steps and labels that go with one reading. */
export class Search {
  readonly #predictor: Predictor;
  readonly #options: DiagnosisOptions;
  readonly #y: Int32Array;
  readonly #reading: Reading;
  readonly #present: Followed;
  readonly #maps: readonly LabelMap[];
  readonly #tally: Tally;
  readonly #seen = new Set<string>();

  /** @param present what this reading predicts with the present steps */
  constructor(
    predictor: Predictor,
    options: DiagnosisOptions,
    reading: Reading,
    present: Followed,
    tally: Tally,
  ) {
    this.#predictor = predictor;
    this.#options = options;
    this.#y = predictor.sample.test.y;
    this.#reading = reading;
    this.#present = present;
    this.#tally = tally;
    const { map: presentMap, classes } = reading;
    const labels = presentMap.length;
    const names = new Set([String(presentMap)]);
    this.#maps = [sameLabels(labels, classes), ...labelMistakes(labels, classes)].filter(
      (map) => !names.has(String(map)) && names.add(String(map)),
    );
    this.#seen.add(canonical(present.steps));
  }

  /** The reading with the present steps and labels. */
  get present(): Candidate {
    return this.#candidate(this.#present);
  }

  /** Steps for one change of which more of these samples are right than now, the labels as they are: the best of them. */
  async bestStep(modelShape: readonly number[]): Promise<Preprocessing | undefined> {
    const followed = await this.#follow(this.#nearby(modelShape));
    const rate = (one: Followed) => rateOf(this.#candidate(one));
    const better = followed.filter((one) => rate(one) > rate(this.#present));
    return better.length > 0 ? better.reduce((a, b) => (rate(b) > rate(a) ? b : a)).steps : undefined;
  }

  /** What the file suggests, and the present steps with one change. */
  #nearby(modelShape: readonly number[]): Preprocessing[] {
    const { sample } = this.#predictor;
    return [
      ...guessPreprocessing(this.#options.model, sample).map(({ preprocessing }) => preprocessing),
      ...otherSteps(sample, this.#present.steps, modelShape),
    ];
  }

  /** All settings worth offering, by what they were built on. */
  async run(modelShape: readonly number[]): Promise<Candidate[]> {
    const found: Candidate[] = this.#withLabels(this.#present);
    let base: Followed = this.#present;
    let standing = this.#bestOf(found, base);
    let others = [
      ...this.#nearby(modelShape),
      // Present steps may be a wrong guess: then the mistakes are those of the bare file.
      {},
      ...otherSteps(this.#predictor.sample, {}, modelShape),
    ];
    for (let round = 0; round < rounds; round++) {
      const followed = await this.#follow(others);
      // Steps may be right though labels are not: each is judged with the labels that suit it.
      const judged = followed.map((one) => {
        const labelled = this.#withLabels(one);
        found.push(this.#candidate(one), ...labelled);
        return { one, best: this.#bestOf(labelled, one) };
      });
      const better = judged.filter(({ best }) => this.#beats(best, standing));
      if (better.length === 0) break;
      ({ one: base, best: standing } = better.reduce((a, b) => (rateOf(b.best) > rateOf(a.best) ? b : a)));
      others = otherSteps(this.#predictor.sample, base.steps, modelShape);
    }
    return found;
  }

  #beats(one: Candidate, other: Candidate): boolean {
    return worth(one, other, this.#tally) < level;
  }

  /** The labels under which these predictions are right most often, the present ones where none is better. */
  #bestOf(labelled: readonly Candidate[], followed: Followed): Candidate {
    return labelled.reduce((a, b) => (rateOf(b) > rateOf(a) ? b : a), this.#candidate(followed));
  }

  #candidate({ steps, predicted }: Followed, map = this.#reading.map): Candidate {
    return { reading: this.#reading, steps, map, outcomes: outcomesOf(predicted, this.#y, map), from: 0 };
  }

  /** The same predictions with other labels: by rule, and in an order found on one half and judged on the other. */
  #withLabels(followed: Followed): Candidate[] {
    const { steps, predicted } = followed;
    const reading = this.#reading;
    const y = this.#y;
    const candidates = this.#maps.map((map) => this.#candidate(followed, map));
    this.#tally.tried += candidates.length;
    const half = Math.floor(y.length / 2);
    const first = [predicted.subarray(0, half), y.subarray(0, half)] as const;
    const fitted = fittedLabels(...first, reading.classes, reading.map);
    if (!fitted) return candidates;
    this.#tally.tried++;
    if ([reading.map, ...this.#maps].some((map) => agreeOn(y, map, fitted))) return candidates;
    const outcomes = outcomesOf(predicted.subarray(half), y.subarray(half), fitted);
    return [...candidates, { reading, steps, map: fitted, outcomes, from: half }];
  }

  /** Tries steps on a few samples, and those that did best on all. */
  async #follow(others: readonly Preprocessing[]): Promise<Followed[]> {
    const fresh = others.filter((steps) => {
      const name = canonical(steps);
      return !this.#seen.has(name) && this.#seen.add(name);
    });
    this.#tally.planned += fresh.length;
    const n = this.#y.length;
    const few = Math.min(scouts, n);
    const scouted: { readonly followed: Followed; readonly right: Right }[] = [];
    for (const steps of fresh) {
      const predicted = await this.#predict(steps, 0, few);
      this.#options.onProgress?.(++this.#tally.done, this.#tally.planned);
      if (predicted) scouted.push({ followed: { steps, predicted }, right: this.#right(predicted) });
    }
    this.#tally.tried += scouted.length;
    const at = this.#right(this.#present.predicted.subarray(0, few));
    const promising = scouted
      .filter(({ right }) => right.byRule > at.byRule || right.inAnyOrder > at.inAnyOrder)
      .sort((a, b) => b.right.inAnyOrder - a.right.inAnyOrder || b.right.byRule - a.right.byRule);
    const whole: Followed[] = [];
    for (const { followed } of promising.slice(0, mostFollowed)) {
      const rest = few < n ? await this.#predict(followed.steps, few, n) : new Int32Array(0);
      if (rest)
        whole.push({ steps: followed.steps, predicted: Int32Array.of(...followed.predicted, ...rest) });
    }
    return whole;
  }

  #right(predicted: Int32Array): Right {
    const { map: present, classes } = this.#reading;
    const y = this.#y.subarray(0, predicted.length);
    const count = (map: LabelMap) => outcomesOf(predicted, y, map).filter(Boolean).length;
    const byRule = Math.max(...[present, ...this.#maps].map(count));
    const fitted = fittedLabels(predicted, y, classes, present);
    return { byRule, inAnyOrder: fitted ? Math.max(byRule, count(fitted)) : byRule };
  }

  /** Nothing where the steps do not fit the data or the model, or the model breaks down on them. */
  async #predict(steps: Preprocessing, from: number, to: number): Promise<Int32Array | undefined> {
    this.#options.signal?.throwIfAborted();
    try {
      return await this.#predictor.predict(steps, from, to);
    } catch (error) {
      if (UserError.from(error)) return undefined;
      throw error;
    }
  }
}

/** How many predictions are right with the labels that suit them best. */
interface Right {
  /** Of those that have a rule. */
  readonly byRule: number;
  /** Of all orders of labels. */
  readonly inAnyOrder: number;
}

const rateOf = ({ outcomes }: Candidate): number => measuredOf(outcomes).accuracy;

const agreeOn = (y: Int32Array, a: LabelMap, b: LabelMap) => y.every((label) => a[label] === b[label]);
