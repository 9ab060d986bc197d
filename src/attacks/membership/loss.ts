import { negative, thresholdAttack } from './threshold.ts';

/** Threshold on the cross-entropy with the record's label (S. Yeom, I. Giacomelli, M. Fredrikson & S. Jha, 2018). */
export const loss = thresholdAttack('loss', (signals) => negative(signals.loss));
