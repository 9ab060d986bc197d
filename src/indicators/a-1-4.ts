import { FieldValues } from './fields.ts';
import { fields, type StealingParameters } from './stealing/fields.ts';
import { mergePieces } from './stealing/merge.ts';
import { shardsOf } from './stealing/plan.ts';
import { runPiece } from './stealing/run.ts';
import type { Indicator } from './types.ts';

const ID = 'A.1-4';

/**
 * Model stealing (draft A.1, row 4): copies are trained on the model's answers to growing numbers of queries. `value` is the area
 * under fidelity (share of inputs on which copy and model agree) over the number of queries, divided by its range, for the sampler
 * whose area is largest; smaller is safer. The draft's deviation ratio is another measure of the curves; for it larger is safer,
 * although the draft prints the opposite. Both readings of the area, on a linear and a logarithmic axis, stand in the details.
 */
export const a14: Indicator<StealingParameters> = {
  id: ID,
  title: 'indicators.a-1-4',
  what: 'indicators.a-1-4-what',
  needs: 'label',
  looksAt: 'training-if-any',
  asksAnything: true,
  fields,
  defaults: (subject) => a14.resolve({}, subject),
  resolve(given, subject) {
    const values = new FieldValues(ID, fields, given, subject);
    const parameters = values.all() as unknown as StealingParameters;
    if (subject.access === 'label' && parameters.answers !== 'labels')
      values.fail('stealing.no-scores', 'answers');
    return parameters;
  },
  shards: (parameters, subject, selection) => shardsOf(ID, parameters, subject, selection),
  run: runPiece,
  merge: (parts, parameters, subject, selection) => mergePieces(ID, parts, parameters, subject, selection),
};
