import type { GraphBuilder } from './builder.ts';
import type { Attributes, GraphNode } from './ir.ts';
import { floatOf, int, intOf, intsOf, string, stringOf } from './ir.ts';
import { scalarLike } from './emit.ts';
import { softmaxAxes } from './operators/softmax.ts';

/**
 * The oldest operator set that gradients are written in: scatter with addition appeared in 16, and engines were probed
 * with 17. Models of an older set are brought to it; newer ones stay as they are.
 */
export const gradientOpset = 17;

/** The oldest set that can be brought there; before it, broadcasting was asked for by attributes. */
export const oldestOpset = 7;

interface Move {
  readonly builder: GraphBuilder;
  readonly node: GraphNode;
  readonly from: number;
}

/** A node of set `from` as nodes of the builder's set. Every output name of the node appears again. */
type Upgrade = (move: Move) => readonly GraphNode[];

const without = (attributes: Attributes, ...names: readonly string[]): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));

/** Lists that were attributes before set `since` and are inputs from there on, in input order after the first. */
function toInputs(since: number, ...names: readonly string[]): Upgrade {
  return ({ builder, node, from }) => {
    if (from >= since || builder.opset < since) return [node];
    const inputs = [node.inputs[0]];
    for (const name of names) {
      const values = intsOf(node.attributes, name);
      inputs.push(values ? builder.int64(values) : '');
    }
    while (inputs[inputs.length - 1] === '') inputs.pop();
    return [{ ...node, inputs, attributes: without(node.attributes, ...names) }];
  };
}

const clip: Upgrade = ({ builder, node, from }) => {
  if (from >= 11) return [node];
  const bound = (name: string) =>
    name in node.attributes ? scalarLike(builder, floatOf(node.attributes, name, 0), node.inputs[0]) : '';
  return [{ ...node, inputs: [node.inputs[0], bound('min'), bound('max')], attributes: {} }];
};

const pad: Upgrade = ({ builder, node, from }) => {
  const pads = intsOf(node.attributes, 'pads');
  if (from >= 11 || !pads) return [node];
  const value = scalarLike(builder, floatOf(node.attributes, 'value', 0), node.inputs[0]);
  const attributes = without(node.attributes, 'pads', 'value');
  return [{ ...node, inputs: [node.inputs[0], builder.int64(pads), value], attributes }];
};

const topK: Upgrade = ({ builder, node, from }) => {
  if (from >= 10) return [node];
  const k = builder.int64([intOf(node.attributes, 'k', 1)]);
  return [{ ...node, inputs: [node.inputs[0], k], attributes: without(node.attributes, 'k') }];
};

/** Sizes became an input in 13; from 18 on, equal parts must be counted. */
const split: Upgrade = ({ builder, node, from }) => {
  const [moved] = toInputs(13, 'split')({ builder, node, from });
  if (builder.opset < 18 || from >= 18 || moved.inputs.length > 1) return [moved];
  return [{ ...moved, attributes: { ...moved.attributes, num_outputs: int(node.outputs.length) } }];
};

/** Batch normalisation with figures for each place of a sample: (x − mean) · scale / √(variance + ε) + bias. */
function perPlace(builder: GraphBuilder, node: GraphNode): GraphNode {
  const [x, scale, bias, mean, variance] = node.inputs;
  const epsilon = scalarLike(builder, floatOf(node.attributes, 'epsilon', 1e-5), variance);
  const deviation = builder.emit('Sqrt', [builder.add(variance, epsilon)]);
  const scaled = builder.mul(builder.sub(x, mean), builder.div(scale, deviation));
  return { ...node, op: 'Add', inputs: [scaled, bias], outputs: [node.outputs[0]], attributes: {} };
}

/** Only the normalised values are kept of the outputs: the others belonged to training. */
const batchNormalization: Upgrade = ({ builder, node, from }) => {
  if (from >= 14) return [node];
  if (node.outputs.slice(1).some((name) => name !== ''))
    throw new Error('batch normalisation in training mode');
  if (from < 9 && intOf(node.attributes, 'spatial', 1) === 0) return [perPlace(builder, node)];
  return [
    { ...node, outputs: [node.outputs[0]], attributes: without(node.attributes, 'spatial', 'momentum') },
  ];
};

