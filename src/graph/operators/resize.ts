import type { GraphBuilder } from '../builder.ts';
import type { Attributes, GraphNode, Shape } from '../ir.ts';
import { floatOf, intOf, intsOf, sizeOf, stringOf } from '../ir.ts';
import type { GradientContext, Operator, OperatorTable, ShapeContext } from '../operator.ts';
import { axesOf, given } from '../shapes.ts';
import { resizeMatrix } from './resize-matrix.ts';
import type { CoordinateMode, Resampling, ResizedAxis } from './resize-matrix.ts';

/** Inputs of Resize from operator set 11 on. */
const [roiInput, scalesInput, sizesInput] = [1, 2, 3];

/** What a rule can look at: the node's attributes, the input's shape and the lists that are known before the run. */
interface Request {
  readonly attributes: Attributes;
  readonly shape: Shape;
  /** Input `index` as numbers; a multiple of the batch is negative, as in a shape. Undefined where absent or empty. */
  list(index: number): readonly number[] | undefined;
}

/** One axis of the result: its size, and the scale that coordinates are computed with. */
interface Target {
  readonly to: number;
  readonly scale: number;
}

const kept = (dim: number): Target => ({ to: dim, scale: 1 });

/** Scale of a given size; along the batch nothing can be resized. */
function bySize(dim: number, to: number): Target {
  if (dim === to) return kept(dim);
  if (dim < 0 || to < 0) throw new Error('resizes the batch');
  if (dim < 1 || to < 1) throw new Error('a size is not positive');
  return { to, scale: Math.fround(to / dim) };
}

function byScale(dim: number, scale: number): Target {
  if (scale === 1) return kept(dim);
  if (dim < 0) throw new Error('resizes the batch');
  if (!(scale > 0)) throw new Error('a scale is not positive');
  return { to: Math.trunc(Math.fround(scale * dim)), scale };
}

/** One scale for all named axes, the smallest or the largest that the sizes ask for, and sizes rounded to it. */
function keepingAspect(
  targets: readonly Target[],
  shape: Shape,
  axes: readonly number[],
  policy: string,
): Target[] {
  if (axes.some((axis) => shape[axis] < 0)) throw new Error('resizes the batch');
  const scales = axes.map((axis) => targets[axis].scale);
  const scale = policy === 'not_larger' ? Math.min(...scales) : Math.max(...scales);
  return targets.map((target, axis) =>
    axes.includes(axis) ? { to: Math.floor(Math.fround(scale * shape[axis]) + 0.5), scale } : target,
  );
}

/** Size and scale of every axis. */
function targetsOf({ attributes, shape, list }: Request): Target[] {
  const named = intsOf(attributes, 'axes');
  const axes = named ? axesOf(named, shape.length) : shape.map((_, axis) => axis);
  const [scales, sizes] = [list(scalesInput), list(sizesInput)];
  const asked = scales ?? sizes;
  if (!asked) throw new Error('neither scales nor sizes are known before the run');
  if (asked.length !== axes.length) throw new Error('scales or sizes do not fit the axes');
  const targets = shape.map((dim, axis) => {
    const at = axes.indexOf(axis);
    if (at < 0) return kept(dim);
    return scales ? byScale(dim, scales[at]) : bySize(dim, asked[at]);
  });
  const policy = stringOf(attributes, 'keep_aspect_ratio_policy', 'stretch');
  return scales || policy === 'stretch' ? targets : keepingAspect(targets, shape, axes, policy);
}

/** The crop of an axis, as parts of it: its start and its end. */
function cropOf({ attributes, shape, list }: Request, axis: number): [number, number] {
  if (stringOf(attributes, 'coordinate_transformation_mode', 'half_pixel') !== 'tf_crop_and_resize')
    return [0, 1];
  const roi = list(roiInput);
  if (!roi) throw new Error('its crop is computed during the run');
  const named = intsOf(attributes, 'axes');
  const axes = named ? axesOf(named, shape.length) : shape.map((_, index) => index);
  const at = axes.indexOf(axis);
  return at < 0 ? [0, 1] : [roi[at], roi[at + axes.length]];
}

function resamplingOf(attributes: Attributes): Resampling {
  const mode = stringOf(attributes, 'mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear' && mode !== 'cubic') throw new Error(`its mode is ${mode}`);
  return {
    mode,
    coordinates: stringOf(attributes, 'coordinate_transformation_mode', 'half_pixel') as CoordinateMode,
    nearest: stringOf(attributes, 'nearest_mode', 'round_prefer_floor') as Resampling['nearest'],
    cubicCoefficient: floatOf(attributes, 'cubic_coeff_a', -0.75),
    excludeOutside: intOf(attributes, 'exclude_outside', 0) !== 0,
    antialias: intOf(attributes, 'antialias', 0) !== 0,
  };
}

