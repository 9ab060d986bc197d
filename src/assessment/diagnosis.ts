import type { Dataset } from '../datasets/types.ts';
import { canonical } from '../document/text.ts';
import type { Preprocessing } from '../graph/preprocessing.ts';
import type { EngineName } from '../graph/runtime.ts';
import { UserError, type Message } from '../messages/index.ts';
import { mcnemarExact, pairCounts, wilson, type Bounds } from '../numeric/intervals.ts';
import { fittedLabels, labelMistakes, sameLabels, type LabelMap } from './diagnosis/labels.ts';
import { changesBetween, otherSteps } from './diagnosis/mistakes.ts';
import { Predictor, sampleOf } from './diagnosis/predictor.ts';
import { guessPreprocessing } from './guess.ts';
import { statedSetting, type ImportSetting } from './import-setting.ts';
import type { OpenEngine } from './open-subject.ts';
import { select } from './selection.ts';

export interface DiagnosisOptions {
  /** The ONNX file's bytes. */
  readonly model: Uint8Array;
  /** As it was read: not yet fitted, labels as in the files. */
  readonly dataset: Dataset;
  /** As the model is read now. */
  readonly setting?: ImportSetting;
  readonly openEngine: OpenEngine;
  readonly engine?: EngineName | 'auto';
  /** Samples that are looked at, of every class its share; 256 unless told. */
  readonly samples?: number;
  readonly seed?: number;
  /** Whether other settings are tried: when accuracy is low (unless told), never, or always. */
  readonly search?: 'when-low' | 'never' | 'always';
  readonly signal?: AbortSignal;
  /** What has been tried, and how much there is now. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A rate with what it was counted from; `interval` is Wilson's, 95 %. */
export interface Measured {
  readonly correct: number;
  readonly n: number;
  readonly accuracy: number;
  readonly interval: Bounds;
}

/** Another setting that gets more samples right than chance would explain. */
export interface Alternative {
  readonly setting: ImportSetting;
  /** What it changes. */
  readonly changes: readonly Message[];
  readonly measured: Measured;
  /** The present setting on the same samples: an order of labels is judged on the half that it was not found on. */
  readonly present: Measured;
  /** McNemar's exact test against the present setting, times the number of settings tried (Bonferroni). */
  readonly p: number;
}

export interface Diagnosis {
  readonly measured: Measured;
  /** What guessing gives: the share of the commonest label, or one in the number of classes, whichever is more. */
  readonly chance: number;
  readonly verdict: 'good' | 'low' | 'near-chance';
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Settings that were compared with the present one. */
  readonly tried: number;
  /** How often each class (row) was taken for each (column) as the model is read now; null for very many classes. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** What to say, in this order. */
  readonly messages: readonly Message[];
}

/** Trained models that are read rightly are mostly above this; below it a look at likely mistakes is worth its time. */
const goodFrom = 0.9;
/** Other steps are first tried on so many of the samples; the best of them on all. */
const scouts = 64;
const mostFollowed = 4;
/** Steps found are steps to start from: a mistake rarely comes with more than two others. */
const rounds = 3;
const level = 0.01;
const mostOffered = 5;

type Outcomes = readonly boolean[];

const outcomesOf = (predicted: Int32Array, y: Int32Array, map: LabelMap): boolean[] =>
  Array.from(predicted, (label, at) => label >= 0 && label === map[y[at]]);

function measuredOf(outcomes: Outcomes): Measured {
  const correct = outcomes.filter(Boolean).length;
  const n = outcomes.length;
  return { correct, n, accuracy: correct / n, interval: wilson(correct, n) };
}

/** Predictions under one preprocessing, as far as they have been asked for. */
interface Followed {
  readonly steps: Preprocessing;
  readonly predicted: Int32Array;
}

/** A setting that has been tried on enough samples to be offered. */
interface Candidate {
  readonly steps: Preprocessing;
  readonly map: LabelMap;
  readonly outcomes: Outcomes;
  /** The first sample that `outcomes` speaks of. */
  readonly from: number;
}

/** More classes make a matrix that nobody looks at. */
const mostConfused = 100;

function confusionOf(
  predicted: Int32Array,
  y: Int32Array,
  map: LabelMap,
  classes: number,
): number[][] | null {
  if (classes > mostConfused) return null;
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  y.forEach((label, at) => {
    const [row, column] = [map[label], predicted[at]];
    if (row >= 0 && column >= 0) counts[row][column]++;
  });
  return counts;
}

/** One search: what was tried, and what came of it. */
class Search {
  readonly #predictor: Predictor;
  readonly #options: DiagnosisOptions;
  readonly #y: Int32Array;
  readonly #classes: number;
  readonly #present: Followed;
  readonly #presentMap: LabelMap;
  readonly #maps: readonly LabelMap[];
  readonly #seen = new Set<string>();
  #tried = 0;
  #done = 0;
  #planned = 0;

