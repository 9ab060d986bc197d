import type { Constant, GraphNode } from './ir.ts';
import { granularityOf } from './operators/quantisation.ts';

/**
 * Stored integers as the float32 weights that they stand for, (q − zero point) · scale; undefined where something is missing
 * or of another kind. The engine would do the same at every run, or take the integers into kernels of its own, whose rounding
 * then differs from what the gradients belong to.
 */
export function dequantised(
  node: GraphNode,
  constantOf: (name: string) => Constant | undefined,
): Constant | undefined {
  if (node.domain !== undefined || node.op !== 'DequantizeLinear') return undefined;
  const [stored, scale, zero] = node.inputs.map((name) => (name ? constantOf(name) : undefined));
  if (!stored || scale?.dtype !== 'float32' || (node.inputs[2] && !zero)) return undefined;
  const { dims } = stored;
  const { shape, axis, repeat } = granularityOf(node, dims, scale.dims);
  const place = placesOf(dims, shape, axis, repeat);
  const data = new Float32Array(stored.data.length);
  for (let at = 0; at < data.length; at++) {
    const which = place(at);
    const distance = Number(stored.data[at]) - Number(zero?.data[which] ?? 0);
    data[at] = Math.fround(distance) * Number(scale.data[which]);
  }
  return { dtype: 'float32', dims, data };
}

/** Which scale belongs to each value, row-major. */
function placesOf(
  dims: readonly number[],
  scales: readonly number[],
  axis: number,
  repeat: number,
): (at: number) => number {
  if (scales.length === 0) return () => 0;
  const inner = dims.slice(axis + 1).reduce((size, dim) => size * dim, 1);
  if (repeat === 1) return (at) => Math.floor(at / inner) % dims[axis];
  const blocks = scales[axis];
  return (at) => {
    const outer = Math.floor(at / (inner * dims[axis]));
    const block = Math.floor((Math.floor(at / inner) % dims[axis]) / repeat);
    return (outer * blocks + block) * inner + (at % inner);
  };
}
