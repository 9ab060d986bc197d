import type { Norm } from '../../numeric/balls.ts';
import type { SubjectInfo } from '../types.ts';

/** Two significant digits: what a person would have chosen. */
const rounded = (value: number): number => Number(value.toPrecision(2));

/**
 * A grid that shows the fall of an ordinary model: 0 to 0.3 of the range for grey images as in the literature on MNIST, steps of
 * the stored grid where that is coarse (digits), k/255 for colour, standard deviations for tables. L2 radii are such that a
 * perturbation of that length is about a third as strong per feature as the L∞ one.
 */
export function defaultEpsilons(subject: SubjectInfo, norm: Norm): readonly number[] {
  const size = subject.shape.reduce((product, dim) => product * dim, 1);
  if (subject.kind === 'table')
    return norm === 'linf' ? [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1] : [0, 0.25, 0.5, 1, 1.5, 2, 3];
  const [low, high] = subject.range ?? [0, 1];
  const width = high - low;
  const step = (subject.gridStep ?? 0) / width;
  const colour = subject.shape.length === 3 && subject.shape[0] >= 3;
  let linf = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];
  if (colour) linf = [0, 1, 2, 4, 8, 12, 16].map((k) => k / 255);
  else if (step >= 1 / 32) linf = [0, 1, 2, 3, 4, 5].map((k) => k * step);
  if (norm === 'linf') return linf.map((epsilon) => epsilon * width);
  return linf.map((epsilon) => rounded(epsilon * width * Math.sqrt(size) * 0.36));
}
