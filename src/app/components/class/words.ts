import type { ClassGroup, GroupBy } from '../../../assessment/class-spread.ts';
import type { Differences } from '../../../assessment/differences.ts';
import { text, type Language } from '../../../messages/index.ts';
import { indicatorName, together } from '../../names.ts';

export const groupText = ({ letter, entries }: ClassGroup, language: Language): string =>
  text(
    entries.length === 1
      ? { id: 'class.group-one', values: { letter } }
      : { id: 'class.group-of', values: { letter, count: entries.length } },
    language,
  );

/** What differs, in words; within one plan, seeds and their samples differ anyway. */
export function differsText({ fields, ...kinds }: Differences, by: GroupBy, language: Language): string {
  const order =
    by === 'seed'
      ? (['model', 'data', 'samples', 'seed', 'engine'] as const)
      : (['model', 'data', 'engine'] as const);
  const said = order
    .filter((kind) => kinds[kind])
    .map((kind) => text({ id: `class.differs-${kind}` }, language));
  const names = fields.map((field) => (field.split('.').length > 2 ? field : indicatorName(field, language)));
  const plan = fields.length
    ? [text({ id: 'class.differs-plan', values: { fields: names.join(', ') } }, language)]
    : [];
  return together([...said, ...plan], language);
}
