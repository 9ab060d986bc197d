import type { Subject } from '../../assessment/subject.ts';
import { UserError } from '../../messages/index.ts';
import { keyOf } from './subjects-key.ts';

/** Models and data in memory at once; the one unused for longest goes first. */
const most = 6;

/** The subjects that were opened, so that the samples of several runs can be looked at. */
export class Subjects {
  readonly #held = new Map<string, Subject>();
  #current: Subject | undefined;

  take(subject: Subject): void {
    this.keep(subject);
    this.#current = subject;
  }

  /** Holds a subject that is not the one on screen: the model of a kept run. */
  keep(subject: Subject): void {
    const key = keyOf(subject.model.sha256, subject.data.sha256, subject.model.setting);
    this.#held.delete(key);
    this.#held.set(key, subject);
    for (const old of this.#held.keys()) {
      if (this.#held.size <= most) break;
      this.#held.delete(old);
    }
  }

  /** The one on screen. @throws UserError where none was chosen. */
  current(): Subject {
    if (!this.#current) throw new UserError('app.no-subject');
    return this.#current;
  }

  /** @throws UserError where the model or data of this key are not here (any more). */
  get(key: string): Subject {
    const found = this.#held.get(key);
    if (!found) throw new UserError('app.subject-gone');
    this.#held.delete(key);
    this.#held.set(key, found);
    return found;
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }
}
