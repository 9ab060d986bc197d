import { fields, type MembershipParameters } from './membership/fields.ts';
import { mergePieces } from './membership/merge.ts';
import { shardsOf } from './membership/plan.ts';
import { runPiece } from './membership/run.ts';
import { FieldValues } from './fields.ts';
import type { Indicator } from './types.ts';

const ID = 'A.1-2';

/**
 * Membership inference (draft A.1, row 2): how well attackers tell the rows a model was trained on from others of the same
 * distribution. `value` is the success rate on a half-and-half set, (TPR + TNR) / 2 with ½ for chance, of the attack that is
 * strongest on the other half of the records, with thresholds from there; `roc` holds every attack's curve and figures. The draft
 * prints a share of inferred members, which depends on how many there are: it stands in the details.
 */
export const a12: Indicator<MembershipParameters> = {
  id: ID,
  title: 'indicators.a-1-2',
  what: 'indicators.a-1-2-what',
  needs: 'label',
  looksAt: 'training',
  fields,
  // Where nothing has to be trained or asked: recorded predictions with a flag for members.
  first: { place: 3, when: ({ recorded }) => recorded === true, parameters: () => ({}) },
  defaults: (subject) => a12.resolve({}, subject),
  resolve: (given, subject) =>
    new FieldValues(ID, fields, given, subject).all() as unknown as MembershipParameters,
  shards: (parameters, subject, selection) => shardsOf(ID, parameters, subject, selection),
  run: runPiece,
  merge: (parts, parameters, subject, selection, seed) =>
    mergePieces(ID, parts, parameters, subject, selection, seed),
};
