/** How the page looks and behaves for this person; kept in the browser, in no address and in no report. */

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

export const motions = ['system', 'reduced'] as const;
export type Motion = (typeof motions)[number];

/** What `data-theme` on <html> says, one block of `styles/tokens.css` each. */
export type ShownTheme = 'light' | 'dark' | 'contrast-light' | 'contrast-dark';

export interface Kept {
  readonly theme: Theme;
  readonly presenter: boolean;
  readonly motion: Motion;
  readonly shortcuts: boolean;
  readonly announce: boolean;
}

export const freshSettings: Kept = {
  theme: 'system',
  presenter: false,
  motion: 'system',
  shortcuts: true,
  announce: true,
};

/** What was kept, as far as it makes sense: another version, or anyone, may have written it. */
export function readSettings(text: string | null): Kept {
  let found: unknown;
  try {
    found = JSON.parse(text ?? 'null');
  } catch {
    return freshSettings;
  }
  if (typeof found !== 'object' || found === null) return freshSettings;
  const kept = found as Partial<Record<keyof Kept, unknown>>;
  const flag = (name: 'presenter' | 'shortcuts' | 'announce') => {
    const value = kept[name];
    return typeof value === 'boolean' ? value : freshSettings[name];
  };
  return {
    theme: themes.find((theme) => theme === kept.theme) ?? freshSettings.theme,
    motion: motions.find((motion) => motion === kept.motion) ?? freshSettings.motion,
    presenter: flag('presenter'),
    shortcuts: flag('shortcuts'),
    announce: flag('announce'),
  };
}

/** The system's wishes, as its media queries say them. */
export interface Wishes {
  readonly dark: boolean;
  readonly contrast: boolean;
}

/** The block of colours for a choice; high contrast comes light or dark as the system has it. */
export function shownTheme(theme: Theme, { dark, contrast }: Wishes): ShownTheme {
  if (theme === 'contrast' || (theme === 'system' && contrast))
    return dark ? 'contrast-dark' : 'contrast-light';
  return theme === 'system' ? (dark ? 'dark' : 'light') : theme;
}
