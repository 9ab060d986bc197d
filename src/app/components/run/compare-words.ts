import { slim } from '../../../assessment/compare-slim.ts';
import type { CompareFigure, CompareRow, Comparison } from '../../../assessment/compare.ts';
import type { Differences } from '../../../assessment/differences.ts';
import { text, type Language, type MessageId } from '../../../messages/index.ts';
import { epsilonText, percent, short } from '../../format.ts';
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
  const [attack, epsilon] = name.split('@');
  if (epsilon === undefined) return say('run.compare-attack-mean', { attack: attackName(attack, language) });
  return say('run.compare-at', {
    attack: attackName(attack, language),
    epsilon: epsilonText(Number(epsilon), gridStep, tag),
  });
}

export const interval = ({ low, high }: CompareFigure, tag: string): string =>
  `[${percent(low, tag)}, ${percent(high, tag)}]`;

/** Percentage points with their sign. */
export const pointsText = (value: number, tag: string): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${short(Math.round(Math.abs(value) * 1000) / 10, tag)}`;

export function differenceText({ difference }: CompareRow, language: Language, tag: string): string {
  if (!difference) return '';
  const { value, bounds } = difference;
  const values = {
    difference: pointsText(value, tag),
    low: pointsText(bounds.low, tag),
    high: pointsText(bounds.high, tag),
  };
  return text({ id: 'run.compare-difference', values }, language);
}

export function testText({ p, shared, why }: CompareRow, language: Language, tag: string): string {
  if (why === 'settings') return text({ id: 'run.compare-other-settings' }, language);
  if (why === 'few') return text({ id: 'run.compare-few' }, language);
  if (p === null) return '';
  const values = { p: p < 0.0001 ? '< 0.0001' : `= ${short(Number(p.toPrecision(2)), tag)}`, n: shared };
  return text({ id: shared ? 'run.compare-p' : 'run.compare-p-unpaired', values }, language);
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
