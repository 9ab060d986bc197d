import type { OperatorTable } from '../operator.ts';

/** Every operator the graph knows. A family is one file and one line here. */
export const operators: OperatorTable = {};
