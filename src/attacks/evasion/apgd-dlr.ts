import { apgd } from './apgd.ts';

/** Auto-PGD on the difference of logits ratio (Croce and Hein, 2020); with fewer classes than it needs, on the margin. */
export const apgdDlr = apgd('apgd-dlr', 'attacks.apgd-dlr', 'dlr');
