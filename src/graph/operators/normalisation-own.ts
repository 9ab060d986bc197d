import type { GraphBuilder } from '../builder.ts';
import { choose, compare, expandLike, reduce, scalarLike, scale, sign, total } from '../emit.ts';
import { float, floatOf, intOf, intsOf, sizeOf } from '../ir.ts';
import type { GraphNode, Shape } from '../ir.ts';
import type { EmissionTarget, Operator, OperatorTable } from '../operator.ts';
import { axesOf, axisOf, broadcast, given, sameShape } from '../shapes.ts';
import { sameType } from './elementwise.ts';

/** Normalisation by figures of the value itself, not by stored ones: over its channels, its planes, its length. */

const upTo = (rank: number) => Array.from({ length: rank }, (_, axis) => axis);
const mean = (builder: GraphBuilder, a: string, axes: readonly number[]) =>
  reduce(builder, 'ReduceMean', a, axes, true);
const epsilonOf = (node: GraphNode) => floatOf(node.attributes, 'epsilon', 1e-5);

/** 1 / √(a + ε) */
function inverseRoot(builder: GraphBuilder, a: string, epsilon: number): string {
  const shifted = builder.add(a, scalarLike(builder, epsilon, a));
  return builder.emit('Reciprocal', [builder.emit('Sqrt', [shifted])]);
}

/** What a value is normalised by, with the reduced axes kept as 1. */
interface Figures {
  readonly mean: string;
  /** 1 / √(variance + ε) */
  readonly inverse: string;
}

function figuresOf(builder: GraphBuilder, x: string, axes: readonly number[], epsilon: number): Figures {
  const centre = mean(builder, x, axes);
  const distance = builder.sub(x, centre);
  const variance = mean(builder, builder.mul(distance, distance), axes);
  return { mean: centre, inverse: inverseRoot(builder, variance, epsilon) };
}

/** Gradients that arrive at a normalisation: at the normalised values, and at the figures where these are outputs. */
interface Arriving {
  readonly normal: string | undefined;
  readonly mean?: string | undefined;
  readonly inverse?: string | undefined;
}

/**
 * Gradient by x of x̂ = (x − mean) · inverse. With g the gradient at x̂ and n values per mean it is
 * inverse · (g − mean(g) − x̂ · (mean(g · x̂) + d_inverse · inverse / n)) + d_mean / n.
 */
function throughFigures(
  builder: GraphBuilder,
  { x, normal, axes }: { x: string; normal: string; axes: readonly number[] },
  { inverse }: Figures,
  arriving: Arriving,
): string | undefined {
  const share = 1 / sizeOf(axes.map((axis) => builder.shape(x)[axis]));
  const g = arriving.normal;
  const slope = total(builder, [
    g && mean(builder, builder.mul(g, normal), axes),
    arriving.inverse && scale(builder, builder.mul(arriving.inverse, inverse), share),
  ]);
  const pulled = slope && builder.mul(normal, slope);
  const flat = g && builder.sub(g, mean(builder, g, axes));
  const inner = flat && pulled ? builder.sub(flat, pulled) : pulled && builder.emit('Neg', [pulled]);
  return total(builder, [
    inner && builder.mul(inner, inverse),
    arriving.mean && expandLike(builder, scale(builder, arriving.mean, share), x),
  ]);
}

const lastAxes = (node: GraphNode, rank: number) =>
  upTo(rank).slice(axisOf(intOf(node.attributes, 'axis', -1), rank));

/** The engine's own figures on WASM, where the kernel returns them at no cost; WebGPU computes them again. */
function layerFigures(
  builder: GraphBuilder,
  node: GraphNode,
  axes: readonly number[],
  target: EmissionTarget,
): Figures {
  if (target === 'webgpu') return figuresOf(builder, node.inputs[0], axes, epsilonOf(node));
  return { mean: builder.output(node, 1), inverse: builder.output(node, 2) };
}

