import type { Colour, Hatch, Mark } from './marks.ts';

/** A colour as the page's style sheets resolve it, in whatever theme is on. */
export const css = (colour: Colour): string =>
  typeof colour === 'string'
    ? `var(${colour})`
    : `color-mix(in srgb, var(${colour.to}) ${Math.round(colour.share * 1000) / 10}%, var(${colour.from}))`;

const nameOf = (colour: Colour): string =>
  typeof colour === 'string' ? colour.replace(/^--/, '') : `${colour.from}-${colour.to}-${colour.share}`;

export const patternId = (prefix: string, colour: Colour, hatch: Hatch): string =>
  `${prefix}-${hatch}-${nameOf(colour)}`;

export interface Pattern {
  readonly id: string;
  readonly colour: Colour;
  readonly hatch: Hatch;
}

/** Every pattern that marks need, once. */
export function patternsOf(marks: readonly Mark[], prefix: string): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const { fill, hatch } of marks)
    if (fill && hatch) {
      const id = patternId(prefix, fill, hatch);
      found.set(id, { id, colour: fill, hatch });
    }
  return [...found.values()];
}
