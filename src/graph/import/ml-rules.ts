import type { Attributes, Constant, GraphNode } from '../ir.ts';
import { float, int, ints, stringOf } from '../ir.ts';
import type { OnnxFile } from '../onnx/read.ts';
import { codeOf } from '../onnx/types.ts';
import { floatsOf, isMl, labelsOf } from './ml.ts';

/**
 * Operators of `ai.onnx.ml` that are smooth, in standard operators, so that rules follow them and gradients pass: a logistic
 * regression behind a scaler is a white box. Each form was compared with what the engine computes.
 */
class Writer {
  readonly nodes: GraphNode[] = [];
  readonly constants = new Map<string, Constant>();
  readonly #opset: number;
  readonly #prefix: string;

  constructor(opset: number, prefix: string) {
    this.#opset = opset;
    this.#prefix = prefix;
  }

  emit(op: string, inputs: readonly string[], attributes: Attributes = {}, output?: string): string {
    const name = output ?? `${this.#prefix}/${op}_${this.nodes.length}`;
    this.nodes.push({ op, domain: undefined, name: `${name}/node`, inputs, outputs: [name], attributes });
    return name;
  }

  constant(values: readonly number[], dims: readonly number[]): string {
    const name = `${this.#prefix}/constant_${this.constants.size}`;
    this.constants.set(name, { dtype: 'float32', dims, data: Float32Array.from(values) });
    return name;
  }

  float32(value: string): string {
    return this.emit('Cast', [value], { to: int(codeOf.float32) });
  }

