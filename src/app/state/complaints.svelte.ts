import { UserError, type Message } from '../../messages/index.ts';
import { notices } from './notices.svelte.ts';

export type Place = 'page' | 'target' | 'files' | 'plan' | 'run' | 'train';

/** The sentence for anything that went wrong; what was not foreseen keeps its own words. */
export function sentenceOf(error: unknown): Message {
  const user = UserError.from(error);
  if (user) return { id: user.id, values: user.values };
  console.warn(error);
  return { id: 'app.unexpected', values: { what: error instanceof Error ? error.message : String(error) } };
}

/** Trouble, shown where it arose until something else is done there; it stays among the page's messages until it is read. */
export class Complaints {
  at = $state.raw<Partial<Record<Place, Message>>>({});

  say(place: Place, error: unknown): void {
    this.tell(place, sentenceOf(error), error);
  }

  tell(place: Place, message: Message, error?: unknown): void {
    notices.add('error', message, error);
    this.at = { ...this.at, [place]: message };
  }

  clear(...places: Place[]): void {
    this.at = Object.fromEntries(
      Object.entries(this.at).filter(([place]) => !places.includes(place as Place)),
    );
  }
}
