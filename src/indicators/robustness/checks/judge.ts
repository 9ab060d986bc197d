import type { MessageId } from '../../../messages/index.ts';
import { rateInterval } from '../../intervals.ts';
import type { OutcomeTable } from '../outcomes.ts';
import { selfChecks } from './index.ts';
import { REPORTED } from './plan.ts';
import { checkEpsilon } from './reference.ts';
import { SUBSET } from './types.ts';
import type { CheckPart, RawComparison, SelfCheck } from './types.ts';

/** One variant of a check as the report shows it. */
export interface VariantResult {
  readonly variant: string;
  readonly violations: number;
  readonly n: number;
  /** Samples of the subset that speak against, reported outcome aside; for `against: reported`. */
  readonly broken: number;
}

/** One check as the report shows it. `passed` is null while pieces of it are missing, or where no sample could tell. */
export interface CheckResult {
  readonly id: string;
  readonly title: MessageId;
  readonly passed: boolean | null;
  readonly epsilon: number;
  readonly limit: number;
  readonly against: SelfCheck['against'];
  readonly variants: readonly VariantResult[];
}

/** Judges the self-checks of a plan from their parts and, where they ask for it, the reported outcomes at the same ε. */
export function judgeChecks(table: OutcomeTable, classes: number): CheckResult[] {
  const { parameters, checks } = table;
  if (!parameters.selfChecks) return [];
  const epsilon = checkEpsilon(parameters);
  const reported = reportedOutcome(table, epsilon);
  return selfChecks.flatMap((check) => {
    const names = check.variants(parameters, classes);
    if (names.length === 0) return [];
    const variants = names.flatMap((variant) => {
      const part = checks.get(`check/${check.id}/${variant}`);
      return part ? countViolations(check, variant, part, reported) : [];
    });
    const raw = check.comparisons?.(parameters) ?? [];
    variants.push(...raw.flatMap((one) => compareRuns(one, table)));
    const missing = variants.length < names.length + raw.length || variants.some(({ n }) => n === 0);
    const failed = variants.some(({ violations, n }) => speaksAgainst(check.limit, violations, n));
    const { id, title, limit, against } = check;
    return [{ id, title, passed: failed ? false : missing ? null : true, epsilon, limit, against, variants }];
  });
}

/** Whether the reported attacks, each run on its own at this ε, broke a sample. */
function reportedOutcome(table: OutcomeTable, epsilon: number): (id: number) => boolean | undefined {
  const { attacks, mode } = table.parameters;
  if (mode === 'full') {
    return (id) => {
      const place = table.placeOf(id);
      return place === undefined ? undefined : table.worst(epsilon, place, 'continuous');
    };
  }
  const parts = attacks.map((attack) => table.checks.get(`check/${REPORTED}/${attack}`));
  const broken = new Map<number, boolean>();
  if (parts.every((part) => part !== undefined))
    for (const part of parts)
      part?.ids.forEach((id, i) => broken.set(id, (broken.get(id) ?? false) || part.hits[i] === 1));
  return (id) => broken.get(id);
}

/**
 * Whether violations fail a check. On a subset of full size they may be no more than their share. On fewer samples one more or
 * less is chance, so they fail only where even the lower end of Wilson's interval is above the limit. A limit of 0 allows none.
 */
export function speaksAgainst(limit: number, violations: number, n: number): boolean {
  if (n === 0) return false;
  if (limit === 0 || n >= SUBSET) return violations > limit * n;
  return rateInterval(violations, n).low > limit;
}

/**
 * Two attacks' own runs on every initially correct sample, at the ε that speaks most against the stronger (the smallest of equal
 * ones), which the variant names. Nothing while a run is not known throughout.
 */
function compareRuns({ stronger, weaker }: RawComparison, table: OutcomeTable): VariantResult[] {
  const found: VariantResult[] = [];
  for (const epsilon of table.parameters.epsilons.filter((one) => one > 0)) {
    const result = compareAt(epsilon, stronger, weaker, table);
    if (!result) return [];
    found.push({ variant: `${stronger}/${weaker}@${Number(epsilon.toPrecision(3))}`, ...result });
  }
  return found.length === 0 ? [] : [found.reduce((a, b) => (b.violations > a.violations ? b : a))];
}

function compareAt(epsilon: number, stronger: string, weaker: string, table: OutcomeTable) {
  let violations = 0;
  let broken = 0;
  let n = 0;
  for (let place = 0; place < table.ids.length; place++) {
    const before = table.wrongBefore(place);
    if (before === true) continue;
    const weak = table.down(weaker, epsilon, place, 'continuous');
    const strong = table.down(stronger, epsilon, place, 'continuous');
    if (before === undefined || weak === undefined || strong === undefined) return undefined;
    n++;
    if (!weak) continue;
    broken++;
    if (!strong) violations++;
  }
  return { violations, n, broken };
}

/** Nothing when the reported outcome of a sample is not known yet. */
function countViolations(
  check: SelfCheck,
  variant: string,
  part: CheckPart,
  reported: (id: number) => boolean | undefined,
): VariantResult[] {
  let violations = 0;
  let broken = 0;
  let n = 0;
  for (const [i, id] of part.ids.entries()) {
    if (part.valid?.[i] === 0) continue;
    const known = check.against === 'itself' ? false : reported(id);
    if (known === undefined) return [];
    n++;
    if (part.hits[i] !== 1) continue;
    broken++;
    if (!known) violations++;
  }
  return [{ variant, violations, n, broken }];
}
