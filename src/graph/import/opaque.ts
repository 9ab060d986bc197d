import { GraphBuilder } from '../builder.ts';
import { cast } from '../emit.ts';
import type { Graph, GraphNode, Shape, ValueType } from '../ir.ts';
import { intOf } from '../ir.ts';
import type { FileValue, OnnxFile } from '../onnx/read.ts';
import { fileError } from '../trouble.ts';
import { logarithms, twoClasses, twoLogarithms } from './heads.ts';
import { feed } from './input.ts';
import { givesProbabilities, isClassifier, isRegressor, labelsOf } from './ml.ts';
import type { Candidate } from './outputs.ts';
import { producers } from './parts.ts';
import type { ImportOptions, Removed } from './types.ts';

/** What the values at the end are; scores of unknown meaning count as logits. */
type Meaning = 'logits' | 'probabilities' | 'labels';

/** The end of the part that the engine runs, and what is known of it. */
interface End {
  readonly name: string;
  readonly meaning: Meaning;
  readonly removed: Removed | undefined;
  /** Whether the last value is a single sigmoid's input. */
  readonly binary: boolean;
}

export interface OpaqueGraph {
  readonly graph: Graph;
  readonly input: string;
  readonly output: string;
  readonly classes: number;
  readonly fixedBatch: number | undefined;
  readonly removed: Removed | undefined;
}

/** The value before a last activation: its type is that of the output, which the file states. */
function endOf(made: ReadonlyMap<string, GraphNode>, candidate: Candidate): End {
  const plain = { removed: undefined, binary: false };
  if (candidate.label) return { name: candidate.source.name, meaning: 'labels', ...plain };
  const { name } = candidate.source;
  const last = made.get(name);
  if (!last) return { name, meaning: 'logits', ...plain };
  if (isClassifier(last)) {
    return { name, meaning: givesProbabilities(last) ? 'probabilities' : 'logits', ...plain };
  }
  if (last.domain === 'ai.onnx.ml' && last.op === 'Normalizer')
    return { name, meaning: 'probabilities', ...plain };
  if (last.domain !== undefined) return { name, meaning: 'logits', ...plain };
  if (last.op === 'Sigmoid') {
    return { name: last.inputs[0], meaning: 'logits', removed: 'Sigmoid', binary: true };
  }
  const rank = candidate.source.dims?.length;
  const axis = intOf(last.attributes, 'axis', 1);
  const rows = rank === 2 && (axis === 1 || axis === -1);
  if (rows && (last.op === 'Softmax' || last.op === 'LogSoftmax')) {
    return { name: last.inputs[0], meaning: 'logits', removed: last.op, binary: false };
  }
  return { name, meaning: 'logits', ...plain };
}

/** How many values each sample has at the end: as the file states, or as its last operator tells. */
function widthOf(
  file: OnnxFile,
  made: ReadonlyMap<string, GraphNode>,
  { source, classNames, output }: Candidate,
): number | undefined {
  const stated = source.dims ?? (source.name === output.name ? output.dims : undefined);
  const wide = stated?.slice(1).filter((dim) => dim !== 1) ?? [];
  if (stated && wide.every((dim) => dim !== 'free') && wide.length <= 1 && stated.length > 0) {
    return wide.length === 0 ? 1 : Number(wide[0]);
  }
  let node = made.get(source.name);
  for (let steps = 0; node && steps < 16; steps++) {
    if (isClassifier(node)) return labelsOf(node)?.length;
    const weights = file.constants.get(node.inputs[1] ?? '')?.dims;
    if (node.op === 'MatMul' && weights?.length === 2) return weights[1];
    if (node.op === 'Gemm' && weights?.length === 2)
      return weights[intOf(node.attributes, 'transB', 0) ? 0 : 1];
    if (!['Softmax', 'LogSoftmax', 'Sigmoid', 'Add', 'Cast', 'Identity', 'Normalizer'].includes(node.op))
      break;
    node = made.get(node.inputs[0]);
  }
  return classNames?.length;
}

/** Rows of one-hot labels, 0 at the class and −1e4 elsewhere. */
function labelRows(b: GraphBuilder, labels: string, samples: number, classes: number): string {
  const column = b.reshape(cast(b, labels, 'int64'), [samples, 1]);
  const numbers = Array.from({ length: classes }, (_, i) => i);
  const hit = cast(b, b.emit('Equal', [column, b.int64(numbers, [1, classes])]), 'float32');
  return b.mul(b.sub(hit, b.scalar(1)), b.scalar(1e4));
}

/**
 * A part of a file as it stands, for the engine alone: no rule looks at its nodes, its operator set stays, and nothing but the
 * way in and the end is the lab's. The batch is free unless the file writes it down.
 * @throws UserError where the file says too little of its output, or what comes out is a quantity and no class.
 */
export function opaqueGraph(
  file: OnnxFile,
  input: FileValue,
  sample: readonly number[],
  candidate: Candidate,
  options: ImportOptions,
): OpaqueGraph {
  const made = producers(file);
  const end = endOf(made, candidate);
  const last = made.get(end.name);
  if (last && isRegressor(last) && !end.binary && options.single === undefined)
    throw fileError('graph.regression', { operator: last.op });
  const stated = input.dims?.[0] ?? 'free';
  const samples = stated === 'free' ? -1 : stated;
  const width = end.meaning === 'labels' ? 1 : widthOf(file, made, candidate);
  if (width === undefined) throw fileError('graph.classes-unknown', { name: candidate.output.name });

  const builder = new GraphBuilder(file.opset);
  const fed = feed(builder, input, [samples, ...sample], file.nodes);
  for (const [name, constant] of file.constants) builder.defineConstant(name, constant);
  const dtype =
    end.meaning === 'labels' ? (candidate.source.dtype ?? 'int64') : (candidate.source.dtype ?? 'float32');
  if (end.meaning === 'labels' && candidate.source.type === 'string')
    throw fileError('graph.label-strings', { name: candidate.output.name });
  const endType: ValueType = { dtype, shape: end.meaning === 'labels' ? [samples] : [samples, width] };
  for (const node of file.nodes) {
    const declared = node.outputs.map((name) => (name === end.name ? endType : undefined));
    builder.append({ ...node, declared });
  }
  const head = logitsOf(builder, end, samples, width, options);
  return {
    graph: { ...builder.build([head]), producer: file.producer },
    input: fed.name,
    output: head,
    classes: builder.shape(head)[1],
    fixedBatch: stated === 'free' ? undefined : stated,
    removed: end.removed,
  };
}

function logitsOf(
  b: GraphBuilder,
  { name, meaning, binary, removed }: End,
  samples: number,
  width: number,
  options: ImportOptions,
): string {
  if (meaning === 'labels') {
    if (options.classes === undefined) throw fileError('graph.classes-unknown', { name });
    return labelRows(b, name, samples, options.classes);
  }
  // The file's own shape may have further axes of size 1; the declared one has none, so the engine is told anew.
  const rows: Shape = [samples, width];
  const values = b.emit('Reshape', [
    cast(b, name, 'float32'),
    b.int64(rows.map((dim) => (dim < 0 ? -1 : dim))),
  ]);
  if (width > 1) return meaning === 'probabilities' ? logarithms(b, values) : values;
  if (binary && removed === 'Sigmoid') return twoClasses(b, values);
  if (options.single === undefined) throw fileError('graph.one-value', { name });
  return options.single === 'logit' ? twoClasses(b, values) : twoLogarithms(b, values);
}
