import { isScreen, type Screen } from './screens.ts';

/** What the page knows of an entry of the browser's history that it wrote itself. */
export interface Entry {
  readonly screen: Screen;
  /** The run on show (its `uid`): a reload, Back and Forward show it again. */
  readonly run?: string;
  /** Runs that were going on or waited, the first one first: after a reload they go on by themselves, while a link waits for a click. */
  readonly going?: readonly string[];
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The entry that the page wrote; undefined for an address that somebody typed or followed. */
export function entryOf(state: unknown): Entry | undefined {
  if (!state || typeof state !== 'object' || !('screen' in state) || !isScreen(state.screen))
    return undefined;
  return {
    screen: state.screen,
    ...('run' in state && isText(state.run) ? { run: state.run } : {}),
    going: 'going' in state && Array.isArray(state.going) ? state.going.filter(isText) : [],
  };
}

/**
 * The screens in the browser's history, one entry each, so that Back and Forward walk through them. An address that somebody
 * typed or followed is read by loading the page anew.
 */
export class Trail {
  /** Written by us last, so that our own change is not read back. */
  #written = location.hash;

  /** @param walked Called when Back or Forward leads to an entry; false when its screen cannot be shown as things are. */
  constructor(walked: (entry: Entry, hash: string) => boolean) {
    window.addEventListener('popstate', (event) => {
      const entry = entryOf(event.state);
      if (entry && !walked(entry, location.hash)) location.reload();
    });
    window.addEventListener('hashchange', () => {
      if (!entryOf(history.state) && location.hash !== this.#written) location.reload();
    });
  }

  /** Puts a screen and its address (`#…`, or nothing) into the history: as a new entry or in place of this one. */
  write(entry: Entry, hash: string, how: 'push' | 'replace'): void {
    this.#written = hash;
    const url = hash || `${location.pathname}${location.search}`;
    if (how === 'push') history.pushState(entry, '', url);
    else history.replaceState(entry, '', url);
  }

  /** What goes on changed; the entry stays where it is. */
  mark(going: readonly string[]): void {
    const entry = entryOf(history.state);
    if (entry) history.replaceState({ ...entry, going }, '');
  }
}
