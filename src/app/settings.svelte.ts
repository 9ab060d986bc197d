import {
  freshSettings,
  readSettings,
  shownTheme,
  type Kept,
  type Motion,
  type ShownTheme,
  type Theme,
  type Wishes,
} from './settings-kept.ts';

const storageKey = 'touchstone-settings';

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

class Settings {
  theme = $state<Theme>(freshSettings.theme);
  /** Large type and fewer controls, for a projector. */
  presenter = $state(freshSettings.presenter);
  motion = $state<Motion>(freshSettings.motion);
  /** Keyboard shortcuts are heard. */
  shortcuts = $state(freshSettings.shortcuts);
  /** A run says its progress to assistive tools. */
  announce = $state(freshSettings.announce);
  #systemStill = $state(false);
  #wishes = $state.raw<Wishes>({ dark: false, contrast: false });

  /** Nothing moves by itself: walks become steps. */
  get still(): boolean {
    return this.motion === 'reduced' || this.#systemStill;
  }

  get shownTheme(): ShownTheme {
    return shownTheme(this.theme, this.#wishes);
  }

  /** Reads what was kept and puts it on <html>; once, before the first view, so that no wrong theme flashes. */
  start(): void {
    Object.assign(this, readSettings(stored()));
    const watch = (query: string, heard: (on: boolean) => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', () => {
        heard(list.matches);
        this.#show();
      });
      heard(list.matches);
    };
    watch('(prefers-color-scheme: dark)', (dark) => (this.#wishes = { ...this.#wishes, dark }));
    watch('(prefers-contrast: more)', (contrast) => (this.#wishes = { ...this.#wishes, contrast }));
    watch('(prefers-reduced-motion: reduce)', (still) => (this.#systemStill = still));
    this.#show();
  }

  /** Changes some of them, at once and for later visits. */
  set(changes: Partial<Kept>): void {
    Object.assign(this, changes);
    this.#show();
    const { theme, presenter, motion, shortcuts, announce } = this;
    try {
      localStorage.setItem(storageKey, JSON.stringify({ theme, presenter, motion, shortcuts, announce }));
    } catch {
      // Without storage the choice holds until the page is left.
    }
  }

  #show(): void {
    const { dataset } = document.documentElement;
    dataset.theme = this.shownTheme;
    if (this.presenter) dataset.presenter = '';
    else delete dataset.presenter;
    if (this.still) dataset.still = '';
    else delete dataset.still;
  }
}

export const settings = new Settings();
