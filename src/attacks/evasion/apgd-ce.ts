import { apgd } from './apgd.ts';

/** Auto-PGD on the cross-entropy (Croce and Hein, 2020). */
export const apgdCe = apgd('apgd-ce', 'attacks.apgd-ce', 'cross-entropy');
