import { UserError } from '../messages/index.ts';
import { GraphBuilder } from './builder.ts';
import { differentiate, obstacles } from './differentiate.ts';
import { appendFolded, preparedOpset } from './fold.ts';
import type { Graph, GraphNode, Shape } from './ir.ts';
import { intOf, sizeOf } from './ir.ts';
import { simplified } from './onnx/simplify.ts';
import { readOnnx } from './onnx/read.ts';
import type { FileValue, OnnxFile } from './onnx/read.ts';
import { operatorOf } from './operators/index.ts';
import { oldestOpset } from './upgrade.ts';

/**
 * What a model lets an attacker see: gradients where every operator on the way has a rule; else its scores; or, where only
 * classes come out, labels. With labels alone the logits are rows that are 0 at the class and far below 0 elsewhere.
 */
export type Access = 'gradient' | 'score' | 'label';

/** A classifier ready for use: its graph up to the logits, and what may be done with it. */
export interface Model {
  /** One input, one output (the logits, [N, classes]); no Dropout, no Identity, no final softmax. */
  readonly graph: Graph;
  readonly input: { readonly name: string; readonly sampleShape: readonly number[] };
  /** Value name of the logits. */
  readonly output: string;
  readonly classes: number;
  readonly opset: number;
  readonly producer: string;
  /** The only batch size the file allows; undefined when any does. Smaller batches are padded to it. */
  readonly fixedBatch: number | undefined;
  /** The activation that was taken off the end, if any: losses are computed before it. */
  readonly removed: 'Softmax' | 'LogSoftmax' | undefined;
  /** Operators between input and logits without gradient: white-box methods are impossible where there is one. */
  readonly notDifferentiable: readonly string[];
  /** Operators on the way whose gradient is zero everywhere (rounding and the like): gradients may be masked. */
  readonly zeroGradient: readonly string[];
  /** Operators whose gradient is not theirs but passed straight through (QuantizeLinear … in QDQ form). */
  readonly straightThrough: readonly string[];
  readonly access: Access;
  /** Names of the classes, where the file itself gives them. */
  readonly classNames?: readonly string[];
}

export interface ImportOptions {
  /** Shape of one sample, where the file leaves it free. */
  readonly sampleShape?: readonly number[];
  /** Name of the output that holds the scores, where the file has several; else the likeliest one. */
  readonly output?: string;
  /** What the one value per sample of a binary model means; without it only a final Sigmoid says that it is a probability. */
  readonly single?: 'logit' | 'probability';
}

function theInput(file: OnnxFile): FileValue {
  if (file.inputs.length !== 1) throw new UserError('graph.inputs', { count: file.inputs.length });
  const [input] = file.inputs;
  if (input.dtype !== 'float32') throw new UserError('graph.input-type', { name: input.name });
  return input;
}

/** One sample's shape as the file or the caller gives it. */
function sampleShape(input: FileValue, given: readonly number[] | undefined): number[] {
  const stated = input.dims?.slice(1);
  const shape = stated?.map((dim, axis) => (dim === 'free' ? given?.[axis] : dim)) ?? given;
  if (!shape || shape.length === 0 || shape.some((dim) => dim === undefined)) {
    throw new UserError('graph.free-shape', { name: input.name });
  }
  const sizes = shape as number[];
  if (sizes.reduce((product, dim) => product * dim, 1) > 1 << 26)
    throw new UserError('graph.sample-too-large');
  return sizes;
}

/** Scatter is an old name that the upgrade to a newer operator set replaces. */
const isKnown = (node: GraphNode): boolean =>
  operatorOf(node) !== undefined || (!node.domain && node.op === 'Scatter');

/** Refuses operators without a rule, all of them in one sentence. */
function checkOperators({ nodes, nested, opset }: OnnxFile): void {
  if (opset < oldestOpset) throw new UserError('graph.old-opset', { opset, oldest: oldestOpset });
  const unknown = new Set(nested);
  for (const node of nodes)
    if (!isKnown(node)) unknown.add(node.domain ? `${node.domain}.${node.op}` : node.op);
  if (unknown.size > 0)
    throw new UserError('graph.unknown-operators', { operators: [...unknown].join(', ') });
}

/** The file's graph for inputs of this shape; `statedBatch` where a batch that the file fixes is made free. */
function build(file: OnnxFile, input: FileValue, shape: Shape, statedBatch?: number): GraphBuilder {
  const builder = new GraphBuilder(preparedOpset(file.opset));
  builder.input(input.name, { dtype: 'float32', shape });
  for (const [name, constant] of file.constants) builder.defineConstant(name, constant);
  for (const node of file.nodes) {
    try {
      appendFolded(builder, node, { from: file.opset, statedBatch });
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      throw new UserError('graph.does-not-fit', { node: node.name, operator: node.op }, { cause });
    }
    for (const name of node.outputs) checkSize(builder, name, node);
  }
  return builder;
}

