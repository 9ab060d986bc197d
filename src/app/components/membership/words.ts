import { classStyle } from '../../charts/styles.ts';
import type { SeriesStyle } from '../../charts/types.ts';
import { text, type Language } from '../../../messages/index.ts';
import { textId } from '../../titles.ts';

/** An attack by name; one that this page does not know by its id. */
export function membershipAttackName(id: string, language: Language): string {
  const title = textId(`attacks.membership-${id}`);
  return title ? text(title, language) : id;
}

/** What stood between model and attacker; absent where nothing did. */
export function defenceName(id: string | undefined, language: Language): string {
  if (id === undefined) return text('roc.no-defence', language);
  const title = textId(`defences.${id}`);
  return title ? text(title, language) : id;
}

/** Those of the default plan first: they differ by colour, too. */
const order = [
  'loss',
  'modified-entropy',
  'lira',
  'gap',
  'rmia',
  'logit',
  'confidence',
  'entropy',
  'hinge',
  'lira-offline',
  'shadow',
  'trained',
  'label-only',
  'quantile',
];
const defences = [undefined, 'top-1', 'top-3', 'rounding', 'noise', 'temperature'];

/** Unknown names share what comes after the known ones. */
const placeIn = <T>(names: readonly T[], name: T): number =>
  names.includes(name) ? names.indexOf(name) : names.length;

const perClass = '-per-class';

/** An attack looks the same in every chart of every report. */
export function membershipStyle(attack: string): SeriesStyle {
  const plain = attack.endsWith(perClass) ? attack.slice(0, -perClass.length) : attack;
  return classStyle(placeIn(order, plain) + (plain === attack ? 0 : order.length + 1));
}

export const defenceStyle = (defence: string | undefined): SeriesStyle =>
  classStyle(placeIn(defences, defence));
