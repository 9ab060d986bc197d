import type { Graph, GraphNode } from './ir.ts';
import { intOf, stringOf } from './ir.ts';

/** Channels of a grouped convolution, per group. */
export interface Grouping {
  readonly op: 'Conv' | 'ConvTranspose';
  readonly group: number;
  readonly inputsPerGroup: number;
  readonly outputsPerGroup: number;
}

/**
 * Grouped convolutions that WebGPU computes wrongly and without a word (onnxruntime 1.30; found by a sweep of 192 shapes).
 * Conv: four or more outputs per group, not a multiple of 4, while all outputs are. ConvTranspose: one output and an even
 * number of inputs per group.
 */
export function wrongOnWebgpu({ op, group, inputsPerGroup, outputsPerGroup }: Grouping): boolean {
  if (group <= 1) return false;
  if (op === 'ConvTranspose') return outputsPerGroup === 1 && inputsPerGroup % 2 === 0;
  return outputsPerGroup >= 4 && outputsPerGroup % 4 !== 0 && (outputsPerGroup * group) % 4 === 0;
}

/** The grouping of a convolution node from its weights' shape. */
export function groupingOf(node: GraphNode, weights: readonly number[]): Grouping | undefined {
  const group = intOf(node.attributes, 'group', 1);
  if (node.op === 'Conv') {
    return { op: 'Conv', group, inputsPerGroup: weights[1], outputsPerGroup: weights[0] / group };
  }
  if (node.op === 'ConvTranspose') {
    return { op: 'ConvTranspose', group, inputsPerGroup: weights[0] / group, outputsPerGroup: weights[1] };
  }
  return undefined;
}

/** WebGPU has no ConvTranspose over three axes: it takes the node and fails during the run. */
export const tooManyAxes = (weights: readonly number[]): boolean => weights.length > 4;

/** Nodes that WebGPU takes and then fails on during the run, or computes wrongly in some forms: Einsum, Pad that wraps. */
function fails({ op, outputs, attributes }: GraphNode): boolean {
  if (op === 'MaxPool') return (outputs[1] ?? '') !== '';
  if (op === 'Pad') return stringOf(attributes, 'mode', 'constant') === 'wrap';
  return op === 'Einsum' || (op === 'Resize' && intOf(attributes, 'antialias', 0) === 1);
}

/** Names of the nodes of a graph that WebGPU would compute wrongly or fail on. */
export function webgpuHazards(graph: Graph): string[] {
  const fed = new Map(graph.inputs.map(({ name, shape }) => [name, shape]));
  return graph.nodes
    .filter((node) => {
      if (node.domain) return false;
      const name = node.inputs[1] ?? '';
      const weights = graph.constants.get(name)?.dims ?? fed.get(name);
      if (node.op === 'ConvTranspose' && weights && tooManyAxes(weights)) return true;
      const grouping = weights && groupingOf(node, weights);
      return fails(node) || (grouping !== undefined && wrongOnWebgpu(grouping));
    })
    .map(({ name }) => name);
}