/** A few hundred megabytes for one sample are a lie in the file, or too much for a page. */
function checkSize(builder: GraphBuilder, name: string, node: GraphNode): void {
  if (name === '' || !builder.has(name)) return;
  if (Math.abs(sizeOf(builder.shape(name))) > 1 << 26) {
    throw new UserError('graph.value-too-large', { node: node.name, operator: node.op });
  }
}

/** Tries a free batch first; where a file insists on its size because samples meet, that size stays. */
function buildWithBatch(
  file: OnnxFile,
  input: FileValue,
  sample: readonly number[],
): { builder: GraphBuilder; fixedBatch: number | undefined } {
  const stated = input.dims?.[0] ?? 'free';
  if (stated === 'free') return { builder: build(file, input, [-1, ...sample]), fixedBatch: undefined };
  const free = attempt(() => build(file, input, [-1, ...sample], stated));
  if (free && file.outputs.every(({ name }) => free.has(name) && free.shape(name)[0] === -1)) {
    return { builder: free, fixedBatch: undefined };
  }
  return { builder: build(file, input, [stated, ...sample]), fixedBatch: stated };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The output that holds one row of class values per sample: the first such, for files that have several. */
function theOutput(builder: GraphBuilder, outputs: readonly FileValue[]): { name: string; classes: number } {
  const batch = builder.inputs[0].shape[0];
  for (const { name } of outputs) {
    if (!builder.has(name)) continue;
    const { dtype, shape } = builder.type(name);
    const [samples, classes, ...rest] = shape;
    if (dtype !== 'float32' || samples !== batch || !(classes >= 2) || rest.some((dim) => dim !== 1))
      continue;
    return { name: builder.reshape(name, [samples, classes]), classes };
  }
  throw new UserError('graph.not-a-classifier');
}

/** The value before a softmax over the classes at the end. */
function beforeSoftmax(builder: GraphBuilder, name: string): { name: string; removed: Model['removed'] } {
  const last = builder.nodes.find(({ outputs }) => outputs[0] === name);
  if (!last) return { name, removed: undefined };
  const shape = builder.shape(last.inputs[0]);
  if (last.op === 'Reshape' || last.op === 'Flatten' || last.op === 'Squeeze') {
    const inner = beforeSoftmax(builder, last.inputs[0]);
    if (!inner.removed) return { name, removed: undefined };
    return { name: builder.reshape(inner.name, builder.shape(name)), removed: inner.removed };
  }
  if (last.op !== 'Softmax' && last.op !== 'LogSoftmax') return { name, removed: undefined };
  const axis = intOf(last.attributes, 'axis', -1);
  const classes = (axis + shape.length) % shape.length;
  const overClasses = classes > 0 && shape.every((dim, i) => i === 0 || i === classes || dim === 1);
  return overClasses ? { name: last.inputs[0], removed: last.op } : { name, removed: undefined };
}

/**
 * Reads an ONNX classifier. Throws UserError, one sentence, when the file is damaged, is not a classifier of one float
 * input, or uses operators that the lab does not know; all of these are named at once.
 */
export function importModel(bytes: Uint8Array, options: ImportOptions = {}): Model {
  const file = simplified(readOnnx(bytes));
  const input = theInput(file);
  checkOperators(file);
  const sample = sampleShape(input, options.sampleShape);
  const { builder, fixedBatch } = buildWithBatch(file, input, sample);
  const output = theOutput(builder, file.outputs);
  const { name, removed } = beforeSoftmax(builder, output.name);
  const graph = { ...builder.build([name]), producer: file.producer };
  return {
    graph,
    input: { name: input.name, sampleShape: sample },
    output: name,
    classes: output.classes,
    opset: graph.opset,
    producer: file.producer,
    fixedBatch,
    removed,
    ...differentiability(graph, input.name, name),
  };
}

/** What stands in a gradient's way between input and logits: told by the rules at hand, then by trying. */
function differentiability(
  graph: Graph,
  input: string,
  output: string,
): Pick<Model, 'notDifferentiable' | 'zeroGradient' | 'straightThrough' | 'access'> {
  const { missing, zero, straightThrough } = obstacles(graph, [input], output);
  const found = (notDifferentiable: readonly string[]) => ({
    notDifferentiable,
    zeroGradient: zero,
    straightThrough,
    access: notDifferentiable.length > 0 ? ('score' as const) : ('gradient' as const),
  });
  if (missing.length > 0) return found(missing);
  try {
    differentiate(GraphBuilder.from(graph), output, [input], 'wasm');
    return found([]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return found([String(error.values.operators)]);
  }
}

/** A model from a graph that the lab built itself; its only output are the logits. */
export function modelOf(graph: Graph): Model {
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  return {
    graph,
    input: { name: input.name, sampleShape: input.shape.slice(1) },
    output: output.name,
    classes: output.shape[1],
    opset: graph.opset,
    producer: graph.producer ?? 'touchstone',
    fixedBatch: input.shape[0] < 0 ? undefined : input.shape[0],
    removed: undefined,
    ...differentiability(graph, input.name, output.name),
  };
}
