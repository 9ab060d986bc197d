/** How far somebody came in the lessons, kept in this browser alone. */
export interface Progress {
  /** Steps that were answered, by lesson. */
  readonly done: Readonly<Record<string, readonly string[]>>;
  /** The step that was on show last, from 1. */
  readonly at: Readonly<Record<string, number>>;
}

const key = 'touchstone-lessons';
const none: Progress = { done: {}, at: {} };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whatever is kept there may have been changed by hand: what makes no sense is left out. */
export function readProgress(text: string | null): Progress {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return none;
  }
  if (!isRecord(value)) return none;
  const done = Object.entries(isRecord(value.done) ? value.done : {}).flatMap(([id, steps]) =>
    Array.isArray(steps) ? [[id, steps.filter((step): step is string => typeof step === 'string')]] : [],
  );
  const at = Object.entries(isRecord(value.at) ? value.at : {}).filter(
    (entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && (entry[1] as number) >= 1,
  );
  return { done: Object.fromEntries(done), at: Object.fromEntries(at) };
}

/** With a step answered. */
export const answered = (progress: Progress, lesson: string, step: string): Progress => ({
  ...progress,
  done: { ...progress.done, [lesson]: [...new Set([...(progress.done[lesson] ?? []), step])] },
});

/** With a step on show. */
export const shown = (progress: Progress, lesson: string, step: number): Progress => ({
  ...progress,
  at: { ...progress.at, [lesson]: step },
});

export function loadProgress(): Progress {
  try {
    return readProgress(localStorage.getItem(key));
  } catch {
    return none;
  }
}

export function saveProgress(progress: Progress): void {
  try {
    localStorage.setItem(key, JSON.stringify(progress));
  } catch {
    // Without storage it holds until the page is left.
  }
}
