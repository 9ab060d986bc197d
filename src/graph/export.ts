import { UserError } from '../messages/index.ts';
import { sizeOf, type Graph } from './ir.ts';
import { effectiveLoss, labelInputs, lossGradientGraph, type GraphLoss } from './losses.ts';
import type { Model } from './model.ts';
import { writeOnnx } from './onnx/write.ts';
import { otherNames, withRenamed } from './rename.ts';

/** Names of what goes into an exported graph and of what comes out of it. */
export const exportNames = ['input', 'labels', 'targets', 'logits', 'loss', 'gradient'] as const;
type ExportName = (typeof exportNames)[number];

export interface GradientExportOptions {
  /** Cross-entropy unless told. */
  readonly loss?: GraphLoss;
  /** Whether ascending the loss nears a chosen class, and not only leaves the true one. */
  readonly targeted?: boolean;
}

/** The model with `input` and `logits` for names; what else has a name of an exported graph's gets another one. */
function named(model: Model): Model {
  const names = otherNames(model.graph, exportNames);
  names.set(model.input.name, 'input').set(model.output, 'logits');
  const rename = (name: string) => names.get(name) ?? name;
  return {
    ...model,
    graph: withRenamed(model.graph, rename),
    input: { ...model.input, name: rename(model.input.name) },
    output: rename(model.output),
  };
}

const lossWords: Readonly<Record<GraphLoss, string>> = {
  'cross-entropy': 'cross-entropy',
  margin: 'margin (Carlini and Wagner 2017, f6)',
  dlr: 'difference of logits ratio (Croce and Hein 2020)',
};

type Words = Readonly<Partial<Record<ExportName, string>>>;

function modelWords({ input, classes, access, fixedBatch }: Model): Words {
  const samples = fixedBatch === undefined ? 'N samples' : `${fixedBatch} samples`;
  const scores =
    access === 'label'
      ? '0 for the predicted class and far less for all others: the model tells labels only'
      : 'scores before softmax';
  return {
    input: `${samples} of ${sizeOf(input.sampleShape)} values each, in the units of the data; preprocessing is part of the graph`,
    logits: `one row of ${classes} values per sample, ${scores}; the largest is the predicted class`,
  };
}

function gradientWords(model: Model, asked: GraphLoss, targeted: boolean): Words {
  const loss = effectiveLoss(asked, model.classes, targeted);
  const through =
    model.straightThrough.length > 0
      ? `; ${model.straightThrough.join(', ')} is passed straight through, as if it did not round`
      : '';
  const aim = targeted ? 'nears the target' : 'leaves the label';
  const words: Words = {
    ...modelWords(model),
    labels: 'the true class of each sample, one-hot',
    targets: 'the class that each sample is to be taken for, one-hot',
    loss: `${lossWords[loss]} of each sample, signed so that ascending it ${aim}`,
    gradient: `derivative of each sample's loss with respect to its input${through}`,
  };
  const read = labelInputs(asked, model.classes, targeted);
  return Object.fromEntries(
    Object.entries(words).filter(
      ([name]) => (name !== 'labels' && name !== 'targets') || read.includes(name),
    ),
  );
}

/**
 * A valid ONNX file of a model as the lab reads it, for any runtime: `input` [N, …sample shape] to `logits` [N, classes],
 * float32, each with a doc string. Preprocessing that stands in front of the model is part of it; a final softmax is not. N is
 * symbolic, or the file's own where the model works with that batch size only.
 */
export function exportModel(model: Model): Uint8Array<ArrayBuffer> {
  const { graph, ...rest } = named(model);
  return writeOnnx(graph, {
    doc: 'A classifier from the values of the data to its logits.',
    docs: modelWords({ graph, ...rest }),
  });
}

/**
 * The same with loss and gradient: `input` and one-hot `labels`, `targets` or both [N, classes] to `logits`, `loss` [N] and
 * `gradient` [N, …sample shape]. DLR needs three classes, targeted four; with fewer the margin stands in, and the file says so.
 * @throws UserError naming the operators when the model cannot be differentiated.
 */
export function exportGradient(model: Model, options: GradientExportOptions = {}): Uint8Array<ArrayBuffer> {
  const { loss = 'cross-entropy', targeted = false } = options;
  if (model.access !== 'gradient')
    throw new UserError('graph.no-gradient', { operators: model.notDifferentiable.join(', ') });
  const own = named(model);
  const emitted = lossGradientGraph(own, loss, { targeted, wrt: 'input', target: 'wasm' });
  const names = new Map([[emitted.loss, 'loss']]);
  for (const gradient of emitted.gradients.values()) names.set(gradient, 'gradient');
  const graph: Graph = withRenamed(emitted.graph, (name) => names.get(name) ?? name);
  return writeOnnx(graph, {
    doc: 'A classifier with its loss and the gradient of the loss by the input.',
    docs: gradientWords(own, loss, targeted),
  });
}
