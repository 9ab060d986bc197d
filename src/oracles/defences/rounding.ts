import type { OutputDefence } from './types.ts';

const STEP = 0.1;

/** Probabilities rounded to tenths; an asker divides by their sum (rows that round to nothing are taken as even). */
export const rounding: OutputDefence = {
  id: 'rounding',
  title: 'defences.rounding',
  what: 'defences.rounding-what',
  varies: false,
  apply(row) {
    let sum = 0;
    for (let c = 0; c < row.length; c++) sum += row[c] = Math.round(row[c] / STEP) * STEP;
    for (let c = 0; c < row.length; c++) row[c] = sum > 0 ? row[c] / sum : 1 / row.length;
  },
};
