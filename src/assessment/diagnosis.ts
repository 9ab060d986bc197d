import type { Preprocessing } from '../graph/preprocessing.ts';
import { UserError } from '../messages/index.ts';
import { chanceOf, confusionOf, measuredOf, outcomesOf } from './diagnosis/measured.ts';
import { confirmed } from './diagnosis/better.ts';
import { offered } from './diagnosis/offers.ts';
import { Predictor, sampleOf } from './diagnosis/predictor.ts';
import { otherReadings, readingOf, type Reading } from './diagnosis/readings.ts';
import { Search, type Candidate, type Tally } from './diagnosis/search.ts';
import type { Diagnosis, DiagnosisOptions } from './diagnosis/types.ts';
import { messagesOf } from './diagnosis/words.ts';
import { select } from './selection.ts';

export type { Alternative, Diagnosis, DiagnosisOptions, Measured } from './diagnosis/types.ts';

/** Trained models that are read rightly are mostly above this; below it a look at likely mistakes is worth its time. */
const goodFrom = 0.9;
/** Samples on which steps that seem better than good ones are judged. */
const fresh = 1024;
/** Fewer of them say too little. */
const fewestFresh = 64;
/** Milliseconds of the first look beyond which a good reading is left at that: looking further takes some ten times as long. */
const patience = 3000;

/** Predictions of all samples; a model that gives no numbers as it is read now predicts nothing, and perhaps another way does. */
async function predictions(
  predictor: Predictor,
  steps: Preprocessing,
  only: boolean,
): Promise<{ predicted: Int32Array; trouble?: UserError }> {
  const { count } = predictor.sample.test;
  try {
    return { predicted: await predictor.predict(steps, 0, count) };
  } catch (error) {
    const trouble = UserError.from(error);
    if (only || trouble?.id !== 'oracle.not-finite') throw error;
    return { predicted: new Int32Array(count).fill(-1), trouble };
  }
}

/** What another reading of the file gives, with steps and labels that go with it; nothing where it breaks down on the data. */
async function searched(
  reading: Reading,
  predictor: Predictor,
  options: DiagnosisOptions,
  tally: Tally,
): Promise<Candidate[]> {
  const steps = options.setting?.preprocessing ?? {};
  try {
    options.signal?.throwIfAborted();
    const { input } = await predictor.model(steps);
    const predicted = await predictor.predict(steps, 0, predictor.sample.test.count);
    const search = new Search(predictor, options, reading, { steps, predicted }, tally);
    tally.tried++;
    return [search.present, ...(await search.run(input.sampleShape))];
  } catch (error) {
    if (UserError.from(error)) return [];
    throw error;
  } finally {
    await predictor.close();
  }
}

/**
 * How much of the data a model gets right as it is read now; and, where that is little, which common mistakes would explain
 * it: value range, mean and deviation, order and place of channels, inverted or turned pictures, labels that begin elsewhere or
 * are shuffled, another of the file's outputs, another meaning of a single value. Only settings are offered that are right on
 * significantly more of the same samples than the present one, after a correction for all that were tried; and none that
 * changes more than another without being significantly better. A reading that is good already is tried with one change at a time;
 * the best is offered where it is significantly better on other samples, which it was not chosen by.
 * @throws UserError when the model cannot be read, or the present setting does not fit model and data; an AbortError when
 * `signal` fires.
 */
export async function diagnose(options: DiagnosisOptions): Promise<Diagnosis> {
  const { model: bytes, dataset, setting = {}, openEngine, engine, samples = 256, seed = 0 } = options;
  const { classes: labels, test } = dataset;
  const order = { order: 'random', samples: Math.min(samples, test.count), offset: 0, seed } as const;
  const sample = sampleOf(dataset, select(test.y, labels, order).indices);
  const { y } = sample.test;
  const predictorOf = (read: typeof setting) => new Predictor(bytes, read, sample, openEngine, engine);
  const predictor = predictorOf(setting);
  /** The found steps against the present ones on as many other samples. */
  const betterOn = async (count: number, found: Preprocessing) => {
    const { indices } = select(test.y, labels, { ...order, samples: count, offset: order.samples });
    const other = new Predictor(bytes, setting, sampleOf(dataset, indices), openEngine, engine);
    try {
      const present = setting.preprocessing ?? {};
      return await confirmed(readingOf(await other.model(present), setting, labels), present, found, other);
    } finally {
      await other.close();
    }
  };
  try {
    const steps = setting.preprocessing ?? {};
    const model = await predictor.model(steps);
    const reading = readingOf(model, setting, labels);
    const { classes, map } = reading;
    options.signal?.throwIfAborted();
    const { search: when = 'when-low' } = options;
    const begun = performance.now();
    const { predicted, trouble } = await predictions(predictor, steps, when === 'never');
    const measured = measuredOf(outcomesOf(predicted, y, map));
    const chance = chanceOf(y, labels, classes);
    const verdict =
      measured.interval.low <= chance ? 'near-chance' : measured.accuracy < goodFrom ? 'low' : 'good';
    const confusion = confusionOf(predicted, y, map, classes);
    const result = { measured, chance, verdict, confusion, alternatives: [], tried: 0 } as const;
    if (when === 'never' || measured.accuracy === 1) return { ...result, messages: messagesOf(result) };
    const tally: Tally = { tried: 0, done: 0, planned: 0 };
    const search = new Search(predictor, options, reading, { steps, predicted }, tally);
    if (when === 'when-low' && verdict === 'good') {
      const others = Math.min(fresh, test.count - order.samples);
      const looks = others >= fewestFresh && performance.now() - begun < patience;
      const found = looks ? await search.bestStep(model.input.sampleShape) : undefined;
      await predictor.close();
      const better = found && (await betterOn(others, found));
      const whole = { ...result, alternatives: better ? [better] : [], tried: tally.tried };
      return { ...whole, messages: messagesOf(whole) };
    }
    const candidates = await search.run(model.input.sampleShape);
    await predictor.close();
    for (const other of otherReadings(bytes, model, setting, sample))
      candidates.push(...(await searched(other, predictorOf(other.setting), options, tally)));
    const alternatives = offered(candidates, search.present, tally, y);
    if (trouble && alternatives.length === 0) throw trouble;
    const whole = { ...result, alternatives, tried: tally.tried };
    return { ...whole, messages: messagesOf(whole) };
  } finally {
    await predictor.close();
  }
}
