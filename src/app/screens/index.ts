import type { Component } from 'svelte';
import type { LabState } from '../state/lab.svelte.ts';
import type { Screen } from '../state/screens.ts';

type ScreenComponent = Component<{ lab: LabState }>;

/** Every screen but the first is loaded when it is first shown. */
const loaders: Readonly<
  Record<Exclude<Screen, 'start' | 'assessment'>, () => Promise<{ default: ScreenComponent }>>
> = {
  import: () => import('./ImportScreen.svelte'),
  plan: () => import('./PlanScreen.svelte'),
  run: () => import('./RunScreen.svelte'),
  explore: () => import('./ExploreScreen.svelte'),
  report: () => import('./ReportScreen.svelte'),
  train: () => import('./TrainScreen.svelte'),
  walk: () => import('./WalkScreen.svelte'),
  class: () => import('./ClassScreen.svelte'),
  learn: () => import('./LearnScreen.svelte'),
};

/** The component of a screen. */
export async function screenOf(screen: Screen): Promise<ScreenComponent> {
  const load = loaders[screen as keyof typeof loaders] ?? loaders.plan;
  return (await load()).default;
}
