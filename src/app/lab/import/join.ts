import { UserError, type MessageId } from '../../../messages/index.ts';
import type { FileRole } from '../types.ts';
import type { Group } from './read.ts';

/** @throws UserError where several files of a role came at once of which there can be one. */
export function refuseSeveral(fresh: readonly Group[], role: FileRole, id: MessageId): void {
  const names = fresh.filter((file) => file.role === role).map(({ name }) => name);
  if (names.length > 1) throw new UserError(id, { names: names.join(', ') });
}

/** A file dropped twice counts once. */
const unlike = (files: readonly Group[]): Group[] =>
  files.filter((file, at) => files.findIndex(({ sha256 }) => sha256 === file.sha256) === at);

/**
 * Which files stand when new ones come beside the old: a new model or a whole new set replaces the old one; half a pair joins
 * the other half. @param half the old data are one file of a pair
 */
export function joined(old: readonly Group[], fresh: readonly Group[], half: boolean): Group[] {
  const of = (files: readonly Group[], role: FileRole) => files.filter((file) => file.role === role);
  const newest = (role: FileRole) => (of(fresh, role).length ? of(fresh, role) : of(old, role));
  const freshData = of(fresh, 'data');
  const joins = freshData.length === 0 || half;
  const data = [...(joins ? of(old, 'data') : []), ...freshData];
  // Weights come before or after what they belong to; those of another model are of no use.
  const weights = unlike([...of(old, 'weights'), ...of(fresh, 'weights')]);
  // Predictions stand for model and data; what was held before gives way to the newer kind.
  if (of(fresh, 'predictions').length) return [...of(fresh, 'predictions'), ...of(fresh, 'classes')];
  const stay = of(fresh, 'model').length + freshData.length === 0 ? of(old, 'predictions') : [];
  return [
    ...stay,
    ...newest('model'),
    ...weights,
    ...newest('card'),
    ...newest('classes'),
    ...unlike(data),
    ...newest('statistics'),
  ];
}
