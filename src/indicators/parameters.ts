import { UserError } from '../messages/index.ts';
import type { MessageId } from '../messages/index.ts';

type Given = Readonly<Record<string, unknown>>;

/**
 * Reads an indicator's parameters as a person gave them: every getter returns the default where nothing was given and throws
 * a UserError that names the parameter and what is allowed where the value does not fit.
 */
export class ParameterReader {
  readonly #indicator: string;
  readonly #given: Given;

  /** @throws UserError for a name that is none of `known`. */
  constructor(indicator: string, given: Given, known: readonly string[]) {
    this.#indicator = indicator;
    this.#given = given;
    const stranger = Object.keys(given).find((name) => !known.includes(name));
    if (stranger !== undefined) {
      const allowed = known.length > 0 ? known.join(', ') : '–';
      throw new UserError('indicators.unknown-parameter', { indicator, name: stranger, allowed });
    }
  }

  has(name: string): boolean {
    return this.#given[name] !== undefined && this.#given[name] !== null;
  }

  /** The raw value; null counts as not given. */
  raw(name: string): unknown {
    return this.#given[name] ?? undefined;
  }

  fail(id: MessageId, name: string, values: Readonly<Record<string, string | number>> = {}): never {
    throw new UserError(id, {
      name: `${this.#indicator}.${name}`,
      value: shown(this.#given[name]),
      ...values,
    });
  }

  integer<D>(name: string, otherwise: D, min: number, max: number): number | D {
    if (!this.has(name)) return otherwise;
    const value = this.#given[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.fail('indicators.parameter-integer', name, { min, max });
  }

  boolean<D>(name: string, otherwise: D): boolean | D {
    if (!this.has(name)) return otherwise;
    const value = this.#given[name];
    return typeof value === 'boolean' ? value : this.fail('indicators.parameter-boolean', name);
  }

  choice<T extends string, D>(name: string, otherwise: D, allowed: readonly T[]): T | D {
    if (!this.has(name)) return otherwise;
    const found = allowed.find((one) => one === this.#given[name]);
    return found ?? this.fail('indicators.parameter-choice', name, { allowed: allowed.join(', ') });
  }

  /** Distinct members of `allowed`, at least one, in the order given. */
  choices<T extends string>(name: string, otherwise: readonly T[], allowed: readonly T[]): readonly T[] {
    if (!this.has(name)) return otherwise;
    const value = this.#given[name];
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const found = list.flatMap((entry) => allowed.filter((one) => one === entry));
    if (found.length > 0 && found.length === list.length && new Set(found).size === found.length)
      return found;
    return this.fail('indicators.parameter-choices', name, { allowed: allowed.join(', ') });
  }

  /** Finite numbers of at least 0, at least one, ascending and without repetition whatever the order given. */
  numbers(name: string, otherwise: readonly number[]): readonly number[] {
    if (!this.has(name)) return otherwise;
    const value = this.#given[name];
    const fits = (entry: unknown): entry is number =>
      typeof entry === 'number' && Number.isFinite(entry) && entry >= 0;
    if (Array.isArray(value) && value.length > 0 && value.every(fits))
      return [...new Set(value.map((entry: number) => entry + 0))].sort((a, b) => a - b);
    return this.fail('indicators.parameter-numbers', name);
  }
}

/** A given value as text, cut short: it may be anything. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
