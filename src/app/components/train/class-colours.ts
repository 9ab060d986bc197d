import { classStyle } from '../../charts/styles.ts';

/** There are six colours; classes behind them get the same, with ink in it. */
const tokens = 6;

/** What the second round of classes takes of the ink. */
export const inkShare = 0.45;

export const darkened = (label: number): boolean => Math.floor(label / tokens) % 2 === 1;

/** A class's colour as the style sheets resolve it. */
export function classColour(label: number): string {
  const { colour } = classStyle(label);
  return darkened(label)
    ? `color-mix(in srgb, var(--ink) ${100 * inkShare}%, var(${colour}))`
    : `var(${colour})`;
}
