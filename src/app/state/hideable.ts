import type { MessageId } from '../../messages/index.ts';

/** A part of the page that a trainer's link can take away; the part asks `shows(id)` (route.svelte.ts). */
export interface Hideable {
  /** A screen's own id, or `<screen>.<part>`. */
  readonly id: string;
  readonly title: MessageId;
}

/** A further part is one line here and `{#if shows(id)}` around it. */
export const hideable: readonly Hideable[] = [
  { id: 'plan', title: 'app.screen-plan' },
  { id: 'run', title: 'app.screen-run' },
  { id: 'explore', title: 'app.screen-explore' },
  { id: 'report', title: 'app.screen-report' },
  { id: 'learn', title: 'app.screen-learn' },
  { id: 'plan.json', title: 'shell.hide-json' },
  { id: 'plan.samples', title: 'shell.hide-samples' },
  { id: 'plan.order', title: 'shell.hide-order' },
  { id: 'plan.seed', title: 'shell.hide-seed' },
  { id: 'plan.workers', title: 'shell.hide-workers' },
  { id: 'plan.engine', title: 'shell.hide-engine' },
  { id: 'plan.offset', title: 'shell.hide-offset' },
  { id: 'plan.thresholds', title: 'shell.hide-thresholds' },
  { id: 'plan.advanced', title: 'shell.hide-advanced' },
  { id: 'train.data', title: 'train.data-title' },
  { id: 'train.recipe', title: 'train.recipe-title' },
  { id: 'train.network', title: 'train.network-title' },
  { id: 'train.picture', title: 'train.picture-title' },
  { id: 'shell.share', title: 'shell.share' },
  { id: 'shell.notices', title: 'shell.notices' },
];
