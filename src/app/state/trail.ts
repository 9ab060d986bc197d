import { isScreen, type Screen } from './screens.ts';

/** What the page knows of an entry of the browser's history that it wrote itself. */
export interface Entry {
  readonly screen: Screen;
  /** A run was going on when the entry was written: after a reload it goes on by itself, while a link waits for a click. */
  readonly going?: boolean;
}

/** The entry that the page wrote; undefined for an address that somebody typed or followed. */
export function entryOf(state: unknown): Entry | undefined {
  if (!state || typeof state !== 'object' || !('screen' in state) || !isScreen(state.screen))
    return undefined;
  return { screen: state.screen, going: 'going' in state && state.going === true };
}

/**
 * The screens in the browser's history, one entry each, so that Back and Forward walk through them. An address that somebody
 * typed or followed is read by loading the page anew.
 */
export class Trail {
  /** Written by us last, so that our own change is not read back. */
  #written = location.hash;

  /** @param walked Called when Back or Forward leads to an entry; false when its screen cannot be shown as things are. */
  constructor(walked: (screen: Screen, hash: string) => boolean) {
    window.addEventListener('popstate', (event) => {
      const entry = entryOf(event.state);
      if (entry && !walked(entry.screen, location.hash)) location.reload();
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
}
