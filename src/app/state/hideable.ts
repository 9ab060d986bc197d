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
  { id: 'walk', title: 'app.screen-walk' },
  { id: 'class', title: 'app.screen-class' },
  { id: 'plan.json', title: 'shell.hide-json' },
  { id: 'plan.samples', title: 'shell.hide-samples' },
  { id: 'plan.order', title: 'shell.hide-order' },
  { id: 'plan.seed', title: 'shell.hide-seed' },
  { id: 'plan.workers', title: 'shell.hide-workers' },
  { id: 'plan.engine', title: 'shell.hide-engine' },
  { id: 'plan.offset', title: 'shell.hide-offset' },
  { id: 'plan.thresholds', title: 'shell.hide-thresholds' },
  { id: 'plan.advanced', title: 'shell.hide-advanced' },
  { id: 'import.accuracy', title: 'import.accuracy-title' },
  { id: 'import.preprocessing', title: 'import.preprocessing-title' },
  { id: 'import.possible', title: 'import.possible-title' },
  { id: 'import.found', title: 'import.found-title' },
  { id: 'import.classes', title: 'import.names-title' },
  { id: 'import.save', title: 'import.save-title' },
  { id: 'train', title: 'app.screen-train' },
  { id: 'start.stored', title: 'shell.hide-start-stored' },
  { id: 'run.list', title: 'shell.hide-run-list' },
  { id: 'run.queue', title: 'shell.hide-run-queue' },
  { id: 'run.link', title: 'shell.hide-run-link' },
  { id: 'run.save', title: 'shell.hide-run-save' },
  { id: 'explore.attack', title: 'shell.hide-explore-attack' },
  { id: 'explore.axis', title: 'shell.hide-explore-axis' },
  { id: 'explore.classes', title: 'shell.hide-explore-classes' },
  { id: 'explore.runs', title: 'shell.hide-explore-runs' },
  { id: 'explore.strip', title: 'shell.hide-explore-strip' },
  { id: 'report.open', title: 'shell.hide-report-open' },
  { id: 'report.save', title: 'shell.hide-report-save' },
  { id: 'report.print', title: 'shell.hide-report-print' },
  { id: 'report.plan', title: 'shell.hide-report-plan' },
  { id: 'learn.run', title: 'shell.hide-learn-run' },
  { id: 'train.data', title: 'shell.hide-train-data' },
  { id: 'train.network', title: 'shell.hide-train-network' },
  { id: 'train.recipe', title: 'shell.hide-train-recipe' },
  { id: 'train.picture', title: 'shell.hide-train-picture' },
  { id: 'shell.share', title: 'shell.share' },
  { id: 'shell.notices', title: 'shell.notices' },
];