function requestOf({ node, inputs, known }: Pick<ShapeContext, 'node' | 'inputs' | 'known'>): Request {
  const { attributes } = node;
  return {
    attributes,
    shape: inputs[0]?.shape ?? [],
    list: (index) => {
      const values = node.inputs[index] ? known(index)?.data : undefined;
      return values?.length ? values.map((v) => (typeof v === 'number' ? v : -v.perBatch)) : undefined;
    },
  };
}

/** The scale with which the engine makes `to` pixels of `from`: it multiplies in single precision and cuts off. */
function scaleFor(from: number, to: number): number {
  let scale = Math.fround(to / from);
  for (let step = 1; Math.trunc(Math.fround(scale * from)) < to; step++)
    scale = Math.fround((to / from) * (1 + step / (1 << 23)));
  return scale;
}

/** A Resize to given sizes, of which one is the batch, as one by scales: for any batch. Other nodes stay as they are. */
export function withScales(builder: GraphBuilder, node: GraphNode, statedBatch?: number): GraphNode {
  const [x] = node.inputs;
  const shape = builder.shape(x);
  const sizes = node.inputs[sizesInput] ? builder.known(node.inputs[sizesInput])?.data : undefined;
  if (sizes?.length !== shape.length || !shape.some((dim) => dim < 0)) return node;
  if (node.attributes['axes'] || node.attributes['keep_aspect_ratio_policy']) return node;
  const scales = shape.map((dim, axis) => {
    const size = sizes[axis];
    if (typeof size === 'object') return size.perBatch === -dim ? 1 : undefined;
    if (dim < 0) return size === -dim * (statedBatch ?? 0) ? 1 : undefined;
    return scaleFor(dim, size);
  });
  if (!scales.every((scale) => scale !== undefined)) return node;
  return { ...node, inputs: [x, node.inputs[roiInput] ?? '', builder.floats(scales)] };
}

/** The matrix of each axis that changes, and the axis. */
export function resizedAxes(
  request: Request,
): { axis: number; resized: ResizedAxis; matrix: Float32Array }[] {
  const resampling = resamplingOf(request.attributes);
  return targetsOf(request).flatMap(({ to, scale }, axis) => {
    const from = request.shape[axis];
    const crop = cropOf(request, axis);
    // A crop moves even an axis that keeps its size, but not one whose scale is 1: as the engine has it.
    if (scale === 1) return [];
    const resized = { from, to, scale, crop };
    return [{ axis, resized, matrix: resizeMatrix(resampling, resized) }];
  });
}

/** dy [… to …] times the transpose of M along one axis. */
function turnedBack(
  builder: GraphBuilder,
  dy: string,
  { axis, resized: { from, to }, matrix }: ReturnType<typeof resizedAxes>[number],
): string {
  const shape = builder.shape(dy);
  if (axis === shape.length - 1) return builder.emit('MatMul', [dy, builder.floats(matrix, [to, from])]);
  const transposed = new Float32Array(matrix.length);
  for (let row = 0; row < to; row++)
    for (let column = 0; column < from; column++) transposed[column * to + row] = matrix[row * from + column];
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const planes = builder.reshape(dy, [sizeOf(before), to, sizeOf(after)]);
  const product = builder.emit('MatMul', [builder.floats(transposed, [from, to]), planes]);
  return builder.reshape(product, [...before, from, ...after]);
}

function gradient({ builder, node, upstream: [dy], wanted }: GradientContext) {
  if (dy === undefined || !wanted(0)) return [];
  const request = requestOf({
    node,
    inputs: [builder.type(node.inputs[0])],
    known: (index) => builder.known(node.inputs[index]),
  });
  // From the last axis on, where the values are fewest after a reduction of columns.
  return [resizedAxes(request).reduceRight((sum, part) => turnedBack(builder, sum, part), dy)];
}

/**
 * Resize of operator set 11 and later; older forms and Upsample become it. The forward pass is the engine's own kernel, and
 * what it does to each axis is a constant matrix, whose transpose takes the gradient back.
 */
const resize: Operator = {
  shape: (context) => {
    const { dtype } = given(context, 0);
    return [{ dtype, shape: targetsOf(requestOf(context)).map(({ to }) => to) }];
  },
  gradient,
  convention:
    'halves between pixels go where nearest_mode says, computed in single precision as the engine does',
};

export const resizing: OperatorTable = { Resize: resize };
