import { attackName } from '../../names.ts';
import { count, epsilonText, percent } from '../../format.ts';
import { i18n, t } from '../../i18n.svelte.ts';
import type { SubjectView } from '../../lab/types.ts';
import type { CurvePoint } from '../../../document/types.ts';
import type { FallBin } from './view.ts';
import type { AxisName } from './outcomes.ts';
import type { Tile } from './tiles.ts';

/** How the explore screen says things; every sentence of several panels is made here. */

export const nameOfAttack = (id: string): string => attackName(id, i18n.language);
export const strength = (value: number, subject: SubjectView | null): string =>
  epsilonText(value, subject?.gridStep, i18n.tag);
export const classNameOf = (label: number, subject: SubjectView | null): string =>
  label < 0 ? t('explore.no-class') : (subject?.classNames?.[label] ?? String(label));
export const share = (value: number): string => percent(value, i18n.tag, 0);
const whole = (value: number): string => count(100 * value, i18n.tag);

/** "ε 8/255, accuracy 41 % (38 to 44)", or the same at an iteration. */
export function placeText(axis: AxisName, at: string, point: CurvePoint | undefined): string {
  const place = t(axis === 'epsilon' ? 'explore.place-epsilon' : 'explore.place-iteration', { at });
  if (!point) return place;
  const { y, low, high } = point;
  return t('explore.place-accuracy', { place, accuracy: share(y), low: whole(low), high: whole(high) });
}

/** A bin of the strip in words. */
export function binName({ kind, from, to }: FallBin, axis: AxisName, subject: SubjectView | null): string {
  if (kind === 'before') return t('explore.bin-before');
  if (kind === 'stands') return t('explore.bin-stands');
  if (axis === 'epsilon') return t('explore.bin-epsilon', { epsilon: strength(from, subject) });
  if (from === 0) return t('explore.bin-start');
  return from === to ? t('explore.bin-iteration', { from }) : t('explore.bin-iterations', { from, to });
}

export function binTick({ kind, from, to }: FallBin, axis: AxisName, subject: SubjectView | null): string {
  if (kind === 'before') return t('explore.tick-before');
  if (kind === 'stands') return t('explore.tick-stands');
  if (axis === 'epsilon') return strength(from, subject);
  return from === to ? String(from) : `${from}–${to}`;
}

/** A tile in words: what the grid says to assistive tools. */
export function tileName(
  { id, label, state, shown }: Omit<Tile, 'name'>,
  subject: SubjectView | null,
): string {
  const outcome = t(
    { stands: 'explore.tile-stands', fell: 'explore.tile-fell', before: 'explore.tile-before' }[state] as
      'explore.tile-stands' | 'explore.tile-fell' | 'explore.tile-before',
  );
  const parts = [t('app.sample-number', { id })];
  if (label !== null) parts.push(t('app.true-label', { label: classNameOf(label, subject) }));
  parts.push(outcome);
  if (shown)
    parts.push(
      t('explore.tile-taken', {
        label: classNameOf(shown.after.predicted, subject),
        confidence: share(shown.after.confidences[shown.after.predicted] ?? 0),
      }),
    );
  return parts.join(t('explore.comma'));
}
