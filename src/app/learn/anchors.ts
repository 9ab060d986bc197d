/**
 * Places of the screens that lessons speak of. The element carries the id as `data-lesson="explore.scrubber"`; the part before the
 * point is its screen.
 */
export const anchors = [
  'plan.form',
  'explore.chart',
  'explore.scrubber',
  'explore.attack',
  'explore.grid',
  'explore.numbers',
  'walk.pictures',
  'walk.player',
  'walk.plane',
  'walk.probabilities',
  'report.value',
  'report.chart',
  'report.table',
  'report.checks',
  'report.success',
  'report.gap',
  'report.roc',
  'report.threshold',
  'report.attacks',
] as const;

export type AnchorId = (typeof anchors)[number];

export const isAnchor = (text: string | undefined): text is AnchorId => anchors.some((id) => id === text);

/** The element of an anchor, where its screen shows it now. */
export const elementOf = (id: AnchorId): HTMLElement | null =>
  document.querySelector<HTMLElement>(`main [data-lesson~="${id}"]`);

/** The anchor that an element lies in, among some. */
export function anchorAt(target: EventTarget | null, among: readonly AnchorId[]): AnchorId | null {
  if (!(target instanceof Element)) return null;
  return among.find((id) => target.closest(`[data-lesson~="${id}"]`)) ?? null;
}
