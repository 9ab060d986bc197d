import { negative, thresholdAttack } from './threshold.ts';

/** Threshold on the entropy of the answer (A. Salem et al., 2019): needs no label, and takes confident mistakes for members. */
export const entropy = thresholdAttack('entropy', (signals) => negative(signals.entropy));
