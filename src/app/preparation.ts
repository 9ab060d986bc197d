import type { DataFacts } from '../document/report.ts';
import { short } from './format.ts';
import { i18n, t } from './i18n.svelte.ts';

/** How files are or were read, as a line of text: the divisor, standardising, the column of the class. */
export function preparationText({ scale, labelColumn, standardised }: DataFacts['preparation']): string {
  const parts = [
    ...(scale === undefined ? [] : [t('app.prepared-scale', { scale: short(scale, i18n.tag) })]),
    ...(standardised ? [t('app.prepared-standardised')] : []),
    ...(labelColumn === undefined ? [] : [t('app.prepared-label', { column: labelColumn })]),
  ];
  return parts.length ? parts.join(i18n.language === 'zh' ? '，' : ', ') : t('app.prepared-plain');
}
