import type { MessageId, MessageValues } from '../messages/index.ts';

/** What a key does. */
export interface Shortcut {
  readonly id: string;
  /** As `keysOf` writes them, e.g. `?`, `g`, `Mod+Z`, `Mod+Shift+Z`; the first is shown. Mod is Ctrl, on a Mac ⌘. */
  readonly keys: readonly string[];
  readonly title: MessageId;
  readonly values?: () => MessageValues;
  readonly run: () => void;
  /** Whether it does something now. */
  readonly when?: () => boolean;
}

/** What a pressed key is, as far as shortcuts are concerned. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly repeat: boolean;
  readonly defaultPrevented: boolean;
}

/** Input methods send this code for every key that goes into their composition. */
const composing = 229;

/** A key by name: letters as the layout has them, by their place on the keyboard where the layout has others. */
export function keysOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | undefined {
  if (altKey || [...key].length !== 1) return undefined;
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code ?? '');
  const plain = key.charCodeAt(0) < 128 ? key : (place?.[1] ?? place?.[2] ?? key).toLowerCase();
  const mod = ctrlKey || metaKey;
  const letter = /^[a-z]$/i.test(plain);
  if (!mod) return letter && shiftKey ? `Shift+${plain.toUpperCase()}` : letter ? plain.toLowerCase() : plain;
  return `Mod+${shiftKey && letter ? 'Shift+' : ''}${plain.toUpperCase()}`;
}

const free = ['button', 'checkbox', 'radio', 'range', 'reset', 'submit', 'file', 'color'];

/** What keys may be pressed on; an element of the page, as far as shortcuts are concerned. */
export interface Pressed {
  readonly tagName?: string;
  readonly type?: string;
  readonly isContentEditable?: boolean;
  closest?(selector: string): unknown;
}

/** Places where keys belong to what is written or chosen there. */
export function takesKeys(target: Pressed | null): boolean {
  if (!target) return false;
  const tag = target.tagName?.toLowerCase();
  if (tag === 'textarea' || tag === 'select' || target.isContentEditable) return true;
  if (tag === 'input') return !free.includes(target.type ?? 'text');
  return Boolean(target.closest?.('[role=menu],[role=listbox],[role=combobox],[role=dialog],dialog'));
}

/** The page's shortcuts. Screens add theirs while they are on show. */
export class Shortcuts {
  #groups: readonly (readonly Shortcut[])[] = [];

  /** @returns takes them away again. */
  add(...group: readonly Shortcut[]): () => void {
    this.#groups = [...this.#groups, group];
    return () => (this.#groups = this.#groups.filter((one) => one !== group));
  }

  /** All of them, those that were there first before those of a screen. */
  get list(): readonly Shortcut[] {
    return this.#groups.flat();
  }

  /** The shortcut that a key means, where it means one. */
  meant(press: KeyPress, target: Pressed | null): Shortcut | undefined {
    if (press.isComposing || press.keyCode === composing || press.defaultPrevented) return undefined;
    if (takesKeys(target)) return undefined;
    const keys = keysOf(press);
    if (keys === undefined || (press.repeat && !keys.startsWith('Mod+'))) return undefined;
    // A screen's own come before the page's.
    return this.#groups
      .toReversed()
      .flat()
      .find((one) => one.keys.includes(keys) && (one.when?.() ?? true));
  }
}

export const shortcuts = new Shortcuts();
