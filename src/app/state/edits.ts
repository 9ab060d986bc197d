/** Steps of editing plain data that can be taken back and done again. */

interface Step<T> {
  readonly value: T;
  /** The one typed field in which it differs from the step before; undefined where several, or none, differ. */
  readonly field?: string;
}

const most = 100;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of the leaves in which two values differ, e.g. `parameters.A.5-3.iterations`. */
export function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (isRecord(a) && isRecord(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return names.flatMap((name) => differences(a[name], b[name], path ? `${path}.${name}` : name));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
}

export class Edits<T> {
  #past: readonly Step<T>[] = [];
  #now: Step<T>;
  #future: readonly Step<T>[] = [];

  constructor(value: T) {
    this.#now = { value };
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * The value as it is now; changes in the same field as the last one join its step, so that a number typed digit by digit is
   * one. A choice (boxes ticked one after the other) makes a step each time.
   */
  record(value: T): void {
    const changed = differences(this.#now.value, value);
    if (!changed.length) return;
    const field = changed.length === 1 && isTyped(leafAt(value, changed[0])) ? changed[0] : undefined;
    const joins = field !== undefined && field === this.#now.field && !this.#future.length;
    if (!joins) this.#past = [...this.#past, this.#now].slice(-most);
    this.#now = { value, field };
    this.#future = [];
  }

  /** The value before the last step; undefined where there is none. */
  undo(): T | undefined {
    const before = this.#past.at(-1);
    if (!before) return undefined;
    this.#future = [this.#now, ...this.#future];
    this.#past = this.#past.slice(0, -1);
    // Typing in the same field again is a new step.
    this.#now = { value: before.value };
    return before.value;
  }

  redo(): T | undefined {
    const [next, ...rest] = this.#future;
    if (!next) return undefined;
    this.#past = [...this.#past, this.#now];
    this.#now = { value: next.value };
    this.#future = rest;
    return next.value;
  }
}

/** Numbers are typed; names and switches are chosen, and each choice is a step. */
const isTyped = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number'));

/** Names may hold dots themselves (`A.5-3`), so the longest that fits is taken. */
function leafAt(value: unknown, path: string): unknown {
  if (!isRecord(value)) return value;
  if (Object.hasOwn(value, path)) return value[path];
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1))
    if (Object.hasOwn(value, path.slice(0, at))) return leafAt(value[path.slice(0, at)], path.slice(at + 1));
  return undefined;
}