  /** Sum over the columns, [N, 1]; the axes became an input in operator set 13. */
  rowSum(value: string): string {
    if (this.#opset < 13) return this.emit('ReduceSum', [value], { axes: ints([1]), keepdims: int(1) });
    const axes = `${this.#prefix}/axes`;
    this.constants.set(axes, { dtype: 'int64', dims: [1], data: BigInt64Array.of(1n) });
    return this.emit('ReduceSum', [value, axes], { keepdims: int(1) });
  }
}

/** Writes the value of the node's output that is read; false where this form has none. */
type Rule = (w: Writer, node: GraphNode, output: string, made: ReadonlyMap<string, GraphNode>) => boolean;

/** (x − offset) · scale */
const scaler: Rule = (w, { inputs, attributes }, output) => {
  const offset = floatsOf(attributes, 'offset') ?? [0];
  const scale = floatsOf(attributes, 'scale') ?? [1];
  const centred = w.emit('Sub', [w.float32(inputs[0]), w.constant(offset, [offset.length])]);
  w.emit('Mul', [centred, w.constant(scale, [scale.length])], {}, output);
  return true;
};

/** Rows divided by the sum of their absolute values, or their length. A row of zeros stays. */
const normalizer: Rule = (w, { inputs, attributes }, output, made) => {
  const norm = stringOf(attributes, 'norm', 'MAX');
  if (norm !== 'L1' && norm !== 'L2') return false;
  const x = w.float32(inputs[0]);
  const source = made.get(inputs[0]);
  if (norm === 'L1' && source?.op === 'LinearClassifier' && isProbability(source)) {
    // Probabilities are positive, and the head is recognised in this form.
    w.emit('Div', [x, w.rowSum(x)], {}, output);
    return true;
  }
  const size =
    norm === 'L1' ? w.rowSum(w.emit('Abs', [x])) : w.emit('Sqrt', [w.rowSum(w.emit('Mul', [x, x]))]);
  const none = w.emit('Equal', [size, w.constant([0], [1])]);
  w.emit('Div', [x, w.emit('Where', [none, w.constant([1], [1]), size])], {}, output);
  return true;
};

const isProbability = ({ attributes }: GraphNode) =>
  ['LOGISTIC', 'SOFTMAX'].includes(stringOf(attributes, 'post_transform', 'NONE'));

/** x · coefficientsᵀ + intercepts, then the softmax or the logistic function. */
const linearClassifier: Rule = (w, node, output) => {
  if (output !== node.outputs[1]) return false;
  const coefficients = floatsOf(node.attributes, 'coefficients') ?? [];
  const classes = labelsOf(node)?.length ?? 0;
  const intercepts = floatsOf(node.attributes, 'intercepts') ?? new Array<number>(classes).fill(0);
  const rows = intercepts.length;
  const features = coefficients.length / rows;
  const transform = stringOf(node.attributes, 'post_transform', 'NONE');
  // One row for two classes: the label is the second class where its value is above 0.
  const single = rows === 1 && classes === 2;
  if ((rows !== classes && !single) || !Number.isInteger(features) || features === 0) return false;
  if (!['NONE', 'LOGISTIC', 'SOFTMAX'].includes(transform)) return false;
  const x = w.float32(node.inputs[0]);
  const opposite =
    transform === 'LOGISTIC' &&
    classes === 2 &&
    intercepts[0] === -intercepts[1] &&
    coefficients.slice(0, features).every((value, i) => value === -coefficients[features + i]);
  const linear = (from: number, to?: string) =>
    w.emit(
      'Gemm',
      [
        x,
        w.constant(coefficients.slice(from * features), [rows - from, features]),
        w.constant(intercepts.slice(from), [rows - from]),
      ],
      { transB: int(1), alpha: float(1), beta: float(1) },
      to,
    );
  if (single && transform !== 'LOGISTIC') {
    // What the engine shows are 1 − z and z, equal at z = ½; 0 and z are equal where its label changes.
    const z = linear(0);
    w.emit('Concat', [w.emit('Mul', [z, w.constant([0], [1])]), z], { axis: int(1) }, output);
  } else if (opposite || single) {
    const p = w.emit('Sigmoid', [linear(rows - 1)]);
    w.emit('Concat', [w.emit('Sub', [w.constant([1], [1]), p]), p], { axis: int(1) }, output);
  } else if (transform === 'LOGISTIC') w.emit('Sigmoid', [linear(0)], {}, output);
  else if (transform === 'SOFTMAX') w.emit('Softmax', [linear(0)], { axis: int(1) }, output);
  else linear(0, output);
  return true;
};

/** Columns joined. */
const featureVectorizer: Rule = (w, { inputs }, output) => {
  w.emit(
    'Concat',
    inputs.map((name) => w.float32(name)),
    { axis: int(1) },
    output,
  );
  return true;
};

/** 1 above the threshold, else 0. */
const binarizer: Rule = (w, { inputs, attributes }, output) => {
  const given = attributes['threshold'];
  const threshold = given?.kind === 'float' ? given.value : 0;
  const above = w.emit('Greater', [w.float32(inputs[0]), w.constant([threshold], [1])]);
  w.emit('Cast', [above], { to: int(codeOf.float32) }, output);
  return true;
};

/** By operator; a form that a rule declines is left to the engine. */
const rules: Readonly<Record<string, Rule>> = {
  Scaler: scaler,
  Normalizer: normalizer,
  LinearClassifier: linearClassifier,
  FeatureVectorizer: featureVectorizer,
  Binarizer: binarizer,
};

/** Operators of `ai.onnx.ml` that can be written in standard ones. */
export const writtenOut: readonly string[] = Object.keys(rules);

/** The part of a file with smooth `ai.onnx.ml` operators in standard ones; what has no such form stays. */
export function withoutMl(file: OnnxFile): OnnxFile {
  if (!file.nodes.some(isMl)) return file;
  const read = new Set(file.nodes.flatMap(({ inputs, captures = [] }) => [...inputs, ...captures]));
  for (const { name } of file.outputs) read.add(name);
  const made = new Map(file.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const constants = new Map(file.constants);
  const nodes = file.nodes.flatMap((node) => {
    const rule = isMl(node) && Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
    const wanted = node.outputs.filter((name) => read.has(name));
    const writer = new Writer(file.opset, `${node.name}/${wanted[0]}`);
    if (!rule || wanted.length !== 1 || !rule(writer, node, wanted[0], made)) return [node];
    for (const [name, constant] of writer.constants) constants.set(name, constant);
    return writer.nodes;
  });
  return { ...file, nodes, constants };
}
