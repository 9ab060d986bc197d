import { thresholdAttack } from './threshold.ts';

/** Threshold on φ = ln p_y − ln(1 − p_y), which keeps apart what is near 1 as a probability (N. Carlini et al., 2022). */
export const logit = thresholdAttack('logit', (signals) => signals.logit);
