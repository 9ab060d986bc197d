import type { Judgement } from '../document/report.ts';
import type { Item } from '../document/types.ts';
import { UserError, type MessageId } from '../messages/index.ts';
import { checkedFor, selfCheckState } from './self-checks.ts';

type Comparison = '>=' | '>' | '<=' | '<';

export interface Threshold {
  /** As written. */
  readonly text: string;
  readonly indicator: string;
  readonly comparison: Comparison;
  readonly limit: number;
}

const form = /^\s*([A-Z]\.\d+-\d+[a-z]?)\s*(>=|<=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

/**
 * A threshold from text such as `A.5-3>=0.4`.
 * @throws UserError when the text is not of that form.
 */
export function parseThreshold(text: string): Threshold {
  const [, indicator, comparison, number] = form.exec(text) ?? [];
  if (number === undefined) throw new UserError('assessment.threshold-form', { text });
  return { text: text.trim(), indicator, comparison: comparison as Comparison, limit: Number(number) };
}

/**
 * The thresholds of a plan.
 * @throws UserError when one is malformed or speaks of an indicator that is not in the plan.
 */
export function parseThresholds(texts: readonly string[], planned: readonly string[]): Threshold[] {
  return texts.map((text) => {
    const threshold = parseThreshold(text);
    if (!planned.includes(threshold.indicator)) {
      throw new UserError('assessment.threshold-not-planned', { text, id: threshold.indicator });
    }
    return threshold;
  });
}

const holds: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
  '<=': (value, limit) => value <= limit,
  '<': (value, limit) => value < limit,
};

/** Statuses of items whose value says something. */
const finished = new Set(['measured', 'met', 'not-met', 'undecided']);

/**
 * Why a value decides less than it seems to, by the state of its self-checks: attacks that may be too weak leave an upper bound;
 * members and non-members that differ by themselves leave nothing.
 */
const reservations: Readonly<Record<'strength' | 'difference', Readonly<Record<string, MessageId>>>> = {
  strength: {
    failed: 'assessment.judged-unreliable',
    off: 'assessment.judged-unchecked',
    open: 'assessment.judged-checks-open',
  },
  difference: {
    failed: 'assessment.judged-differ',
    off: 'assessment.judged-no-baselines',
    open: 'assessment.judged-no-baselines',
  },
};

/**
 * Met only if the unfavourable end of the interval passes; not met if even the favourable end fails; else undecided
 * (measurement rules 3.5). An unfinished item decides nothing. A value whose self-checks failed, were switched off or have not
 * all come to a result may be too high, so it meets nothing (rule 2): that much cannot be concluded from it, while too low
 * remains too low.
 */
export function judge(threshold: Threshold, item: Item | undefined): Judgement {
  const { text, indicator, comparison, limit } = threshold;
  const verdict = (outcome: Judgement['outcome'], reason: Judgement['reason']): Judgement => ({
    threshold: text,
    indicator,
    outcome,
    reason,
  });
  if (!item || !finished.has(item.status) || item.value === null) {
    return verdict('undecided', { id: 'assessment.judged-unfinished' });
  }
  const { low, high } = item.interval ?? { low: -Infinity, high: Infinity };
  if (!item.interval) return verdict('undecided', { id: 'assessment.judged-no-interval' });
  const [worst, best] = comparison.startsWith('>') ? [low, high] : [high, low];
  const values = { low, high, limit };
  const about = checkedFor(item);
  const reservation = reservations[about][selfCheckState(item)];
  const upperBound = about === 'strength' && comparison.startsWith('>');
  if (!holds[comparison](best, limit) && (!reservation || upperBound)) {
    return verdict('not-met', { id: 'assessment.judged-not-met', values });
  }
  if (reservation) return verdict('undecided', { id: reservation });
  if (holds[comparison](worst, limit)) return verdict('met', { id: 'assessment.judged-met', values });
  return verdict('undecided', { id: 'assessment.judged-undecided', values });
}

/** The item with the word its thresholds give it: the least favourable of them. */
export function withJudgement(item: Item, judgements: readonly Judgement[]): Item {
  const outcomes = judgements.filter(({ indicator }) => indicator === item.id).map(({ outcome }) => outcome);
  if (item.status !== 'measured' || outcomes.length === 0) return item;
  const status = (['not-met', 'undecided', 'met'] as const).find((word) => outcomes.includes(word));
  return status ? { ...item, status } : item;
}
