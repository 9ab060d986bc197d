import type { Screen } from '../state/screens.ts';

/** A stop of the navigation. */
export interface Place {
  readonly screen: Screen;
  /** Screens that stand beside this one: the stop is marked while one of them is on show. */
  readonly beside: readonly Screen[];
}

/** The assessment of the whole procedure has its place in the shell; it opens with its own screen. */
export const assessmentOpen: boolean = false;

/** The way of an assessment, in this order. */
export const way: readonly Place[] = [
  { screen: 'start', beside: ['import', 'train'] },
  { screen: 'plan', beside: [] },
  { screen: 'run', beside: [] },
  { screen: 'explore', beside: ['walk', 'class'] },
  { screen: 'report', beside: [] },
];

/** What stands beside the way. */
export const asides: readonly Place[] = [
  { screen: 'learn', beside: [] },
  ...(assessmentOpen ? [{ screen: 'assessment', beside: [] } as const] : []),
];
