import type { Attributes, GraphNode } from '../ir.ts';
import { intOf, stringOf } from '../ir.ts';

/** Operators of `ai.onnx.ml`, which classical models are written in (scikit-learn, LightGBM, XGBoost). */
const ml = 'ai.onnx.ml';

export const isMl = ({ domain }: Pick<GraphNode, 'domain'>): boolean => domain === ml;

const classifiers = new Set(['TreeEnsembleClassifier', 'LinearClassifier', 'SVMClassifier']);
const regressors = new Set(['TreeEnsembleRegressor', 'LinearRegressor', 'SVMRegressor', 'TreeEnsemble']);

const list = (attributes: Attributes, name: string): readonly (string | number)[] | undefined => {
  const attribute = attributes[name];
  const many = attribute?.kind === 'strings' || attribute?.kind === 'ints';
  return many && attribute.value.length > 0 ? attribute.value : undefined;
};

/** The classes that a classifier or a map of scores names, in the order of its scores. */
export function labelsOf({ attributes }: GraphNode): readonly string[] | undefined {
  for (const name of [
    'classlabels_strings',
    'classlabels_int64s',
    'classlabels_ints',
    'classlabels_int64s',
  ]) {
    const labels = list(attributes, name);
    if (labels) return labels.map(String);
  }
  return undefined;
}

/** The scores beside a label, where `node` is a classifier and `name` its label. */
export function classifierOf(node: GraphNode, name: string): string | undefined {
  if (!isMl(node) || !classifiers.has(node.op) || node.outputs[0] !== name) return undefined;
  return node.outputs[1] || undefined;
}

export const isClassifier = (node: GraphNode): boolean => isMl(node) && classifiers.has(node.op);
/** An ensemble of set 5 does not say what it predicts; with a sum for each of several classes it shows scores. */
export const isRegressor = (node: GraphNode): boolean =>
  isMl(node) &&
  regressors.has(node.op) &&
  !(node.op === 'TreeEnsemble' && intOf(node.attributes, 'n_targets', 1) > 1);

/**
 * Whether a classifier's scores are probabilities or votes, never negative: after a softmax or a logistic function, and where
 * the leaves' weights themselves are never negative (forests hold shares of the classes in their leaves).
 */
export function givesProbabilities(node: GraphNode): boolean {
  const transform = stringOf(node.attributes, 'post_transform', 'NONE');
  if (transform === 'SOFTMAX' || transform === 'LOGISTIC') return true;
  if (node.op !== 'TreeEnsembleClassifier') {
    return node.op === 'SVMClassifier' && (floatsOf(node.attributes, 'prob_a')?.length ?? 0) > 0;
  }
  const weights = floatsOf(node.attributes, 'class_weights');
  const base = floatsOf(node.attributes, 'base_values') ?? [];
  return (
    transform === 'NONE' && weights !== undefined && [...weights, ...base].every((weight) => weight >= 0)
  );
}

/** A list of floats, in whichever of its two attributes it stands. */
export function floatsOf(attributes: Attributes, name: string): readonly number[] | undefined {
  const attribute = attributes[name];
  if (attribute?.kind === 'floats') return attribute.value;
  const tensor = attributes[`${name}_as_tensor`];
  return tensor?.kind === 'tensor' ? Array.from(tensor.value.data as ArrayLike<number>, Number) : undefined;
}
