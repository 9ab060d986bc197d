import type { Report } from '../../document/report.ts';
import type { CurvePoint, Estimate, Interval, Item, RocCurve } from '../../document/types.ts';
import type { Language } from '../../messages/index.ts';
import { wilson } from '../../numeric/intervals.ts';
import { count, epsilonText, percent, short } from '../format.ts';
import { selfChecks } from '../kept.ts';

const tags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** A number of a lesson's text, with what it takes to write it in a language. */
export type Fact =
  | { readonly kind: 'share'; readonly value: number; readonly interval?: Pick<Interval, 'low' | 'high'> }
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'number'; readonly value: number; readonly interval?: Pick<Interval, 'low' | 'high'> }
  | { readonly kind: 'epsilon'; readonly value: number; readonly gridStep?: number };

export const share = (value: number, interval?: Pick<Interval, 'low' | 'high'> | null): Fact =>
  interval ? { kind: 'share', value, interval } : { kind: 'share', value };
export const amount = (value: number): Fact => ({ kind: 'count', value });
export const plain = (value: number): Fact => ({ kind: 'number', value });
/** A figure that is no share, e.g. an AUC, with its interval. */
export const estimate = ({ value, low, high }: Estimate): Fact => ({
  kind: 'number',
  value,
  interval: { low, high },
});
export const epsilonOf = (value: number, { data }: Report): Fact => ({
  kind: 'epsilon',
  value,
  ...(data.gridStep === undefined ? {} : { gridStep: data.gridStep }),
});

/** ε in the data of a bundled target: sixteenths of the digits' grey scale, or 8-bit levels. */
export const epsilonFact = (value: number, target: string): Fact => ({
  kind: 'epsilon',
  value,
  gridStep: target.startsWith('signs') ? 1 / 255 : 1 / 16,
});

/** ε as the digits' lessons say it: in the sixteenths of their grey scale. */
function epsilonWords(value: number, gridStep: number | undefined, tag: string): string {
  const sixteenths = value * 16;
  if (gridStep === 1 / 16 && Number.isInteger(sixteenths) && sixteenths > 0)
    return `${short(value, tag)}\u00a0(${sixteenths}/16)`;
  return epsilonText(value, gridStep, tag);
}

/** A fact as it stands in a sentence. */
export function factText(fact: Fact, language: Language): string {
  const tag = tags[language];
  if (fact.kind === 'count') return count(fact.value, tag);
  if (fact.kind === 'epsilon') return epsilonWords(fact.value, fact.gridStep, tag);
  const { value, interval } = fact;
  const write = fact.kind === 'number' ? short : percent;
  const [said, low, high] = [value, interval?.low ?? 0, interval?.high ?? 0].map((part) => write(part, tag));
  if (!interval) return said;
  return language === 'zh'
    ? `${said}（95% 区间 ${low} 至 ${high}）`
    : `${said} (95 % interval ${low} to ${high})`;
}

/** A sentence with its facts in place. */
export function filled(
  sentence: string,
  facts: Readonly<Record<string, Fact | string>>,
  language: Language,
): string {
  const text = sentence.replace(/\{([\w-]+)\}/g, (whole, name: string) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (fact === undefined) return whole;
    return typeof fact === 'string' ? fact : factText(fact, language);
  });
  // A full-width bracket at the end of a fact brings its own room.
  return text.replaceAll('） ', '）');
}

function rowOf(report: Report, id: string): Item {
  const item = report.items.find((one) => one.id === id);
  if (!item) throw new Error(`a lesson needs a report with ${id}`);
  return item;
}

/** The row of white-box robustness; every report of a lesson on robustness has one. */
export const robustness = (report: Report): Item => rowOf(report, 'A.5-3');

/** The row of membership inference. */
export const membership = (report: Report): Item => rowOf(report, 'A.1-2');

/** The ROC curve of an attack on the model's answers as they are. */
export function rocOf(report: Report, attack: string): RocCurve {
  const found = membership(report).roc?.find((one) => one.attack === attack && one.defence === undefined);
  if (!found) throw new Error(`no ROC curve of ${attack}`);
  return found;
}

/** Points of accuracy against ε. The worst case has an envelope alone, attacks are read raw. */
export function curve(report: Report, attack: string): readonly CurvePoint[] {
  const kind = attack === 'worst-case' ? 'envelope' : 'raw';
  const found = robustness(report).curves.find(
    (one) => one.attack === attack && one.kind === kind && one.x.name === 'epsilon',
  );
  if (!found) throw new Error(`no curve of ${attack}`);
  return found.points;
}

/** Points of accuracy against iterations at one ε. */
export function iterations(report: Report, attack: string, epsilon: number): readonly CurvePoint[] {
  const found = robustness(report).curves.find(
    (one) => one.attack === attack && one.x.name === 'iterations' && one.epsilon === epsilon,
  );
  if (!found) throw new Error(`no curve of ${attack} against iterations at ${epsilon}`);
  return found.points;
}

/** The point of a curve at an ε; ε 0: without attack. */
export function at(report: Report, attack: string, epsilon: number): CurvePoint {
  const point = curve(report, attack).find(({ x }) => x === epsilon);
  if (!point) throw new Error(`no point at ${epsilon}`);
  return point;
}

/** Samples that were still right. */
export const correctAt = (report: Report, attack: string, epsilon: number): number =>
  at(report, attack, epsilon).correct ?? 0;

/** Accuracy at an ε with its interval. */
export function accuracyAt(report: Report, attack: string, epsilon: number): Fact {
  const point = at(report, attack, epsilon);
  return share(point.y, point);
}

/** The smallest ε at which an attack leaves less than a share; null where it never does. */
export const firstBelow = (report: Report, attack: string, less: number): number | null =>
  curve(report, attack).find(({ y }) => y < less)?.x ?? null;

/** One variant of a self-check. */
export function checkOf(report: Report, id: string, variant?: string) {
  const check = selfChecks(robustness(report)).find((one) => one.id === id);
  const found = check?.variants.find((one) => variant === undefined || one.variant === variant);
  if (!check || !found) throw new Error(`no self-check ${id}`);
  return { ...found, passed: check.passed, epsilon: check.epsilon };
}

/** Ids of the self-checks that failed. */
export const failedChecks = (report: Report): readonly string[] =>
  selfChecks(robustness(report)).flatMap(({ id, passed }) => (passed === false ? [id] : []));

/** A rate of counted samples, with Wilson's interval. */
export const rate = (correct: number, n: number): Fact => share(correct / n, wilson(correct, n));
