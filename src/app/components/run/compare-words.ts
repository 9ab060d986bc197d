import { slim } from '../../../assessment/compare-slim.ts';
import type { CompareFigure, CompareRow, Comparison } from '../../../assessment/compare.ts';
import type { Differences } from '../../../assessment/differences.ts';
import { text, type Language, type MessageId } from '../../../messages/index.ts';
import { epsilonText, percent, short } from '../../format.ts';
import { defenceName, membershipAttackName } from '../membership/words.ts';
import { attackName, indicatorName, together } from '../../names.ts';

export { slim };

/** What a figure of the comparison is called. */
export function figureName(
  name: string,
  gridStep: number | undefined,
  language: Language,
  tag: string,
): string {
  const say = (id: MessageId, values = {}) => text({ id, values }, language);
  if (name === 'value') return say('run.compare-value');
  if (name === 'clean') return say('run.compare-clean');
  const [kind, ...which] = name.split('/');
  if (kind === 'auc') {
    const [attack, defence] = which;
    const area = say('run.compare-auc', { attack: membershipAttackName(attack, language) });
    return defence ? `${area}, ${defenceName(defence, language)}` : area;
  }
  const [attack, epsilon] = name.split('@');
  if (epsilon === undefined) return say('run.compare-attack-mean', { attack: attackName(attack, language) });
  return say('run.compare-at', {
    attack: attackName(attack, language),
    epsilon: epsilonText(Number(epsilon), gridStep, tag),
  });
}

/** Areas are no shares. */
const isArea = (name: string): boolean => name.startsWith('auc/');
const plain = (value: number, tag: string): string => short(Math.round(value * 1000) / 1000, tag);

/** A figure of a row: shares as per cent, areas as they are. */
export const figureText = (value: number, name: string, tag: string): string =>
  isArea(name) ? plain(value, tag) : percent(value, tag);

export const interval = ({ low, high }: CompareFigure, name: string, tag: string): string =>
  `[${figureText(low, name, tag)}, ${figureText(high, name, tag)}]`;

const signed = (value: number, size: string): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${size}`;

/** Percentage points with their sign. */
export const pointsText = (value: number, tag: string): string =>
  signed(value, short(Math.round(Math.abs(value) * 1000) / 10, tag));

export function differenceText({ difference, name }: CompareRow, language: Language, tag: string): string {
  if (!difference) return '';
  const { value, bounds } = difference;
  const say = (one: number) => (isArea(name) ? signed(one, plain(Math.abs(one), tag)) : pointsText(one, tag));
  const values = { difference: say(value), low: say(bounds.low), high: say(bounds.high) };
  return text(
    { id: isArea(name) ? 'run.compare-difference-plain' : 'run.compare-difference', values },
    language,
  );
}

export function testText({ p, shared, why, from }: CompareRow, language: Language, tag: string): string {
  if (why === 'settings') return text({ id: 'run.compare-other-settings' }, language);
  if (why === 'unreliable') return text({ id: 'run.compare-unreliable' }, language);
  if (why === 'few') return text({ id: 'run.compare-few' }, language);
  if (p === null) return '';
  const values = { p: p < 0.0001 ? '< 0.0001' : `= ${short(Number(p.toPrecision(2)), tag)}`, n: shared };
  const id =
    from === 'intervals' ? 'run.compare-p-intervals' : shared ? 'run.compare-p' : 'run.compare-p-unpaired';
  return text({ id, values }, language);
}

/** What differs between two plans, in words; empty where nothing does. */
export function differsText(apart: Differences, language: Language): string {
  const kinds = ['model', 'samples', 'seed', 'engine'] as const;
  const said = kinds
    .filter((kind) => apart[kind])
    .map((kind) => text({ id: `run.compare-${kind}` }, language));
  const fields = apart.fields.map((field) => {
    const [, id, name] = /^([A-Z]\.\d+-\d+[a-z]?)(?:\.(.+))?$/.exec(field) ?? [];
    return id && !name ? indicatorName(id, language) : field;
  });
  return together([...said, ...fields], language);
}

/** Rows of all comparisons under one another: by item and figure, in the order of the first that has them. */
export function rowNames(comparisons: readonly Comparison[]): { item: string; name: string }[] {
  const found = new Map<string, { item: string; name: string }>();
  for (const { rows } of comparisons)
    for (const { item, name } of rows) found.set(`${item} ${name}`, { item, name });
  return [...found.values()];
}
