import { thresholdAttack } from './threshold.ts';

/** Threshold on the margin between the label's logit and the largest other one (N. Carlini et al., 2022, appendix). */
export const hinge = thresholdAttack('hinge', (signals) => signals.hinge);
