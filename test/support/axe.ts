import type { RunOptions } from 'axe-core';

/** The rules of axe that a theme's colours can break. What its other rules find is the same in every theme, so one theme has them all. */
export const colourRules: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};
