import { chanceOf, measuredOf, outcomesOf } from './measured.ts';
import { changesBetween } from './mistakes.ts';
import { settingOf } from './offers.ts';
import type { Predictor } from './predictor.ts';
import type { Reading } from './readings.ts';
import { level, worth, type Candidate, type Followed } from './search.ts';
import type { Alternative } from './types.ts';

/**
 * Whether steps that were found on some samples are really better than the present ones: judged on samples that they were not chosen
 * by, so that no correction for what was tried is needed.
 * @param predictor of those other samples
 */
export async function confirmed(
  reading: Reading,
  present: Followed['steps'],
  found: Followed['steps'],
  predictor: Predictor,
): Promise<Alternative | undefined> {
  const { y, count } = predictor.sample.test;
  const judged = async (steps: Followed['steps']): Promise<Candidate> => {
    const predicted = await predictor.predict(steps, 0, count);
    return { reading, steps, map: reading.map, outcomes: outcomesOf(predicted, y, reading.map), from: 0 };
  };
  const [now, other] = [await judged(present), await judged(found)];
  const p = worth(other, now, { tried: 1 });
  const measured = measuredOf(other.outcomes);
  if (p >= level || measured.interval.low <= chanceOf(y, reading.map.length, reading.classes))
    return undefined;
  const setting = settingOf(other);
  const changes = changesBetween(reading.setting, setting, reading.classes);
  return { setting, changes, measured, present: measuredOf(now.outcomes), p };
}