  constructor(
    predictor: Predictor,
    options: DiagnosisOptions,
    present: Followed,
    presentMap: LabelMap,
    classes: number,
  ) {
    this.#predictor = predictor;
    this.#options = options;
    this.#y = predictor.sample.test.y;
    this.#classes = classes;
    this.#present = present;
    this.#presentMap = presentMap;
    const labels = presentMap.length;
    const names = new Set([String(presentMap)]);
    this.#maps = [sameLabels(labels, classes), ...labelMistakes(labels, classes)].filter(
      (map) => !names.has(String(map)) && names.add(String(map)),
    );
    this.#seen.add(canonical(present.steps));
  }

  get presentMap(): LabelMap {
    return this.#presentMap;
  }

  get tried(): number {
    return this.#tried;
  }

  /** All settings worth offering, by what they were built on. */
  async run(modelShape: readonly number[]): Promise<Candidate[]> {
    const guesses = guessPreprocessing(this.#options.model, this.#predictor.sample);
    const found: Candidate[] = this.#withLabels(this.#present);
    let base: Followed = this.#present;
    let others = [
      ...guesses.map(({ preprocessing }) => preprocessing),
      ...otherSteps(this.#predictor.sample, base.steps, modelShape),
    ];
    for (let round = 0; round < rounds; round++) {
      const followed = await this.#follow(others);
      const better = followed.filter((one) => this.#beats(this.#candidate(one), this.#candidate(base)));
      for (const one of followed) found.push(this.#candidate(one), ...this.#withLabels(one));
      if (better.length === 0) break;
      base = better.reduce((a, b) => (this.#rate(b) > this.#rate(a) ? b : a));
      others = otherSteps(this.#predictor.sample, base.steps, modelShape);
    }
    return found;
  }

  /** What a setting is worth against another one on the samples of both. */
  p(one: Candidate, other: Candidate): number {
    const from = Math.max(one.from, other.from);
    const counts = pairCounts(other.outcomes.slice(from - other.from), one.outcomes.slice(from - one.from));
    return counts.second <= counts.first ? 1 : Math.min(1, mcnemarExact(counts) * this.#tried);
  }

  present(from: number): Candidate {
    const candidate = this.#candidate(this.#present);
    return { ...candidate, from, outcomes: candidate.outcomes.slice(from) };
  }

  #beats(one: Candidate, other: Candidate): boolean {
    return this.p(one, other) < level;
  }

  #rate(followed: Followed): number {
    return measuredOf(this.#candidate(followed).outcomes).accuracy;
  }

  #candidate({ steps, predicted }: Followed): Candidate {
    return {
      steps,
      map: this.#presentMap,
      outcomes: outcomesOf(predicted, this.#y, this.#presentMap),
      from: 0,
    };
  }

  /** The same predictions with other labels: by rule, and in an order found on one half and judged on the other. */
  #withLabels({ steps, predicted }: Followed): Candidate[] {
    const y = this.#y;
    const candidates: Candidate[] = this.#maps.map((map) => ({
      steps,
      map,
      outcomes: outcomesOf(predicted, y, map),
      from: 0,
    }));
    this.#tried += candidates.length;
    const half = Math.floor(y.length / 2);
    const first = [predicted.subarray(0, half), y.subarray(0, half)] as const;
    const fitted = fittedLabels(...first, this.#classes, this.#presentMap);
    if (!fitted) return candidates;
    this.#tried++;
    if ([this.#presentMap, ...this.#maps].some((map) => agreeOn(y, map, fitted))) return candidates;
    const outcomes = outcomesOf(predicted.subarray(half), y.subarray(half), fitted);
    return [...candidates, { steps, map: fitted, outcomes, from: half }];
  }

  /** Tries steps on a few samples, and those that did best on all. */
  async #follow(others: readonly Preprocessing[]): Promise<Followed[]> {
    const fresh = others.filter((steps) => {
      const name = canonical(steps);
      return !this.#seen.has(name) && this.#seen.add(name);
    });
    this.#planned += fresh.length;
    const n = this.#y.length;
    const few = Math.min(scouts, n);
    const scouted: { readonly followed: Followed; readonly correct: number }[] = [];
    for (const steps of fresh) {
      const predicted = await this.#predict(steps, 0, few);
      this.#options.onProgress?.(++this.#done, this.#planned);
      if (predicted) scouted.push({ followed: { steps, predicted }, correct: this.#best(predicted) });
    }
    this.#tried += scouted.length;
    const at = this.#best(this.#present.predicted.subarray(0, few));
    const promising = scouted.filter(({ correct }) => correct > at).sort((a, b) => b.correct - a.correct);
    const whole: Followed[] = [];
    for (const { followed } of promising.slice(0, mostFollowed)) {
      const rest = few < n ? await this.#predict(followed.steps, few, n) : new Int32Array(0);
      if (rest)
        whole.push({ steps: followed.steps, predicted: Int32Array.of(...followed.predicted, ...rest) });
    }
    return whole;
  }

  /** How many of these predictions are right with the labels that suit them best, of those that have a rule. */
  #best(predicted: Int32Array): number {
    const y = this.#y.subarray(0, predicted.length);
    const right = (map: LabelMap) => outcomesOf(predicted, y, map).filter(Boolean).length;
    return Math.max(...[this.#presentMap, ...this.#maps].map(right));
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

const agreeOn = (y: Int32Array, a: LabelMap, b: LabelMap) => y.every((label) => a[label] === b[label]);

/** The setting of a candidate; labels are left out where they stay as they are. */
function settingOf({ steps, map }: Candidate, setting: ImportSetting, presentMap: LabelMap): ImportSetting {
  const same = map.every((to, label) => to === label);
  const labels = map === presentMap ? setting.labels : same ? undefined : map;
  return statedSetting({ ...setting, preprocessing: steps, labels }) ?? {};
}

/**
 * Of all that beat the present setting: those that no other beats, without what changes more than another and is no better.
 */
function offered(
  candidates: readonly Candidate[],
  search: Search,
  chance: number,
  { setting = {}, dataset }: DiagnosisOptions,
  classes: number,
): Alternative[] {
  const labels = [...new Set(dataset.test.y)];
  const usable = ({ map }: Candidate) =>
    map === search.presentMap || labels.every((label) => map[label] >= 0);
  const all = candidates.filter(usable).flatMap((candidate): (Alternative & { candidate: Candidate })[] => {
    const present = search.present(candidate.from);
    const p = search.p(candidate, present);
    const measured = measuredOf(candidate.outcomes);
    if (p >= level || measured.interval.low <= chance) return [];
    const other = settingOf(candidate, setting, search.presentMap);
    const changes = changesBetween(setting, other, classes);
    return [{ candidate, setting: other, changes, measured, present: measuredOf(present.outcomes), p }];
  });
  const beats = (one: (typeof all)[number], other: (typeof all)[number]) =>
    search.p(one.candidate, other.candidate) < level;
  const best = all.filter((one) => !all.some((other) => beats(other, one)));
  const kept = best.filter(
    (one) => !best.some((other) => other.changes.length < one.changes.length && !beats(one, other)),
  );
  kept.sort((a, b) => b.measured.accuracy - a.measured.accuracy || a.changes.length - b.changes.length);
  return kept.slice(0, mostOffered).map(({ setting: other, changes, measured, present, p }) => ({
    setting: other,
    changes,
    measured,
    present,
    p,
  }));
}

const percent = (rate: number) => Math.round(1000 * rate) / 10;

function messagesOf({
  measured,
  chance,
  verdict,
  alternatives,
  tried,
}: Omit<Diagnosis, 'messages'>): Message[] {
  const { accuracy, n, interval } = measured;
  const messages: Message[] = [
    {
      id: 'diagnosis.accuracy',
      values: {
        accuracy: percent(accuracy),
        n,
        low: percent(interval.low),
        high: percent(interval.high),
        chance: percent(chance),
      },
    },
  ];
  if (verdict === 'near-chance') messages.push({ id: 'diagnosis.near-chance' });
  else if (verdict === 'low') messages.push({ id: 'diagnosis.low' });
  if (alternatives.length > 0) messages.push({ id: 'diagnosis.found' });
  else if (tried > 0) messages.push({ id: 'diagnosis.nothing', values: { tried } });
  return messages;
}

function chanceOf(y: Int32Array, labels: number, classes: number): number {
  const counts = new Int32Array(labels);
  for (const label of y) counts[label]++;
  return Math.max(Math.max(...counts) / y.length, 1 / classes);
}

/**
 * How much of the data a model gets right as it is read now; and, where that is little, which common mistakes would explain
 * it: value range, mean and deviation, order and place of channels, inverted or turned pictures, labels that begin elsewhere or
 * are shuffled. Only settings are offered that are right on significantly more of the same samples than the present one, after a
 * correction for all that were tried; and none that changes more than another without being significantly better.
 * @throws UserError when the model cannot be read, or the present setting does not fit model and data; an AbortError when
 * `signal` fires.
 */
export async function diagnose(options: DiagnosisOptions): Promise<Diagnosis> {
  const { model: bytes, dataset, setting = {}, openEngine, engine, samples = 256, seed = 0 } = options;
  const { classes: labels, test } = dataset;
  const order = { order: 'random', samples: Math.min(samples, test.count), offset: 0, seed } as const;
  const sample = sampleOf(dataset, select(test.y, labels, order).indices);
  const predictor = new Predictor(bytes, setting, sample, openEngine, engine);
  try {
    const steps = setting.preprocessing ?? {};
    const model = await predictor.model(steps);
    const { classes } = model;
    const map: LabelMap = Array.from(
      { length: labels },
      (_, label) => setting.labels?.[label] ?? (setting.labels || label >= classes ? -1 : label),
    );
    options.signal?.throwIfAborted();
    const predicted = await predictor.predict(steps, 0, sample.test.count);
    const measured = measuredOf(outcomesOf(predicted, sample.test.y, map));
    const chance = chanceOf(sample.test.y, labels, classes);
    const verdict =
      measured.interval.low <= chance ? 'near-chance' : measured.accuracy < goodFrom ? 'low' : 'good';
    const { search: when = 'when-low' } = options;
    const confusion = confusionOf(predicted, sample.test.y, map, classes);
    const result = { measured, chance, verdict, confusion, alternatives: [], tried: 0 } as const;
    if (when === 'never' || (when === 'when-low' && verdict === 'good'))
      return { ...result, messages: messagesOf(result) };
    const search = new Search(predictor, options, { steps, predicted }, map, classes);
    const candidates = await search.run(model.input.sampleShape);
    const alternatives = offered(candidates, search, chance, options, classes);
    const searched = { ...result, alternatives, tried: search.tried };
    return { ...searched, messages: messagesOf(searched) };
  } finally {
    await predictor.close();
  }
}
