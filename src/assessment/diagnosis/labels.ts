import { bestAssignment } from '../../numeric/assignment.ts';

/** The model's class for each label of the data; −1 for none. */
export type LabelMap = readonly number[];

const mapOf = (labels: number, to: (label: number) => number): LabelMap =>
  Array.from({ length: labels }, (_, label) => to(label));

/** Labels as they are; those beyond the model's classes have none. */
export const sameLabels = (labels: number, classes: number): LabelMap =>
  mapOf(labels, (label) => (label < classes ? label : -1));

/** Labels that are one too high or too low; the last one left over stands for the first where there is room for all. */
function shifted(labels: number, classes: number, by: 1 | -1): LabelMap {
  const around = labels <= classes;
  return mapOf(labels, (label) => {
    const to = label + by;
    if (to >= 0 && to < classes) return to;
    return around ? (to + classes) % classes : -1;
  });
}

/** Whether a map takes numbers for texts or back: the order in which tools list folders. */
export function isTextOrder(map: LabelMap): boolean {
  const places = sortedAsText(map.length);
  return (
    map.length > 10 &&
    (map.every((to, label) => to === places[label]) || map.every((to, label) => places[to] === label))
  );
}

/** Places of 0 … n−1 when they are sorted as texts, as folders of that name are: 0, 1, 10, 11, 2 … */
function sortedAsText(n: number): number[] {
  const names = Array.from({ length: n }, (_, value) => String(value)).sort();
  return Array.from({ length: n }, (_, value) => names.indexOf(String(value)));
}

/** The mistakes with labels that have a rule: nothing has to be found out from predictions. */
export function labelMistakes(labels: number, classes: number): readonly LabelMap[] {
  const found = [shifted(labels, classes, -1), shifted(labels, classes, 1)];
  if (labels > 10 && labels <= classes) {
    const places = sortedAsText(labels);
    found.push(
      places,
      mapOf(labels, (label) => places.indexOf(label)),
    );
  }
  return found;
}

/**
 * The one-to-one map of labels to classes that agrees most often with these predictions; where they do not tell, `otherwise`.
 * Undefined where there are fewer classes than labels, or too few predictions for each label.
 */
export function fittedLabels(
  predicted: ArrayLike<number>,
  y: ArrayLike<number>,
  classes: number,
  otherwise: LabelMap,
): LabelMap | undefined {
  const labels = otherwise.length;
  const present = new Set(Array.from(y)).size;
  if (labels > classes || classes > 1000 || y.length < 3 * present) return undefined;
  const gains = new Float64Array(labels * classes);
  // Ties go to the map at hand: a whole sample always counts for more.
  otherwise.forEach((to, label) => {
    if (to >= 0) gains[label * classes + to] = 1 / (2 * labels);
  });
  for (let at = 0; at < y.length; at++) if (predicted[at] >= 0) gains[y[at] * classes + predicted[at]] += 1;
  return Array.from(bestAssignment(gains, labels, classes));
}
