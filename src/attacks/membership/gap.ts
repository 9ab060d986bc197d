import { thresholdAttack } from './threshold.ts';

/**
 * Gap rule (S. Yeom, I. Giacomelli, M. Fredrikson & S. Jha, 2018): a record is a member if it is classified correctly. Its advantage
 * is the gap between training and test accuracy; an attack that does not beat it has learnt nothing from the scores.
 */
export const gap = thresholdAttack('gap', (signals) => signals.correct);
