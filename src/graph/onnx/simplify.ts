import type { Constant, GraphNode } from '../ir.ts';
import type { FileValue, OnnxFile } from './read.ts';

/** The value of a Constant node, in whichever attribute it stands. */
function constantOf({ attributes }: GraphNode): Constant | undefined {
  for (const [name, attribute] of Object.entries(attributes)) {
    if (name === 'value' && attribute.kind === 'tensor') return attribute.value;
    if (attribute.kind === 'float')
      return { dtype: 'float32', dims: [], data: Float32Array.of(attribute.value) };
    if (attribute.kind === 'int')
      return { dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(attribute.value)) };
    if (attribute.kind === 'floats') {
      return { dtype: 'float32', dims: [attribute.value.length], data: Float32Array.from(attribute.value) };
    }
    if (attribute.kind === 'ints') {
      const data = BigInt64Array.from(attribute.value, (value) => BigInt(value));
      return { dtype: 'int64', dims: [data.length], data };
    }
  }
  return undefined;
}

/** Nodes that hand their first input on when a model is used and not trained; the engine cannot run every Dropout. */
function passesThrough({ op, domain, inputs, outputs }: GraphNode, used: ReadonlySet<string>): boolean {
  if (domain !== undefined || !inputs[0]) return false;
  return op === 'Identity' || (op === 'Dropout' && !used.has(outputs[1] ?? ''));
}

/**
 * Relu then MaxPool as MaxPool then Relu: the same values and, since a window's largest value decides both, the same
 * gradients, on a quarter of the elements or fewer. Only where nothing else reads the value between them.
 */
function poolFirst(nodes: readonly GraphNode[], outputs: readonly FileValue[]): GraphNode[] {
  const readers = new Map<string, number>();
  for (const name of [
    ...nodes.flatMap(({ inputs, captures = [] }) => [...inputs, ...captures]),
    ...outputs.map((value) => value.name),
  ]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  const relus = new Map(
    nodes
      .filter((node) => node.op === 'Relu' && !node.domain && readers.get(node.outputs[0]) === 1)
      .map((node) => [node.outputs[0], node]),
  );
  const moved = new Set<GraphNode>();
  const swapped = nodes.flatMap((node) => {
    const relu =
      node.op === 'MaxPool' && !node.domain && node.outputs.length === 1 && relus.get(node.inputs[0]);
    if (!relu) return [node];
    moved.add(relu);
    return [
      { ...node, inputs: relu.inputs, outputs: relu.outputs },
      { ...relu, inputs: relu.outputs, outputs: node.outputs },
    ];
  });
  return swapped.filter((node) => !moved.has(node));
}

/** The file with Constant nodes as constants and without Dropout and Identity, pooling before rectifying. */
export function simplified(file: OnnxFile): OnnxFile {
  const captured = new Set(file.nodes.flatMap(({ captures = [] }) => captures));
  const used = new Set([...file.nodes.flatMap((node) => node.inputs), ...captured]);
  for (const { name } of file.outputs) used.add(name);
  used.delete('');
  const constants = new Map(file.constants);
  const alias = new Map<string, string>();
  const nodes: GraphNode[] = [];
  for (const node of file.nodes) {
    const constant = node.op === 'Constant' && !node.domain ? constantOf(node) : undefined;
    if (constant) constants.set(node.outputs[0], constant);
    else if (passesThrough(node, used) && !captured.has(node.outputs[0]))
      alias.set(node.outputs[0], alias.get(node.inputs[0]) ?? node.inputs[0]);
    else nodes.push({ ...node, inputs: node.inputs.map((name) => alias.get(name) ?? name) });
  }
  const outputs: FileValue[] = file.outputs.map((value) => ({
    ...value,
    name: alias.get(value.name) ?? value.name,
  }));
  return { ...file, nodes: poolFirst(nodes, outputs), constants, outputs };
}
