import type { OutputDefence } from './types.ts';

/** Positions of the k largest; of equal ones the first. */
function largest(row: Float64Array, k: number): Set<number> {
  const order = Array.from(row, (_, c) => c).sort((a, b) => row[b] - row[a] || a - b);
  return new Set(order.slice(0, k));
}

/**
 * Only the k largest probabilities are shown. An asker spreads what is missing to one evenly over the classes that are not: with
 * nothing else known, the choice of greatest entropy.
 */
const topK = (k: number, words: Pick<OutputDefence, 'title' | 'what'>): OutputDefence => ({
  id: `top-${k}`,
  ...words,
  varies: false,
  apply(row) {
    const shown = largest(row, k);
    if (shown.size === row.length) return;
    let sum = 0;
    for (const c of shown) sum += row[c];
    const rest = Math.max(0, 1 - sum) / (row.length - shown.size);
    for (let c = 0; c < row.length; c++) if (!shown.has(c)) row[c] = rest;
  },
});

export const top1 = topK(1, { title: 'defences.top-1', what: 'defences.top-1-what' });
export const top3 = topK(3, { title: 'defences.top-3', what: 'defences.top-3-what' });
