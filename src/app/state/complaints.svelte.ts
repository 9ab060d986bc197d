import { UserError, type Message } from '../../messages/index.ts';
import { notices } from './notices.svelte.ts';

export type Place = 'page' | 'target' | 'files' | 'plan' | 'run' | 'train';

/** The sentence for anything that went wrong; what was not foreseen keeps its own words. */
export function sentenceOf(error: unknown): Message {
  const user = UserError.from(error);
  if (user) return user.told;
  console.warn(error);
  return { id: 'app.unexpected', values: { what: error instanceof Error ? error.message : String(error) } };
}

const mostShown = 5;

/** Trouble, shown where it arose until something else is done there; it stays among the page's messages until it is read. */
export class Complaints {
  at = $state.raw<Partial<Record<Place, readonly Message[]>>>({});

  say(place: Place, error: unknown): void {
    this.tell(place, sentenceOf(error), error);
  }

  tell(place: Place, message: Message, error?: unknown): void {
    notices.add('error', message, error);
    this.at = { ...this.at, [place]: [message] };
  }

  /** Several at once; beyond a few, how many more there are. */
  tellAll(place: Place, messages: readonly Message[]): void {
    for (const message of messages) notices.add('error', message);
    const [shown, rest] = [messages.slice(0, mostShown), messages.length - mostShown];
    const more: Message[] = rest > 0 ? [{ id: 'app.more-troubles', values: { count: rest } }] : [];
    if (messages.length > 0) this.at = { ...this.at, [place]: [...shown, ...more] };
  }

  clear(...places: Place[]): void {
    this.at = Object.fromEntries(
      Object.entries(this.at).filter(([place]) => !places.includes(place as Place)),
    );
  }
}
