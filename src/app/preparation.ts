import type { DataFacts } from '../document/report.ts';
import { short } from './format.ts';
import { i18n, t } from './i18n.svelte.ts';

/** How files are or were read, as a line of text: the divisor, standardising, the column of the class. */
export function preparationText({
  scale,
  labelColumn,
  standardised,
  resize,
}: DataFacts['preparation']): string {
  const parts = [
    ...(scale === undefined ? [] : [t('app.prepared-scale', { scale: short(scale, i18n.tag) })]),
    ...(standardised ? [t('app.prepared-standardised')] : []),
    ...(resize ? [t('app.prepared-resize', { height: resize[0], width: resize[1] })] : []),
    ...(labelColumn === undefined ? [] : [t('app.prepared-label', { column: labelColumn })]),
  ];
  return parts.length ? parts.join(i18n.language === 'zh' ? '，' : ', ') : t('app.prepared-plain');
}
