import { negative, thresholdAttack } from './threshold.ts';

/** Threshold on the modified entropy, which is low only where the answer is sure and right (L. Song & P. Mittal, 2021). */
export const modifiedEntropy = thresholdAttack('modified-entropy', (signals) =>
  negative(signals.modifiedEntropy),
);
