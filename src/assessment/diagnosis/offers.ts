import { statedSetting, type ImportSetting } from '../import-setting.ts';
import { chanceOf, measuredOf } from './measured.ts';
import { changesBetween } from './mistakes.ts';
import { level, since, worth, type Candidate, type Tally } from './search.ts';
import type { Alternative } from './types.ts';

const mostOffered = 5;

/** The setting of a candidate; labels are left out where they stay as they are. */
export function settingOf({ reading, steps, map }: Candidate): ImportSetting {
  const { setting } = reading;
  const same = map.every((to, label) => to === label);
  const labels = map === reading.map ? setting.labels : same ? undefined : map;
  return statedSetting({ ...setting, preprocessing: steps, labels }) ?? {};
}

interface Offer extends Alternative {
  readonly candidate: Candidate;
}

/**
 * Of all that beat the present setting: those that no other beats, without what changes more than another and is no better, or
 * shows labels alone where another shows scores and is no worse.
 * @param y labels of the samples
 */
export function offered(
  candidates: readonly Candidate[],
  present: Candidate,
  tally: Tally,
  y: Int32Array,
): Alternative[] {
  const labels = [...new Set(y)];
  const now = present.reading;
  const usable = ({ reading, map }: Candidate) =>
    (reading === now && map === now.map) ||
    labels.every((label) => map[label] >= 0 && map[label] < reading.classes);
  const all = candidates.filter(usable).flatMap((candidate): Offer[] => {
    const { reading, outcomes, from } = candidate;
    const against = since(present, from);
    const p = worth(candidate, against, tally);
    const measured = measuredOf(outcomes);
    const chance = chanceOf(y, now.map.length, reading.classes);
    if (p >= level || measured.interval.low <= chance) return [];
    const setting = settingOf(candidate);
    const changes = changesBetween(now.setting, setting, reading.classes);
    return [{ candidate, setting, changes, measured, present: measuredOf(against.outcomes), p }];
  });
  const beats = (one: Offer, other: Offer) => worth(one.candidate, other.candidate, tally) < level;
  const best = all.filter((one) => !all.some((other) => beats(other, one)));
  const simpler = (one: Offer, other: Offer) => other.changes.length < one.changes.length;
  const richer = (one: Offer, other: Offer) =>
    one.candidate.reading.access === 'label' &&
    other.candidate.reading.access !== 'label' &&
    other.changes.length <= one.changes.length;
  const kept = best.filter(
    (one) => !best.some((other) => (simpler(one, other) || richer(one, other)) && !beats(one, other)),
  );
  kept.sort((a, b) => b.measured.accuracy - a.measured.accuracy || a.changes.length - b.changes.length);
  return kept.slice(0, mostOffered).map(({ setting, changes, measured, present: before, p }) => ({
    setting,
    changes,
    measured,
    present: before,
    p,
  }));
}
