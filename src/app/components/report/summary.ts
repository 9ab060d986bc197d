import type { Report } from '../../../document/report.ts';
import type { Interval, Item } from '../../../document/types.ts';
import { text, type Language, type MessageId, type MessageValues } from '../../../messages/index.ts';
import { count, epsilonText, percent, short } from '../../format.ts';
import { numbersOf, selfChecks } from '../../kept.ts';
import { attackName, indicatorName, together } from '../../names.ts';
import { dataTitle, textId } from '../../titles.ts';

/** How a language writes what a report holds. */
interface Voice {
  readonly language: Language;
  /** BCP 47. */
  readonly tag: string;
}

const words = ({ language }: Voice, id: MessageId, values?: MessageValues) => text({ id, values }, language);

/** The subject by name: a bundled id; a person's own model has none in a report. */
export const subjectName = ({ model }: Report, language: Language): string =>
  model.target ?? text('report.own-model', language);

/** What a report says in plain words, a sentence each; every figure is the document's own. */
export function summaryOf(report: Report, voice: Voice): string[] {
  return [
    subjectLine(report, voice),
    ...report.items.flatMap((item) => itemLines(item, report, voice)),
    judgementLine(report, voice),
  ];
}

function subjectLine(report: Report, voice: Voice): string {
  const { model, data, samples } = report;
  return words(voice, 'report.sum-subject', {
    model: subjectName(report, voice.language),
    classes: model.classes,
    input: model.input.join(' × '),
    count: count(samples.count, voice.tag),
    of: count(samples.of, voice.tag),
    data: words(voice, dataTitle(data.id)),
    order: words(voice, `app.order-${samples.order}`),
  });
}

const rate = (value: number, { tag }: Voice) => percent(value, tag);

function itemLines(item: Item, report: Report, voice: Voice): string[] {
  const name = indicatorName(item.id, voice.language);
  if (item.value === null)
    return [words(voice, 'report.sum-none', { name, status: words(voice, `report.status-${item.status}`) })];
  if (item.id === 'A.5-3' && item.interval) return robustLines(item, report, voice);
  if (item.id === 'A.3-1' && item.interval && item.correct !== null)
    return [
      words(voice, 'report.sum-accuracy', {
        value: rate(item.value, voice),
        low: rate(item.interval.low, voice),
        high: rate(item.interval.high, voice),
        correct: item.correct,
        n: item.n,
      }),
    ];
  if (item.id === 'A.1-2' && item.interval) return membershipLines(item, item.interval, voice);
  const values = { name, value: short(item.value, voice.tag), n: item.n };
  if (!item.interval) return [words(voice, 'report.sum-other-plain', values)];
  const { low, high } = item.interval;
  return [
    words(voice, 'report.sum-other', {
      ...values,
      low: short(low, voice.tag),
      high: short(high, voice.tag),
    }),
  ];
}

function membershipLines({ value, reliable }: Item, { low, high }: Interval, voice: Voice): string[] {
  const line = words(voice, 'report.sum-membership', {
    value: rate(value ?? 0, voice),
    low: rate(low, voice),
    high: rate(high, voice),
  });
  return reliable === false ? [line, words(voice, 'report.sum-membership-differ')] : [line];
}

function robustLines(item: Item, { data }: Report, voice: Voice): string[] {
  const { language, tag } = voice;
  const strength = (epsilon: number) => epsilonText(epsilon, data.gridStep, tag);
  const attacks = [
    ...new Set(item.curves.map(({ attack }) => attack).filter((attack) => attack !== 'worst-case')),
  ];
  const epsilons = numbersOf(item.parameters.epsilons);
  const curve = item.curves.find(({ attack, x }) => attack === 'worst-case' && x.name === 'epsilon');
  const last = curve?.points.at(-1);
  const lines = [
    words(voice, 'report.sum-robust', {
      attacks: together(
        attacks.map((attack) => attackName(attack, language)),
        language,
      ),
      norm: item.parameters.norm === 'l2' ? 'L2' : 'L∞',
      epsilon: strength(Math.max(0, ...epsilons)),
      value: rate(item.value ?? 0, voice),
      low: rate(item.interval?.low ?? 0, voice),
      high: rate(item.interval?.high ?? 0, voice),
      n: item.n,
    }),
  ];
  if (last && last.x > 0 && last.correct !== null)
    lines.push(
      words(voice, 'report.sum-largest', {
        epsilon: strength(last.x),
        value: rate(last.y, voice),
        correct: last.correct,
        n: last.n,
      }),
    );
  const checks = checkLine(item);
  return checks ? [...lines, words(voice, checks)] : lines;
}

/** What the self-checks say of the value; nothing while some are open. */
function checkLine(item: Item): MessageId | null {
  if (item.reliable === false) return 'report.sum-unreliable';
  if (item.parameters.selfChecks === false) return 'report.sum-unchecked';
  const checks = selfChecks(item);
  return checks.length > 0 && checks.every(({ passed }) => passed === true) ? 'report.sum-checked' : null;
}

function judgementLine({ judgement }: Report, voice: Voice): string {
  if (judgement.length === 0) return words(voice, 'report.sum-no-threshold');
  const of = (outcome: string) => judgement.filter((one) => one.outcome === outcome).length;
  return words(voice, 'report.sum-met', {
    count: judgement.length,
    met: of('met'),
    failed: of('not-met'),
    open: of('undecided'),
  });
}

/** A parameter of an item, ready to be read. */
export interface ParameterRow {
  readonly name: string;
  readonly title: string;
  readonly value: string;
}

const longestValue = 240;
const mostRows = 60;

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function valueText(value: unknown, { language, tag }: Voice, gridStep: number | undefined): string {
  if (value === null || value === undefined) return text('report.got-own', language);
  if (typeof value === 'boolean') return text(value ? 'app.field-on' : 'app.field-off', language);
  if (typeof value === 'number') return epsilonText(value, gridStep, tag);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one) => valueText(one, { language, tag }, gridStep)).join(', ');
  return JSON.stringify(value);
}

/** All parameters of an item by the names that the plan screen uses; a report of any origin may hold any. */
export function parameterRows({ parameters }: Item, voice: Voice, gridStep?: number): ParameterRow[] {
  const strengths = new Set(['epsilons', 'points']);
  return Object.entries(parameters)
    .slice(0, mostRows)
    .map(([name, value]) => {
      const title = textId(`indicators.field-${kebab(name)}`) ?? textId(`membership.field-${kebab(name)}`);
      const shown = valueText(value, voice, strengths.has(name) ? gridStep : undefined);
      return {
        name,
        title: title ? text(title, voice.language) : name,
        value: shown.length > longestValue ? `${shown.slice(0, longestValue)}…` : shown,
      };
    });
}
