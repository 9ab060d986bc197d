import { sharedJson } from './shared.ts';

/** One `*.membership-inference.json`: what other libraries and scikit-learn found on the same model. */
export interface MembershipReference {
  readonly members: number;
  readonly non_members: number;
  readonly samples: {
    /** Row of the data file. */
    readonly row: number[];
    readonly is_member: number[];
    readonly label: number[];
    readonly logits: number[][];
    readonly loss: number[];
    readonly true_class_confidence: number[];
    readonly max_confidence: number[];
    readonly entropy: number[];
    readonly modified_entropy: number[];
    readonly logit_scaled_confidence: number[];
    readonly correct: number[];
  };
  readonly attacks: Readonly<Record<string, ReferenceAttack>>;
  /** That library's trained attackers, half of the members and as many others known to them. */
  readonly ART: Readonly<
    Record<string, { readonly tpr: number; readonly fpr: number; readonly balanced_accuracy: number }>
  >;
}

export interface ReferenceAttack {
  readonly auc: number;
  readonly 'tpr_at_fpr_0.01': number;
  readonly 'tpr_at_fpr_0.001': number;
  readonly max_advantage_tpr_minus_fpr: number;
  readonly balanced_accuracy_at_best_threshold: number;
  readonly best_threshold: number;
  readonly roc?: { readonly fpr: number[]; readonly tpr: number[]; readonly thresholds: (number | 'inf')[] };
}

export const REFERENCE_MODELS = ['breast-cancer-mlp', 'digits-mlp-overfit', 'digits-mlp-noisy-labels'];

export const membershipReference = (folder: string, model: string): MembershipReference =>
  sharedJson(folder, `reference/results/${model}.membership-inference.json`);

/** The scores of a reference file under the names of its attacks, higher for members. */
export function referenceScores({
  samples,
}: Pick<MembershipReference, 'samples'>): Readonly<Record<string, number[]>> {
  const negative = (values: number[]) => values.map((value) => -value);
  return {
    negative_loss: negative(samples.loss),
    max_confidence: samples.max_confidence,
    true_class_confidence: samples.true_class_confidence,
    correctness: samples.correct,
    negative_entropy: negative(samples.entropy),
    negative_modified_entropy: negative(samples.modified_entropy),
    logit_scaled_confidence: samples.logit_scaled_confidence,
    logit_margin: samples.logits.map((row, i) => {
      const y = samples.label[i];
      return row[y] - Math.max(...row.filter((_, c) => c !== y));
    }),
  };
}
