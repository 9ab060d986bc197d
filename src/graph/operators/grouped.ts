import type { GraphBuilder } from '../builder.ts';
import { slice } from '../emit.ts';
import { groupingOf, tooManyAxes, wrongOnWebgpu } from '../hazards.ts';
import { int, intOf } from '../ir.ts';
import type { Attributes } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { turnedConvolution } from './turned.ts';

/** Part `index` of `count` equal parts of an axis. */
export function part(builder: GraphBuilder, a: string, axis: number, index: number, count: number): string {
  const size = builder.shape(a)[axis] / count;
  return slice(builder, a, [[axis, index * size, (index + 1) * size]]);
}

/** Emits one value per group and lays them side by side. */
export function perGroup(
  builder: GraphBuilder,
  group: number,
  axis: number,
  emit: (index: number) => string,
): string {
  const parts = Array.from({ length: group }, (_, index) => emit(index));
  return builder.emit('Concat', parts, { axis: int(axis) });
}

/** Whether a grouped convolution has to be taken apart on this engine. */
export function mustSplit(
  op: 'Conv' | 'ConvTranspose',
  weights: readonly number[],
  group: number,
  target: EmissionTarget,
): boolean {
  const node = { op, name: '', inputs: [], outputs: [], attributes: { group: int(group) } };
  const grouping = groupingOf(node, weights);
  return target === 'webgpu' && grouping !== undefined && wrongOnWebgpu(grouping);
}

/**
 * Conv or ConvTranspose of x by w, in a form that the engine has: as one convolution per group where it would compute the
 * groups wrongly, as a Conv where it has no ConvTranspose of that many axes.
 */
export function emitConvolution(
  builder: GraphBuilder,
  op: 'Conv' | 'ConvTranspose',
  [x, w]: readonly [string, string],
  attributes: Attributes,
  target: EmissionTarget,
): string {
  const weights = builder.shape(w);
  if (op === 'ConvTranspose' && target === 'webgpu' && tooManyAxes(weights)) {
    const turned = turnedConvolution(builder, [x, w], attributes);
    return emitConvolution(builder, 'Conv', turned.inputs, turned.attributes, target);
  }
  const group = intOf(attributes, 'group', 1);
  if (!mustSplit(op, weights, group, target)) return builder.emit(op, [x, w], attributes);
  const single = { ...attributes, group: int(1) };
  return perGroup(builder, group, 1, (index) =>
    builder.emit(op, [part(builder, x, 1, index, group), part(builder, w, 0, index, group)], single),
  );
}
