import type { ImportSetting } from '../../assessment/import-setting.ts';
import type { Preprocessing } from '../../graph/preprocessing.ts';

/** Without what says nothing, so that equal settings are equal texts. */
export function cleaned(steps: Preprocessing): Preprocessing {
  const said = Object.entries(steps).filter(
    ([key, value]) =>
      value !== undefined && value !== false && !(key === 'multiply' && value === 1) && value !== null,
  );
  return Object.fromEntries(said);
}

const stated = (setting: ImportSetting): ImportSetting =>
  Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined));

/** A setting with other steps. */
export function withSteps(setting: ImportSetting, steps: Preprocessing): ImportSetting {
  const preprocessing = cleaned(steps);
  const said = Object.keys(preprocessing).length > 0;
  return stated({ ...setting, preprocessing: said ? preprocessing : undefined });
}

/**
 * One figure, or one per channel, from a text such as `0.485, 0.456, 0.406`. Undefined where it is none; an empty text says
 * nothing.
 */
export function figuresIn(text: string, least: number): readonly number[] | null | undefined {
  if (!text.trim()) return null;
  const figures = text
    .split(/[,;，、\s]+/)
    .filter(Boolean)
    .map(Number);
  return figures.length > 0 && figures.every((figure) => Number.isFinite(figure) && figure > least)
    ? figures
    : undefined;
}

/** Names of classes as they are typed or pasted: one per line, empty lines at the end left out. */
export function namesIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A setting with other names of classes; null takes them away. */
export function withNames(setting: ImportSetting, names: readonly string[] | null): ImportSetting {
  return stated({ ...setting, classNames: names?.length ? names : undefined });
}
