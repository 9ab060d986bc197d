import type { Report } from '../document/report.ts';
import { canonical } from '../document/text.ts';
import { UserError } from '../messages/index.ts';
import { assess, type AssessOptions } from './assess.ts';
import { parsePlan, resolvePlan, withEngine } from './plan.ts';
import type { Subject } from './subject.ts';

/** One place where a re-run gave something else. */
export interface Difference {
  /** As in `items[0].curves[1].points[3].y`. */
  readonly place: string;
  readonly was: unknown;
  readonly now: unknown;
}

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The first places where two values differ, at most `limit`. */
export function differences(was: unknown, now: unknown, place = '', limit = 1000): Difference[] {
  if (canonical(was) === canonical(now)) return [];
  if (!isBranch(was) || !isBranch(now) || Array.isArray(was) !== Array.isArray(now))
    return [{ place, was, now }];
  const found: Difference[] = [];
  for (const key of new Set([...Object.keys(was), ...Object.keys(now)])) {
    if (found.length >= limit) break;
    const step = Array.isArray(was) ? `[${key}]` : place === '' ? key : `.${key}`;
    found.push(...differences(was[key], now[key], place + step, limit - found.length));
  }
  return found;
}

/** Why an engine was taken is this machine's own matter. */
const isOfMachine = ({ place }: Difference): boolean => place === 'engine.reason';

/** What the release that wrote the report did not give yet: it claims nothing that could be wrong. */
const isLater = ({ place, was }: Difference): boolean =>
  was === undefined && /^(items\[\d+\]\.details\.\w+|engine\.check)$/.test(place);

/**
 * Runs a report's plan again on the same model and data and compares everything but timings and the versions of the programs.
 * @throws UserError when model or data are others than the report speaks of.
 */
export async function verify(
  report: Report,
  subject: Subject,
  options: Omit<AssessOptions, 'shard' | 'cache'>,
): Promise<Difference[]> {
  if (report.model.sha256 !== subject.model.sha256) throw new UserError('assessment.other-model');
  if (report.data.sha256 !== subject.data.sha256) throw new UserError('assessment.other-data');
  const plan = resolvePlan(parsePlan(report.plan), subject.info, options.registry);
  const again = await assess(withEngine(plan, report.engine.name), subject, {
    ...options,
    shard: report.shard,
  });
  options.signal?.throwIfAborted();
  const compared = (of: Report) => ({
    ...of,
    plan: { ...of.plan, engine: of.engine.name },
    timings: undefined,
    versions: undefined,
  });
  return differences(compared(report), compared(again)).filter(
    (difference) => !isLater(difference) && !isOfMachine(difference),
  );
}