/** Before 13 a softmax saw its input as a matrix and summed over all axes from the named one on. */
const softmax: Upgrade = ({ builder, node, from }) => {
  if (from >= 13) return [node];
  const [x] = node.inputs;
  const shape = builder.shape(x);
  const axes = softmaxAxes(node, shape, from).filter((axis, i) => i === 0 || shape[axis] !== 1);
  const axis = axes[0] ?? shape.length - 1;
  if (axes.length <= 1) return [{ ...node, attributes: { axis: int(axis) } }];
  const flat = builder.fresh(`${node.op}_flat`);
  const result = builder.fresh(`${node.op}_rows`);
  const part = (op: string, inputs: string[], output: string, attributes: Attributes = {}): GraphNode => ({
    op,
    name: builder.fresh(`node_${op}`),
    inputs,
    outputs: [output],
    attributes,
  });
  return [
    part('Flatten', [x], flat, { axis: int(axis) }),
    part(node.op, [flat], result, { axis: int(1) }),
    part('Reshape', [result, builder.int64(shape.map((dim) => (dim < 0 ? -1 : dim)))], node.outputs[0]),
  ];
};

const dropout: Upgrade = ({ node }) => {
  if (node.outputs.length > 1 && node.outputs[1] !== '') return [node];
  return [{ ...node, op: 'Identity', inputs: [node.inputs[0]], outputs: [node.outputs[0]], attributes: {} }];
};

/** The name that ScatterElements had before set 11. */
const scatter: Upgrade = ({ node }) => [{ ...node, op: 'ScatterElements' }];

/** Up to set 10, pixels were taken from the left when enlarging and from the right when shrinking: as the engine does. */
const resizeOld: Upgrade = ({ builder, node, from }) => {
  if (from >= 11) return [node];
  const [x, given] = node.inputs;
  const stated = node.attributes['scales'];
  const values = stated?.kind === 'floats' ? stated.value : given && builder.known(given)?.data.map(Number);
  if (!values) throw new Error('its scales are computed during the run');
  const mode = stringOf(node.attributes, 'mode', 'nearest');
  const resize = (input: string, scales: readonly number[], output: string, nearest: Attributes) => ({
    op: 'Resize',
    name: builder.fresh('node_Resize'),
    inputs: [input, '', builder.floats(scales)],
    outputs: [output],
    attributes: {
      mode: string(mode),
      coordinate_transformation_mode: string('asymmetric'),
      ...nearest,
    },
  });
  if (mode !== 'nearest') return [resize(x, values, node.outputs[0], {})];
  const larger = values.map((scale) => Math.max(1, scale));
  const smaller = values.map((scale) => Math.min(1, scale));
  const between = builder.fresh('Resize');
  if (smaller.every((scale) => scale === 1))
    return [resize(x, larger, node.outputs[0], { nearest_mode: string('floor') })];
  if (larger.every((scale) => scale === 1))
    return [resize(x, smaller, node.outputs[0], { nearest_mode: string('ceil') })];
  return [
    resize(x, larger, between, { nearest_mode: string('floor') }),
    resize(between, smaller, node.outputs[0], { nearest_mode: string('ceil') }),
  ];
};

const upgrades: Readonly<Record<string, Upgrade>> = {
  Squeeze: toInputs(13, 'axes'),
  Unsqueeze: toInputs(13, 'axes'),
  ReduceSum: toInputs(13, 'axes'),
  ...Object.fromEntries(
    ['Max', 'Min', 'Mean', 'Prod', 'SumSquare', 'L1', 'L2', 'LogSum', 'LogSumExp'].map((name) => [
      `Reduce${name}`,
      toInputs(18, 'axes'),
    ]),
  ),
  Slice: toInputs(10, 'starts', 'ends', 'axes'),
  Clip: clip,
  Pad: pad,
  TopK: topK,
  Split: split,
  Resize: resizeOld,
  Upsample: resizeOld,
  Scatter: scatter,
  BatchNormalization: batchNormalization,
  Softmax: softmax,
  LogSoftmax: softmax,
  Hardmax: softmax,
  Dropout: dropout,
};

/** Names of old that no operator has today: an upgrade replaces them. */
export const replacedOperators: readonly string[] = ['Scatter', 'Upsample'];

/** The node of operator set `from` in the forms of the builder's set (at least `gradientOpset`). */
export function upgraded(builder: GraphBuilder, node: GraphNode, from: number): readonly GraphNode[] {
  const upgrade =
    node.domain === undefined && Object.hasOwn(upgrades, node.op) ? upgrades[node.op] : undefined;
  return upgrade ? upgrade({ builder, node, from }) : [node];
}
