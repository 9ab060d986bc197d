import type { Colour } from './marks.ts';

/** The light theme's colours: pictures are saved on white whatever theme is on. A test holds them equal to the tokens. */
export const paper: Readonly<Record<string, string>> = {
  '--surface': '#ffffff',
  '--ink': '#201e1a',
  '--ink-2': '#5d574c',
  '--line': '#ddd6c8',
  '--line-strong': '#8d8676',
  '--gold': '#7d5a0c',
  '--series-worst': '#201e1a',
  '--series-1': '#154ec0',
  '--series-2': '#d46304',
  '--series-3': '#27773b',
  '--series-4': '#70257d',
  '--series-5': '#713100',
  '--series-6': '#e0013e',
  '--series-noise': '#8a8478',
};

const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A colour on paper, as a hexadecimal number. Unknown tokens are ink. */
export function onPaper(colour: Colour): string {
  const look = (token: string) => (Object.hasOwn(paper, token) ? paper[token] : paper['--ink']);
  if (typeof colour === 'string') return look(colour);
  const from = channels(look(colour.from));
  const to = channels(look(colour.to));
  const mixed = from.map((value, index) => Math.round(value + (to[index] - value) * colour.share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
