import type { Language } from '../messages/index.ts';

/** What a command may use of the machine it runs on. */
export interface Host {
  /** Folder that typed paths are relative to. */
  readonly cwd: string;
  /** The checkout: where `public` is. */
  readonly root: string;
  readonly language: Language;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** What the command gives back; nothing else goes there. */
  print(text: string): void;
  /** Lines for the person in front of it. */
  say(text: string): void;
  /** A line that the next one replaces, on a terminal; undefined where lines stay. */
  readonly redraw?: (line: string) => void;
  readonly cores: number;
  /** Words for the machine, e.g. `node v20.20.2 linux x64`. */
  readonly name: string;
}

/** Exit codes that scripts rely on. */
export const exit = { done: 0, unmet: 1, badInput: 2, interrupted: 130 } as const;
