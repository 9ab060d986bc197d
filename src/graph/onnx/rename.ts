import { create } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { AttributeProto, GraphProto, NodeProto, ValueInfoProto } from 'onnx-buf';

/** A new name for a value; an absent value keeps its empty name. */
export type Rename = (name: string) => string;

/** A message with some fields exchanged. Spreading would lose the defaults, which stand in the prototype. */
export function changed<D extends DescMessage>(
  type: D,
  message: MessageShape<D>,
  fields: Partial<MessageShape<D>>,
): MessageShape<D> {
  return Object.assign(create(type), message, fields);
}

const renamed = (rename: Rename, names: readonly string[]): string[] =>
  names.map((name) => (name === '' ? '' : rename(name)));

/** The attribute with every name in its graphs exchanged. */
export function renamedAttribute(attribute: AttributeProto, rename: Rename): AttributeProto {
  if (!attribute.g && attribute.graphs.length === 0) return attribute;
  return changed(AttributeProtoSchema, attribute, {
    ...(attribute.g ? { g: renamedGraph(attribute.g, rename) } : {}),
    graphs: attribute.graphs.map((graph) => renamedGraph(graph, rename)),
  });
}

/** The graph with every name in it exchanged, those it reads from outside included. */
export function renamedGraph(graph: GraphProto, rename: Rename): GraphProto {
  const value = (info: ValueInfoProto): ValueInfoProto =>
    changed(ValueInfoProtoSchema, info, { name: rename(info.name) });
  return changed(GraphProtoSchema, graph, {
    node: graph.node.map((node) => renamedNode(node, rename)),
    initializer: graph.initializer.map((tensor) =>
      changed(TensorProtoSchema, tensor, { name: rename(tensor.name) }),
    ),
    input: graph.input.map(value),
    output: graph.output.map(value),
    valueInfo: graph.valueInfo.map(value),
  });
}

/** The node with every value's name exchanged, in graphs in its attributes too. */
export function renamedNode(node: NodeProto, rename: Rename): NodeProto {
  return changed(NodeProtoSchema, node, {
    input: renamed(rename, node.input),
    output: renamed(rename, node.output),
    attribute: node.attribute.map((attribute) => renamedAttribute(attribute, rename)),
  });
}

/** Names that a graph reads and does not define: values of the graphs around it. */
export function capturedNames(graph: GraphProto): Set<string> {
  const defined = new Set<string>();
  for (const { name } of graph.input) defined.add(name);
  for (const { name } of graph.initializer) defined.add(name);
  for (const node of graph.node) for (const name of node.output) defined.add(name);
  const captured = new Set<string>();
  const read = (name: string) => {
    if (name !== '' && !defined.has(name)) captured.add(name);
  };
  for (const node of graph.node) {
    node.input.forEach(read);
    for (const inner of graphsOf(node)) capturedNames(inner).forEach(read);
  }
  for (const { name } of graph.output) read(name);
  return captured;
}

/** The graphs in a node's attributes. */
export const graphsOf = (node: Pick<NodeProto, 'attribute'>): GraphProto[] =>
  node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
