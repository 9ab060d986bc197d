import type { Item } from '../document/types.ts';
import type { Message } from '../messages/index.ts';

const id = 'assessment.engine-changed';

/** The warning that `count` of the `all` pieces of a row came from another engine than the report names; none where none did. */
export const engineChanged = (count: number, all: number): Message[] =>
  count > 0 ? [{ id, values: { count, all } }] : [];

/** The same for a row put together from partial ones of `all` pieces. */
export function engineChangedIn(rows: readonly Item[], all: number): Message[] {
  const counts = rows
    .flatMap(({ warnings }) => warnings.filter((warning) => warning.id === id))
    .map(({ values }) => Number(values?.count ?? 0));
  return engineChanged(
    counts.reduce((sum, count) => sum + count, 0),
    all,
  );
}
