import { AttributeProtoSchema, GraphProtoSchema, NodeProtoSchema } from 'onnx-buf';
import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto } from 'onnx-buf';
import { fileError } from '../trouble.ts';
import { changed, graphsOf, renamedNode } from './rename.ts';

/** Functions may call functions this deep; exporters nest three or four levels. */
const deepest = 32;

const keyOf = ({ domain, overload }: { domain: string; overload: string }, name: string): string =>
  `${domain === 'ai.onnx' ? '' : domain}\u0000${name}\u0000${overload}`;

const versionOf = (imports: readonly { domain: string; version: bigint }[]): bigint | undefined =>
  imports.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version;

/** Takes calls of a model's own functions apart, until none is left or there are more nodes than the lab takes. */
class Inliner {
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #opset: bigint | undefined;
  readonly #most: number;
  #made = 0;
  #calls = 0;

  constructor(model: ModelProto, most: number) {
    this.#functions = new Map(model.functions.map((entry) => [keyOf(entry, entry.name), entry]));
    this.#opset = versionOf(model.opsetImport);
    this.#most = most;
  }

  nodes(nodes: readonly NodeProto[], depth = 0): NodeProto[] {
    const result: NodeProto[] = [];
    for (const node of nodes) {
      const called = this.#functions.get(keyOf(node, node.opType));
      if (called) for (const inner of this.#body(called, node, depth)) result.push(inner);
      else result.push(this.#withInnerGraphs(node, depth));
      if (++this.#made > this.#most) throw fileError('graph.too-many-nodes', { count: this.#made });
    }
    return result;
  }

  #withInnerGraphs(node: NodeProto, depth: number): NodeProto {
    if (graphsOf(node).length === 0) return node;
    const within = (graph: GraphProto): GraphProto =>
      changed(GraphProtoSchema, graph, { node: this.nodes(graph.node, depth) });
    const attribute = node.attribute.map((entry) =>
      changed(AttributeProtoSchema, entry, {
        ...(entry.g ? { g: within(entry.g) } : {}),
        graphs: entry.graphs.map(within),
      }),
    );
    return changed(NodeProtoSchema, node, { attribute });
  }

  /** A function's nodes for one call: inputs and outputs are the call's, every other name gets a prefix of its own. */
  #body(called: FunctionProto, call: NodeProto, depth: number): NodeProto[] {
    if (depth >= deepest) throw fileError('graph.functions-too-deep', { name: called.name });
    const opset = versionOf(called.opsetImport);
    if (opset !== undefined && this.#opset !== undefined && opset !== this.#opset) {
      throw fileError('graph.function-opset', {
        name: called.name,
        opset: Number(opset),
        model: Number(this.#opset),
      });
    }
    const names = new Map<string, string>();
    called.input.forEach((name, i) => names.set(name, call.input[i] ?? ''));
    called.output.forEach((name, i) => {
      if (call.output[i]) names.set(name, call.output[i]);
    });
    const prefix = `${call.name || called.name}#${this.#calls++}/`;
    const given = new Map(call.attribute.map((attribute) => [attribute.name, attribute]));
    for (const attribute of called.attributeProto)
      if (!given.has(attribute.name)) given.set(attribute.name, attribute);
    const body = called.node.map((node) => {
      const filled = withAttributes(node, given);
      const moved = renamedNode(filled, (name) => names.get(name) ?? prefix + name);
      return changed(NodeProtoSchema, moved, { name: prefix + (node.name || node.opType) });
    });
    return this.nodes(body, depth + 1);
  }
}

/** The node with references to the function's attributes replaced by what the call gives; what it does not give stays out. */
function withAttributes(node: NodeProto, given: ReadonlyMap<string, AttributeProto>): NodeProto {
  const attribute = node.attribute.flatMap((entry): AttributeProto[] => {
    if (entry.refAttrName !== '') {
      const value = given.get(entry.refAttrName);
      return value ? [changed(AttributeProtoSchema, value, { name: entry.name })] : [];
    }
    if (!entry.g && entry.graphs.length === 0) return [entry];
    const within = (graph: GraphProto): GraphProto =>
      changed(GraphProtoSchema, graph, { node: graph.node.map((inner) => withAttributes(inner, given)) });
    return [
      changed(AttributeProtoSchema, entry, {
        ...(entry.g ? { g: within(entry.g) } : {}),
        graphs: entry.graphs.map(within),
      }),
    ];
  });
  return changed(NodeProtoSchema, node, { attribute });
}

/**
 * The main graph's nodes with every call of a model's own function replaced by the function's nodes, `most` of them at most.
 * @throws UserError where functions call each other without end or are written in another operator set than the model.
 */
export function inlinedNodes(model: ModelProto, most: number): NodeProto[] {
  const nodes = model.graph?.node ?? [];
  return model.functions.length === 0 ? nodes : new Inliner(model, most).nodes(nodes);
}