const layerNormalization: Operator = {
  shape: (context) => {
    const x = given(context, 0);
    const axes = lastAxes(context.node, x.shape.length);
    for (const index of [1, 2]) {
      const factor = context.inputs[index];
      if (index === 1 && !factor) throw new Error('the scale is missing');
      if (factor && !sameShape(broadcast(x.shape, factor.shape), x.shape))
        throw new Error('scale or bias does not fit the value');
    }
    const figures = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    return [x, { dtype: 'float32', shape: figures }, { dtype: 'float32', shape: figures }];
  },
  gradient: ({ builder, node, upstream, wanted, target }) => {
    const [x, factor, bias] = node.inputs;
    const dy = upstream[0];
    const axes = lastAxes(node, builder.shape(x).length);
    const figures = layerFigures(builder, node, axes, target);
    const normal = builder.mul(builder.sub(x, figures.mean), figures.inverse);
    const arriving = { normal: dy && builder.mul(dy, factor), mean: upstream[1], inverse: upstream[2] };
    const whole = (gradient: string | undefined, like: string) =>
      gradient && builder.unbroadcast(gradient, builder.shape(like));
    return [
      wanted(0) ? throughFigures(builder, { x, normal, axes }, figures, arriving) : undefined,
      wanted(1) ? whole(dy && builder.mul(dy, normal), factor) : undefined,
      wanted(2) ? whole(dy, bias) : undefined,
    ];
  },
};

/** A per-channel value as [C, 1, …], to act on [N, C, …]. */
function perChannel(builder: GraphBuilder, a: string, rank: number): string {
  return builder.reshape(a, [builder.shape(a)[0], ...new Array<number>(rank - 2).fill(1)]);
}

const instanceNormalization: Operator = {
  shape: (context) => {
    const x = given(context, 0);
    if (x.shape.length < 3) throw new Error('there are no planes to normalise');
    for (const index of [1, 2]) {
      if (!sameShape(given(context, index).shape, [x.shape[1]]))
        throw new Error('scale or bias does not have one value per channel');
    }
    return [x];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const [x, factor] = node.inputs;
    const rank = builder.shape(x).length;
    const axes = upTo(rank).slice(2);
    const figures = figuresOf(builder, x, axes, epsilonOf(node));
    const normal = builder.mul(builder.sub(x, figures.mean), figures.inverse);
    const perChannelSum = (a: string) => builder.sum(a, [0, ...axes], false);
    const toInput = () =>
      throughFigures(builder, { x, normal, axes }, figures, {
        normal: builder.mul(dy, perChannel(builder, factor, rank)),
      });
    return [
      wanted(0) ? toInput() : undefined,
      wanted(1) ? perChannelSum(builder.mul(dy, normal)) : undefined,
      wanted(2) ? perChannelSum(dy) : undefined,
    ];
  },
};

/** [N, C, …] as [N, groups, values of a group]: a group is normalised as an instance's plane is. */
const groupNormalization: Operator = {
  shape: (context) => {
    const x = given(context, 0);
    const groups = intOf(context.node.attributes, 'num_groups', 0);
    if (x.shape.length < 2 || !(groups > 0) || x.shape[1] % groups !== 0)
      throw new Error('the channels do not fall into groups');
    const size = context.opset < 21 ? groups : x.shape[1];
    for (const index of [1, 2]) {
      if (!sameShape(given(context, index).shape, [size])) throw new Error('scale or bias does not fit');
    }
    return [x];
  },
  lower: (builder, node) => {
    const [x, factor, bias] = node.inputs;
    const shape = builder.shape(x);
    const groups = intOf(node.attributes, 'num_groups', 1);
    const rows = builder.reshape(x, [shape[0], groups, sizeOf(shape.slice(1)) / groups]);
    const normalised = (by: string, from: string) =>
      builder.emit('InstanceNormalization', [rows, by, from], { epsilon: float(epsilonOf(node)) });
    const back = (from: string, outputs: readonly string[]) =>
      builder.append({
        ...node,
        op: 'Reshape',
        inputs: [from, builder.int64(shape.map((dim) => (dim < 0 ? -1 : dim)))],
        outputs,
        attributes: {},
      });
    // Before operator set 21 a group has one scale and one bias.
    if (builder.opset < 21) return back(normalised(factor, bias), node.outputs);
    const filled = (value: number) => builder.floats(new Float32Array(groups).fill(value));
    const plain = builder.fresh('GroupNormalization_plain');
    back(normalised(filled(1), filled(0)), [plain]);
    const scaled = builder.mul(plain, perChannel(builder, factor, shape.length));
    const inputs = [scaled, perChannel(builder, bias, shape.length)];
    builder.append({ ...node, name: builder.fresh('node_Add'), op: 'Add', inputs, attributes: {} });
  },
};

