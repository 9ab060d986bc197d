import type { OperatorCase } from './case.ts';
import { attentionCases } from './attention-cases.ts';
import { einsumCases } from './einsum-cases.ts';
import { elementwiseCases } from './elementwise-cases.ts';
import { functionCases } from './function-cases.ts';
import { indexingCases } from './indexing-cases.ts';
import { layoutCases } from './layout-cases.ts';
import { normalisationCases } from './normalisation-cases.ts';
import { poolingCases } from './pooling-cases.ts';
import { quantisationCases } from './quantisation-cases.ts';
import { reductionCases } from './reduction-cases.ts';
import { resizeCases } from './resize-cases.ts';
import { samplingCases } from './sampling-cases.ts';
import { windowCases } from './window-cases.ts';

/** Every operator's test cases; an operator in the registry without one fails a test. */
export const cases: readonly OperatorCase[] = [
  ...elementwiseCases,
  ...functionCases,
  ...einsumCases,
  ...attentionCases,
  ...reductionCases,
  ...normalisationCases,
  ...quantisationCases,
  ...layoutCases,
  ...indexingCases,
  ...windowCases,
  ...poolingCases,
  ...resizeCases,
  ...samplingCases,
];
