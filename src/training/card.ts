import type { TrainingKnowledge } from './knowledge.ts';
import type { Architecture } from './layers.ts';
import type { PrivacyRecord } from './privacy/record.ts';
import type { TrainingPlan } from './train.ts';

/** A rate with what it was counted from. */
export interface Counted {
  readonly correct: number;
  readonly n: number;
  readonly accuracy: number;
}

/** Accuracy that was left after an attack on the test part; a sample counts when no run of the attack broke it. */
export interface RobustnessFigure extends Counted {
  /** Id of the attack, and how it was run. Worst case over the losses and over all restarts. */
  readonly attack: string;
  readonly norm: 'linf' | 'l2';
  /** Radius in input units; for tables in standard deviations of each feature. */
  readonly epsilon: number;
  readonly steps: number;
  readonly restarts: number;
  /** As a share of ε. */
  readonly relativeStep: number;
  readonly losses: readonly string[];
}

/** What a bundled model is, how it was made and what it reaches: enough to make it again, byte for byte. */
export interface ModelCard {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Name of the model's file beside the card, its size and hash. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What it was trained on; also what it is assessed on unless other data are chosen. */
  readonly dataset: { readonly id: string; readonly sha256: string };
  readonly input: {
    readonly shape: readonly number[];
    /** The values it expects: pixels between two bounds, or a table's own units (standardisation is part of the model). */
    readonly range: readonly [number, number] | 'raw';
  };
  readonly classes: number;
  /** Trained numbers. */
  readonly parameters: number;
  readonly architecture: Architecture;
  readonly training: TrainingPlan;
  /** Not trained by itself: another bundled model whose logits are multiplied by a constant. */
  readonly madeFrom?: { readonly id: string; readonly logitsTimes: number };
  readonly engine: { readonly name: string; readonly threads: number; readonly onnxruntime: string };
  /** Rows of the training part that it was trained on, where not all of them. */
  readonly members?: readonly number[];
  /** What differential privacy its members have, where it was trained for any. */
  readonly privacy?: PrivacyRecord;
  readonly accuracy: {
    /** On the rows it was trained on. */
    readonly train: Counted;
    readonly test: Counted;
    /** On the rows of the training part that it was not trained on. */
    readonly otherTrain?: Counted;
  };
  /** A radius at which models of this kind differ well; curves reach to half as much again. */
  readonly epsilonOfNote: number;
  readonly robustness: readonly RobustnessFigure[];
}

/** What a list of models shows without opening the cards. */
export interface TargetSummary {
  readonly id: string;
  readonly title: ModelCard['title'];
  readonly dataset: string;
  readonly recipe: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Hash of the card's file. */
  readonly cardSha256: string;
  readonly testAccuracy: number;
  readonly epsilonOfNote: number;
}

export function summaryOf(card: ModelCard, cardSha256: string): TargetSummary {
  return {
    id: card.id,
    title: card.title,
    dataset: card.dataset.id,
    recipe: card.training.recipe.id,
    bytes: card.bytes,
    sha256: card.sha256,
    cardSha256,
    testAccuracy: card.accuracy.test.accuracy,
    epsilonOfNote: card.epsilonOfNote,
  };
}

/** What a card says of the rows a model was trained on. */
export function knowledgeOf({
  members,
  architecture,
  training,
  madeFrom,
}: Pick<ModelCard, 'members' | 'architecture' | 'training' | 'madeFrom'>): TrainingKnowledge {
  return {
    source: 'card',
    ...(members ? { members } : {}),
    ...(madeFrom ? {} : { recipe: { architecture, plan: training } }),
  };
}
