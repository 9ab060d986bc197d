/** Numbers of the page in a language; every view formats here and nowhere else. */

const made = new Map<string, Intl.NumberFormat>();

/** Making a formatter takes far longer than using it, and a table of curves needs hundreds of numbers. */
function formatter(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let found = made.get(key);
  if (!found) made.set(key, (found = new Intl.NumberFormat(language, options)));
  return found;
}

export const percent = (value: number, language: string, digits = 1): string =>
  formatter(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

export const count = (value: number, language: string): string =>
  formatter(language, { maximumFractionDigits: 0 }).format(value);

/** ε, step sizes and the like: as short as they are exact enough. */
export const short = (value: number, language: string): string =>
  formatter(language, { maximumSignificantDigits: 4, useGrouping: false }).format(value);

/** A score of an attack, which may be as small as a rounding error: −6.748E-9. */
export const score = (value: number, language: string): string =>
  formatter(language, {
    maximumSignificantDigits: 4,
    useGrouping: false,
    notation: value !== 0 && Math.abs(value) < 1e-4 ? 'scientific' : 'standard',
  }).format(value);

/** Large amounts of work: 12,300 → 12.3K, 1.2万. */
export const compact = (value: number, language: string): string =>
  formatter(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);

/** Seconds as a person says them. */
export function duration(seconds: number, language: string): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour') =>
    formatter(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: 0,
    }).format(value);
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit(whole, 'second');
  if (whole < 3600) return `${unit(Math.floor(whole / 60), 'minute')} ${unit(whole % 60, 'second')}`;
  return `${unit(Math.floor(whole / 3600), 'hour')} ${unit(Math.floor((whole % 3600) / 60), 'minute')}`;
}

/** A moment by the reader's clock; what is none stays as it is written. */
export function dateTime(iso: string, language: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
}

/** Bytes of a file. */
export function bytes(value: number, language: string): string {
  const style = { style: 'unit', maximumSignificantDigits: 3 } as const;
  if (value < 1e3) return formatter(language, { ...style, unit: 'byte', unitDisplay: 'long' }).format(value);
  const [unit, size] = value < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const);
  return formatter(language, { ...style, unit }).format(value / size);
}

/** ε in the way people say it: as parts of 255 for 8-bit pixels, as a number otherwise. */
export function epsilonText(value: number, gridStep: number | undefined, language: string): string {
  const parts = eightBitParts(value, gridStep);
  return parts === null ? short(value, language) : `${parts}/255`;
}

/** The same for a text field that is read back: exact, and never in a language's own digits. */
export const epsilonField = (value: number, gridStep: number | undefined): string =>
  eightBitParts(value, gridStep) === null || eightBitParts(value, gridStep)! / 255 !== value
    ? String(value)
    : `${eightBitParts(value, gridStep)}/255`;

function eightBitParts(value: number, gridStep: number | undefined): number | null {
  const parts = value * 255;
  const whole = Math.round(parts);
  const eightBit = gridStep !== undefined && Math.abs(gridStep * 255 - 1) < 1e-6;
  return eightBit && whole > 0 && Math.abs(parts - whole) < 1e-4 ? whole : null;
}
