import data from './catalogue/procedure.json';

/** Terms, stages, levels, the assessment procedure of clause 8, calculation (A.7) and publication (A.8). */
export const procedure = data;
