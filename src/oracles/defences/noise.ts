import type { OutputDefence } from './types.ts';

const DEVIATION = 0.1;

/** Gaussian noise of standard deviation 0.1 on each probability, cut at 0, divided by the sum. */
export const noise: OutputDefence = {
  id: 'noise',
  title: 'defences.noise',
  what: 'defences.noise-what',
  varies: true,
  apply(row, draws, from) {
    let sum = 0;
    for (let c = 0; c < row.length; c++) {
      const value = row[c] + DEVIATION * draws.normal(from + c);
      sum += row[c] = value > 0 ? value : 0;
    }
    for (let c = 0; c < row.length; c++) row[c] = sum > 0 ? row[c] / sum : 1 / row.length;
  },
};
