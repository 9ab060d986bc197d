import data from './catalogue/risks.json';
import type { RiskEntry } from './types.ts';

/** Risks of Appendix B by stage and level. */
export const riskEntries = data.risks as readonly RiskEntry[];

/** Vulnerabilities (B.2.1), threats (B.2.2) and the classification of algorithms (B.1). */
export const { vulnerabilities, threats, classification } = data;
