/** The places of the page. The first five are the way of an assessment, in this order; the others stand beside it. */
export const screens = [
  'start',
  'plan',
  'run',
  'explore',
  'report',
  'import',
  'train',
  'walk',
  'class',
  'learn',
  'assessment',
] as const;

export type Screen = (typeof screens)[number];

export const isScreen = (value: unknown): value is Screen => screens.some((screen) => screen === value);

/** What a screen shows of itself (a chosen ε, a sample, a lesson's step), as the address carries it. */
export type View = Readonly<Record<string, string>>;
