import type { GraphNode } from '../ir.ts';
import type { FileValue, OnnxFile } from '../onnx/read.ts';

/** Every value of a file and the node that makes it. */
export function producers(file: Pick<OnnxFile, 'nodes'>): Map<string, GraphNode> {
  const made = new Map<string, GraphNode>();
  for (const node of file.nodes) for (const name of node.outputs) if (name !== '') made.set(name, node);
  return made;
}

/** The file with nothing but what one value is computed from; that value is its only output. */
export function partFor(file: OnnxFile, output: FileValue): OnnxFile {
  const needed = new Set([output.name]);
  const nodes: GraphNode[] = [];
  for (let index = file.nodes.length - 1; index >= 0; index--) {
    const node = file.nodes[index];
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of node.inputs) needed.add(name);
    for (const name of node.captures ?? []) needed.add(name);
  }
  const constants = new Map([...file.constants].filter(([name]) => needed.has(name)));
  return { ...file, nodes: nodes.reverse(), constants, outputs: [output] };
}
