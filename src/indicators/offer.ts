import { UserError, type Message, type MessageId } from '../messages/index.ts';
import { FieldValues, type Field, type Known, type NumbersField, type Option } from './fields.ts';
import type { Indicator, SubjectInfo } from './types.ts';

/** A parameter as a screen or a page of help shows it: plain data, worked out for one subject and what was chosen so far. */
export interface FieldOffer {
  readonly name: string;
  readonly kind: Field['kind'];
  readonly title: MessageId;
  readonly what: MessageId;
  readonly advanced: boolean;
  /** Its value as things are; its initial one where what was given does not fit. */
  readonly value: unknown;
  readonly initial: unknown;
  readonly unset: MessageId | null;
  readonly least?: number;
  readonly most?: number;
  readonly options?: readonly Option[];
  /** Of numbers: what they are in. */
  readonly unit?: NumbersField['unit'];
  /** The numbers there are to choose from. */
  readonly among?: readonly number[];
  /** Why it makes no difference as things are. */
  readonly idle: Message | null;
  /** Why what was given does not fit. */
  readonly trouble: Message | null;
}

type Given = Readonly<Record<string, unknown>>;

const sentence = (error: unknown): Message => {
  const known = UserError.from(error);
  if (!known) throw error;
  return { id: known.id, values: known.values };
};

/** What goes wrong with given parameters, by name; the empty name for what belongs to no field. */
function troubles(indicator: Indicator, given: Given, subject: SubjectInfo): Map<string, Message> {
  const found = new Map<string, Message>();
  const note = (work: () => unknown, name: string) => {
    try {
      work();
    } catch (error) {
      const message = sentence(error);
      const named = String(message.values?.name ?? '').slice(indicator.id.length + 1);
      const place = indicator.fields.some((field) => field.name === named) ? named : name;
      if (!found.has(place)) found.set(place, message);
    }
  };
  const known = Object.fromEntries(
    Object.entries(given).filter(([name]) => indicator.fields.some((field) => field.name === name)),
  );
  const values = new FieldValues(indicator.id, indicator.fields, known, subject);
  for (const { name } of indicator.fields) note(() => values.value(name), name);
  note(() => indicator.resolve(given, subject), '');
  return found;
}

const bounds = (field: Field): Pick<FieldOffer, 'least' | 'most'> =>
  field.kind === 'integer' ? { least: field.least, most: field.most } : {};

const optionsOf = (field: Field, known: Known): readonly Option[] | undefined =>
  field.kind === 'choices' ? field.options(known) : field.kind === 'choice' ? field.options : undefined;

/**
 * The parameters of an indicator for a subject, with what was given in place; trouble stands at its field, and the others are
 * worked out as if that field had been left alone.
 */
export function offerOf(indicator: Indicator, given: Given, subject: SubjectInfo): readonly FieldOffer[] {
  const trouble = new Map<string, Message>();
  let fitting = given;
  // A field that does not fit can hide that another one does not fit either: until nothing new is found.
  for (let known = -1; known < trouble.size;) {
    known = trouble.size;
    for (const [name, message] of troubles(indicator, fitting, subject))
      if (!trouble.has(name)) trouble.set(name, message);
    fitting = Object.fromEntries(
      Object.entries(given).filter(
        ([name]) => !trouble.has(name) && indicator.fields.some((field) => field.name === name),
      ),
    );
  }
  const known = new FieldValues(indicator.id, indicator.fields, fitting, subject);
  return indicator.fields.map((field) => {
    const { name, kind, title, what, advanced = false, unset = null } = field;
    const options = optionsOf(field, known);
    const among = field.kind === 'numbers' ? field.among?.(known) : undefined;
    return {
      name,
      kind,
      title,
      what,
      advanced,
      value: known.value(name),
      initial: field.initial(known),
      unset,
      ...bounds(field),
      ...(options ? { options } : {}),
      ...(field.kind === 'numbers' ? { unit: field.unit } : {}),
      ...(among ? { among } : {}),
      idle: field.idle?.(known) ?? null,
      trouble: trouble.get(name) ?? null,
    };
  });
}
