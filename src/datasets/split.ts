import { stream } from '../numeric/random.ts';

/**
 * Positions of a seeded training and test part with the class mix of the whole, both in ascending order. Each class gives
 * its share of `train` rounded to the nearest; what rounding leaves over goes to the first classes.
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  classes: number,
  train: number,
  seed: number,
): { train: number[]; test: number[] } {
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (let i = 0; i < labels.length; i++) members[labels[i]].push(i);
  const shares = members.map((rows) => Math.round((rows.length * train) / labels.length));
  for (let left = train - shares.reduce((a, b) => a + b, 0), c = 0; left !== 0; c = (c + 1) % classes) {
    const step = Math.sign(left);
    if (shares[c] + step < 0 || shares[c] + step > members[c].length) continue;
    shares[c] += step;
    left -= step;
  }
  const parts = { train: [] as number[], test: [] as number[] };
  members.forEach((rows, c) => {
    stream(seed, 'split', c)
      .permutation(rows.length)
      .forEach((member, rank) => parts[rank < shares[c] ? 'train' : 'test'].push(rows[member]));
  });
  parts.train.sort((a, b) => a - b);
  parts.test.sort((a, b) => a - b);
  return parts;
}