/** x · scale / √(mean(x²) + ε) */
const rmsNormalization: Operator = {
  shape: (context) => {
    const x = given(context, 0);
    lastAxes(context.node, x.shape.length);
    if (!sameShape(broadcast(x.shape, given(context, 1).shape), x.shape))
      throw new Error('the scale does not fit the value');
    return [x];
  },
  lower: (builder, node) => {
    const [x, factor] = node.inputs;
    const square = mean(builder, builder.mul(x, x), lastAxes(node, builder.shape(x).length));
    const normal = builder.mul(x, inverseRoot(builder, square, epsilonOf(node)));
    builder.append({ ...node, op: 'Mul', inputs: [normal, factor], attributes: {} });
  },
};

function meanVarianceAxes(node: GraphNode, shape: Shape): number[] {
  const axes = axesOf(intsOf(node.attributes, 'axes') ?? [0, 2, 3], shape.length);
  if (axes.some((axis) => shape[axis] < 0)) throw new Error('normalisation over samples is not supported');
  return axes;
}

/**
 * (x − mean) / (σ + 1e-9), written with √(variance + 1e-18): the same to float32's precision, and with a slope where all
 * values are equal.
 */
const meanVarianceNormalization: Operator = {
  shape: (context) => {
    meanVarianceAxes(context.node, given(context, 0).shape);
    return sameType(context);
  },
  lower: (builder, node) => {
    const [x] = node.inputs;
    const figures = figuresOf(builder, x, meanVarianceAxes(node, builder.shape(x)), 1e-18);
    const inputs = [builder.sub(x, figures.mean), figures.inverse];
    builder.append({ ...node, op: 'Mul', inputs, attributes: {} });
  },
};

/** y = x / ‖x‖: by L2 (dy − y · Σ dy·y) / ‖x‖, by L1 with sign(x) in the place of y. */
const lpNormalization: Operator = {
  shape: (context) => {
    axisOf(intOf(context.node.attributes, 'axis', -1), given(context, 0).shape.length);
    return sameType(context);
  },
  convention: 'at the origin the gradient is 0',
  gradient: ({ builder, node, upstream: [dy], wanted, target }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [x] = node.inputs;
    const [y] = node.outputs;
    const axes = [axisOf(intOf(node.attributes, 'axis', -1), builder.shape(x).length)];
    const p = intOf(node.attributes, 'p', 2);
    const length = reduce(builder, p === 1 ? 'ReduceL1' : 'ReduceL2', x, axes, true);
    const atOrigin = compare(builder, 'Equal', length, 0);
    const along = reduce(builder, 'ReduceSum', builder.mul(dy, y), axes, true);
    const outward = builder.mul(p === 1 ? sign(builder, x, target) : y, along);
    const slope = builder.div(builder.sub(dy, outward), choose(builder, atOrigin, 1, length));
    return [choose(builder, atOrigin, 0, slope)];
  },
};

export const ownNormalisation: OperatorTable = {
  LayerNormalization: layerNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  LpNormalization: lpNormalization,
};
