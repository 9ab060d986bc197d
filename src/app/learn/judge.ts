import type { Fact } from './facts.ts';
import { plain, share } from './facts.ts';
import type { Ask, Evidence, Sight, Words } from './types.ts';

/** An answer as it was given: an option's or place's id, or a number (shares as 0 … 1); a task has none. */
export type Given = string | number | null;

export interface Judged {
  /** `noted`: a guess that was far off; nothing is wrong about a guess. */
  readonly verdict: 'right' | 'close' | 'wrong' | 'noted';
  /** What to say about a known mistake. */
  readonly mistake?: Words;
  /** The answer given, for the texts; absent where it is no number. */
  readonly given?: Fact;
}

/** How far numbers may lie apart by rounding alone. */
const rounding = 1e-9;

/** Judges an answer by the evidence there is: nothing is written down beforehand. */
export function judge(ask: Ask, given: Given, evidence: Evidence, sight: Sight): Judged {
  if (ask.kind === 'task') return { verdict: ask.done(sight, evidence) ? 'right' : 'wrong' };
  if (ask.kind === 'choice' || ask.kind === 'point')
    return { verdict: given === ask.answer(evidence) ? 'right' : 'wrong' };
  if (typeof given !== 'number' || !Number.isFinite(given)) return { verdict: 'wrong' };
  const far = Math.abs(given - ask.answer(evidence));
  if (ask.kind === 'predict')
    return { verdict: far <= ask.close + rounding ? 'close' : 'noted', given: share(given) };
  const said = ask.unit === 'percent' ? share(given) : plain(given);
  if (far <= ask.tolerance + rounding) return { verdict: 'right', given: said };
  const mistake = ask.mistakes?.find((one) => Math.abs(given - one.at(evidence)) <= ask.tolerance + rounding);
  return { verdict: 'wrong', given: said, ...(mistake ? { mistake: mistake.says } : {}) };
}

/** Whether the step is done with an answer like this. */
export const settles = ({ verdict }: Judged): boolean => verdict !== 'wrong';

/** The solution in words or as a fact, for the trainer's notes. */
export function solutionOf(ask: Ask, evidence: Evidence): Words | Fact {
  if (ask.kind === 'task') return ask.solution;
  if (ask.kind === 'predict') return share(ask.answer(evidence));
  if (ask.kind === 'number')
    return ask.unit === 'percent' ? share(ask.answer(evidence)) : plain(ask.answer(evidence));
  const answer = ask.answer(evidence);
  const found =
    ask.kind === 'choice'
      ? ask.options.find(({ id }) => id === answer)?.text
      : ask.places.find(({ anchor }) => anchor === answer)?.name;
  if (!found) throw new Error(`the answer ${answer} is none of those on offer`);
  return found;
}

/** A number as people type it: `41`, `41 %`, `0,5`, `４１％`; null when it is none. */
export function numberOf(text: string, unit: 'percent' | 'plain'): number | null {
  const value = Number(
    text
      .normalize('NFKC')
      .trim()
      .replace(/\s*%$/, '')
      .replace(/^(\d+),(\d+)$/, '$1.$2'),
  );
  if (text.trim() === '' || !Number.isFinite(value)) return null;
  return unit === 'percent' ? value / 100 : value;
}
