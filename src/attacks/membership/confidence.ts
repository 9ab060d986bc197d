import { thresholdAttack } from './threshold.ts';

/**
 * Threshold on the probability of the record's label. Orders records as the loss does, but what rounds to 1 becomes equal, as it
 * does for whoever sees probabilities only.
 */
export const confidence = thresholdAttack('confidence', (signals) => signals.confidence);
