import type { Attribute, Attributes, Graph, GraphValue } from './ir.ts';
import { renamedAttribute, type Rename } from './onnx/rename.ts';

const attribute = (value: Attribute, rename: Rename): Attribute =>
  value.kind === 'encoded' ? { kind: 'encoded', value: renamedAttribute(value.value, rename) } : value;

const attributes = (all: Attributes, rename: Rename): Attributes =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, attribute(value, rename)]));

/** The graph with every value's name exchanged, those in graphs of its nodes' attributes too. */
export function withRenamed(graph: Graph, rename: Rename): Graph {
  const all = (names: readonly string[]) => names.map((name) => (name === '' ? '' : rename(name)));
  const value = (one: GraphValue): GraphValue => ({ ...one, name: rename(one.name) });
  return {
    ...graph,
    inputs: graph.inputs.map(value),
    outputs: graph.outputs.map(value),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: all(node.inputs),
      outputs: all(node.outputs),
      attributes: attributes(node.attributes, rename),
      ...(node.captures ? { captures: all(node.captures) } : {}),
    })),
    constants: new Map([...graph.constants].map(([name, constant]) => [rename(name), constant])),
  };
}

/** Every value's name in a graph, those in graphs of its nodes' attributes too. */
export function namesIn(graph: Graph): Set<string> {
  const names = new Set<string>();
  withRenamed(graph, (name) => {
    names.add(name);
    return name;
  });
  return names;
}

/** Other names for values of a graph that are called like one of these: none that it has already. */
export function otherNames(graph: Graph, reserved: readonly string[]): Map<string, string> {
  const taken = namesIn(graph);
  const names = new Map<string, string>();
  for (const name of reserved) {
    if (!taken.has(name)) continue;
    let free = `${name}_inside`;
    while (taken.has(free)) free += '_';
    taken.add(free);
    names.set(name, free);
  }
  return names;
}
