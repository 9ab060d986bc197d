import { exp, log } from '../../numeric/math.ts';
import type { OutputDefence } from './types.ts';

const TEMPERATURE = 5;

/** Softmax at temperature 5: p^(1/5), divided by the sum. The order stays; an asker who knows the temperature can undo it. */
export const temperature: OutputDefence = {
  id: 'temperature',
  title: 'defences.temperature',
  what: 'defences.temperature-what',
  varies: false,
  apply(row) {
    let sum = 0;
    for (let c = 0; c < row.length; c++) sum += row[c] = row[c] > 0 ? exp(log(row[c]) / TEMPERATURE) : 0;
    for (let c = 0; c < row.length; c++) row[c] /= sum;
  },
};
