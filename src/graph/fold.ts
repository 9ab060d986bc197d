import { GraphBuilder } from './builder.ts';
import { dequantised } from './dequantise.ts';
import type { Dim, Graph, GraphNode, Shape } from './ir.ts';
import { concrete, intOf } from './ir.ts';
import { constantFrom } from './known.ts';
import { constantValue } from './operators/constant.ts';
import { operatorOf } from './operators/index.ts';
import { withScales } from './operators/resize.ts';
import { softmaxAxes } from './operators/softmax.ts';
import { plainest } from './plain.ts';
import { fillShape } from './shapes.ts';
import { gradientOpset, oldestOpset, upgraded } from './upgrade.ts';

export interface FoldOptions {
  /** The operator set that nodes are written in. */
  readonly from: number;
  /**
   * The batch size that the file states, when its inputs have been given a free batch instead. Shapes that the exporter
   * wrote down for that batch are then made free too, and nodes where samples would meet are refused.
   */
  readonly statedBatch?: number;
}

/** The operator set for a graph that was in set `from`. */
export const preparedOpset = (from: number): number => Math.max(from, gradientOpset);

/**
 * Adds a file's node to a builder of operator set `preparedOpset(from)`: brought to that set, as a constant where its value
 * is known (exporters write shapes as small computations), and with shapes written so that any batch passes.
 * Throws a plain Error with a short reason when the node does not fit.
 */
export function appendFolded(builder: GraphBuilder, node: GraphNode, options: FoldOptions): void {
  if (options.from < oldestOpset)
    throw new Error(`operator set ${options.from} is older than ${oldestOpset}`);
  for (const part of upgraded(builder, node, options.from)) appendOne(builder, part, options.statedBatch);
}

function appendOne(builder: GraphBuilder, node: GraphNode, statedBatch: number | undefined): void {
  if (node.op === 'Constant' && !node.domain) {
    builder.defineConstant(node.outputs[0], constantValue(node));
    return;
  }
  const constants = node.domain ? undefined : builder.evaluate(node)?.map(constantFrom);
  if (constants?.every((constant) => constant !== undefined)) {
    node.outputs.forEach((name, index) => {
      if (name !== '') builder.defineConstant(name, constants[index]);
    });
    return;
  }
  const weights = dequantised(node, (name) => builder.constantOf(name));
  if (weights) {
    builder.defineConstant(node.outputs[0], weights);
    return;
  }
  const lower = operatorOf(node)?.lower;
  if (lower) lower(builder, node);
  else builder.append(plainest(builder, withFreeShape(builder, node, statedBatch)));
  if (statedBatch !== undefined) keepSamplesApart(builder, node);
}

/** Reshape, Expand and Resize with their shape as a constant that suits any batch. */
function withFreeShape(builder: GraphBuilder, node: GraphNode, statedBatch: number | undefined): GraphNode {
  if (node.op === 'Resize' && !node.domain) return withScales(builder, node, statedBatch);
  if (node.domain || (node.op !== 'Reshape' && node.op !== 'Expand')) return node;
  const [x, target] = node.inputs;
  const known = builder.known(target)?.data;
  if (!known) return node;
  const from = builder.shape(x);
  if (node.op === 'Expand') {
    const growsBatch = known.some(
      (value, axis) => typeof value === 'object' && !(from[axis - known.length + from.length] < 0),
    );
    if (growsBatch) return node;
    return {
      ...node,
      inputs: [x, builder.int64(known.map((value) => (typeof value === 'number' ? value : 1)))],
    };
  }
  // A damaged request is the shape rule's to refuse.
  if (known.some((value) => typeof value === 'number' && value < -1)) return node;
  const batch = statedBatch ?? 1;
  const literal = known.map((value) => (typeof value === 'number' ? value : value.perBatch * batch));
  const named = known.map((value, axis): Dim => {
    if (value === 0 && intOf(node.attributes, 'allowzero', 0) === 0) return from[axis];
    return typeof value === 'number' ? value : -value.perBatch;
  });
  const to =
    statedBatch === undefined
      ? fillShape(from, named, known.indexOf(-1))
      : freed(
          from,
          statedBatch,
          literal.map((value, axis) => (value === 0 ? concrete(from, batch)[axis] : value)),
        );
  if (to.includes(0)) return node;
  return { ...node, inputs: [x, builder.int64(to.map((dim) => (dim < 0 ? -1 : dim)))], attributes: {} };
}

/** The requested shape, written for `stated` samples, with the batch where the input's batch comes to lie. */
function freed(from: Shape, stated: number, request: readonly number[]): Dim[] {
  const now = concrete(from, stated);
  const to = fillShape(now, request, request.indexOf(-1));
  const batchAxis = from.findIndex((dim) => dim < 0);
  if (batchAxis < 0) return to;
  const product = (dims: readonly number[]) => dims.reduce((all, dim) => all * dim, 1);
  const before = product(now.slice(0, batchAxis));
  const axis = to.findIndex((dim, i) => product(to.slice(0, i)) === before && dim % stated === 0);
  if (axis < 0) throw new Error('the batch does not keep its place');
  return to.map((dim, i) => (i === axis ? -dim / stated : dim));
}

/** Refuses nodes that take samples together: with the stated batch they meant something else than with a free one. */
function keepSamplesApart(builder: GraphBuilder, node: GraphNode): void {
  const depends = (name: string) => name !== '' && builder.shape(name).some((dim) => dim < 0);
  if (node.op === 'Shape' || node.op === 'Size' || !node.inputs.some(depends)) return;
  const [x] = node.inputs;
  const overBatch =
    (node.op === 'Softmax' || node.op === 'LogSoftmax') &&
    softmaxAxes(node, builder.shape(x), builder.opset).some((axis) => builder.shape(x)[axis] < 0);
  if (overBatch || node.op === 'CumSum' || !node.outputs.every((name) => name === '' || depends(name))) {
    const fromShapes = node.outputs.every((name) => name === '' || builder.known(name));
    if (!fromShapes) throw new Error('samples of a batch meet');
  }
}

/** A graph in the forms that gradients are written in, with its shape arithmetic done. */
export function folded(graph: Graph): Graph {
  const builder = new GraphBuilder(preparedOpset(graph.opset));
  for (const input of graph.inputs) builder.input(input.name, input);
  for (const [name, value] of graph.constants) builder.defineConstant(name, value);
  for (const node of graph.nodes) appendFolded(builder, node, { from: graph.opset });
  const result = builder.build(graph.outputs.map(({ name }) => name));
  return graph.producer === undefined ? result : { ...result, producer: graph.producer };
}
