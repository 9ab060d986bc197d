import type { SeriesStyle } from './types.ts';

const style = (colour: string, dash: string, marker: SeriesStyle['marker'], width = 1.75): SeriesStyle => ({
  colour,
  dash,
  marker,
  width,
  soft: width > 3,
});

/** A broad soft line that the others run on: the worst case often equals the strongest attack, and both must show. */
const worst = style('--series-worst', '', 'circle', 7);

/** An attack looks the same in every chart of every report. */
const known: Readonly<Record<string, SeriesStyle>> = {
  'worst-case': worst,
  fgsm: style('--series-1', '2 4', 'square'),
  bim: style('--series-2', '9 4', 'triangle'),
  pgd: style('--series-3', '', 'diamond'),
  'mi-fgsm': style('--series-4', '10 4 2 4', 'cross'),
  'apgd-ce': style('--series-6', '14 5', 'star'),
  'apgd-dlr': style('--series-5', '5 3', 'wye'),
  noise: style('--series-noise', '1 5', 'circle'),
};

const spare = [
  style('--series-1', '12 3 3 3', 'wye'),
  style('--series-2', '3 3', 'star'),
  style('--series-3', '8 3 2 3 2 3', 'cross'),
  style('--series-4', '1 4', 'diamond'),
];

/** The style of an attack; one this page does not know gets a spare one, always the same. */
export function styleOf(attack: string): SeriesStyle {
  if (Object.hasOwn(known, attack)) return known[attack];
  let sum = 0;
  for (let at = 0; at < attack.length; at++) sum = (sum * 31 + attack.charCodeAt(at)) % 9973;
  return spare[sum % spare.length];
}

const dashes = ['', '7 4', '2 4', '12 4 2 4', '4 2'];
const colours = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'];
const markers: SeriesStyle['marker'][] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye'];

/** The style of one class among many: 6 colours, 5 dashes and 7 markers repeat only after 210 classes. */
export const classStyle = (label: number): SeriesStyle =>
  style(colours[label % colours.length], dashes[label % dashes.length], markers[label % markers.length]);
