import type { Message, MessageId } from '../messages/index.ts';
import { ParameterReader } from './parameters.ts';
import type { SubjectInfo } from './types.ts';

type Given = Readonly<Record<string, unknown>>;

/** What a field may look at: the subject, and the values that other fields come to. */
export interface Known {
  readonly subject: SubjectInfo;
  value(name: string): unknown;
}

interface FieldOf<T> {
  /** As in a plan: `A.5-3.epsilons` is the field `epsilons` of A.5-3. */
  readonly name: string;
  readonly title: MessageId;
  /** What it does and how to choose it, in one or two sentences. */
  readonly what: MessageId;
  /** Ordinary measurements leave it alone. */
  readonly advanced?: boolean;
  /** Its value where none is given. */
  initial(known: Known): T;
  /** What null stands for; a field without never is null. */
  readonly unset?: MessageId;
  /** Why it makes no difference as things are; null where it does. */
  idle?(known: Known): Message | null;
}

export interface Option {
  readonly id: string;
  readonly title: MessageId;
  /** Why it cannot be chosen as things are. */
  readonly off?: Message;
}

/** A whole number between two bounds. */
export interface IntegerField extends FieldOf<number | null> {
  readonly kind: 'integer';
  readonly least: number;
  readonly most: number;
}

export interface BooleanField extends FieldOf<boolean | null> {
  readonly kind: 'boolean';
}

/** One of several words. */
export interface ChoiceField extends FieldOf<string | null> {
  readonly kind: 'choice';
  readonly options: readonly Option[];
}

/** Several words, at least one, in their order. */
export interface ChoicesField extends FieldOf<readonly string[]> {
  readonly kind: 'choices';
  options(known: Known): readonly Option[];
}

/** Numbers of at least 0, ascending and each once. */
export interface NumbersField extends FieldOf<readonly number[]> {
  readonly kind: 'numbers';
  /** `strength`: in the unit in which a subject is attacked. `count`: whole numbers from 1 up. */
  readonly unit: 'strength' | 'count';
  /** The values there are to choose from; any where absent. */
  among?(known: Known): readonly number[];
  /** One of them must lie above 0. */
  readonly someAbove0?: boolean;
}

/** A length of steps: a number, or `{ relative }` or `{ total }` in ε. */
export interface StepField extends FieldOf<StepLength | null> {
  readonly kind: 'step';
}

export type StepLength = number | { readonly relative: number } | { readonly total: number };

/** One parameter of an indicator: what a plan is checked against, and what help and screens show of it. Plain data and functions of it. */
export type Field = IntegerField | BooleanField | ChoiceField | ChoicesField | NumbersField | StepField;

const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

function readStep(read: ParameterReader, { name, initial }: StepField, known: Known): StepLength | null {
  const value = read.raw(name);
  if (value === undefined) return initial(known);
  if (isPositive(value)) return value;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).join();
    const { relative, total } = value as { relative?: unknown; total?: unknown };
    if (names === 'relative' && isPositive(relative)) return { relative };
    if (names === 'total' && isPositive(total)) return { total };
  }
  return read.fail('indicators.parameter-step-size', name);
}

function readNumbers(read: ParameterReader, field: NumbersField, known: Known): readonly number[] {
  const { name, someAbove0, unit } = field;
  const values = read.numbers(name, field.initial(known));
  if (unit === 'count' && !values.every((value) => Number.isSafeInteger(value) && value >= 1))
    read.fail('indicators.parameter-counts', name);
  if (someAbove0 && !values.some((value) => value > 0)) read.fail('indicators.parameter-epsilons', name);
  const among = field.among?.(known);
  if (!among || values.every((value) => among.includes(value))) return values;
  return read.fail('indicators.parameter-points', name, { allowed: among.join(', ') });
}

function readField(read: ParameterReader, field: Field, known: Known): unknown {
  const { name } = field;
  switch (field.kind) {
    case 'integer':
      return read.integer(name, field.initial(known), field.least, field.most);
    case 'boolean':
      return read.boolean(name, field.initial(known));
    case 'choice':
      return read.choice(
        name,
        field.initial(known),
        field.options.map(({ id }) => id),
      );
    case 'choices':
      return read.choices(
        name,
        field.initial(known),
        field.options(known).flatMap(({ id, off }) => (off ? [] : [id])),
      );
    case 'numbers':
      return readNumbers(read, field, known);
    case 'step':
      return readStep(read, field, known);
  }
}

/** The fields of one indicator with the values that were given; each value is worked out once, when it is first asked for. */
export class FieldValues implements Known {
  readonly subject: SubjectInfo;
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #read: ParameterReader;
  readonly #values = new Map<string, unknown>();

  /** @throws UserError for a name that no field has. */
  constructor(indicator: string, fields: readonly Field[], given: Given, subject: SubjectInfo) {
    this.subject = subject;
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.#read = new ParameterReader(indicator, given, [...this.#fields.keys()]);
  }

  /** @throws UserError that names the parameter and what is allowed. */
  value(name: string): unknown {
    if (!this.#values.has(name)) {
      const field = this.#fields.get(name);
      if (!field) throw new Error(`no field ${name}`);
      this.#values.set(name, readField(this.#read, field, this));
    }
    return this.#values.get(name);
  }

  /** Every field's value, in the order of the fields. */
  all(): Record<string, unknown> {
    return Object.fromEntries([...this.#fields.keys()].map((name) => [name, this.value(name)]));
  }

  fail(id: MessageId, name: string): never {
    return this.#read.fail(id, name);
  }
}
