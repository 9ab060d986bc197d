import type { GraphBuilder } from '../builder.ts';
import { choose, scale } from '../emit.ts';
import { floatOf, int, intOf } from '../ir.ts';
import type { Dim, GraphNode, Shape } from '../ir.ts';
import type { Operator, OperatorTable, ShapeContext } from '../operator.ts';
import { affordable, broadcast, given, sameShape } from '../shapes.ts';

/** The lowest float32: what a masked score becomes. */
const masked = -3.4028234663852886e38;

/** Inputs and outputs after these belong to a cache of earlier keys, or show the scores. */
function refuseCache({ inputs, outputs }: GraphNode): void {
  if (inputs.slice(4).some((name) => name !== '') || outputs.slice(1).some((name) => name !== ''))
    throw new Error('attention with a cache of keys, or with its scores as an output, is not supported');
}

/** [N, heads, length, width] of a query, key or value; of rank 3, heads and width share the last axis. */
function headed(shape: Shape, heads: number): [Dim, number, number, number] {
  if (shape.length === 4) return [shape[0], shape[1], shape[2], shape[3]];
  if (shape.length !== 3 || !(heads > 0) || shape[2] % heads !== 0)
    throw new Error('the width does not fall into heads');
  return [shape[0], heads, shape[1], shape[2] / heads];
}

interface Heads {
  readonly q: readonly [Dim, number, number, number];
  readonly k: readonly [Dim, number, number, number];
  readonly v: readonly [Dim, number, number, number];
}

function headsOf(node: GraphNode, [q, k, v]: readonly Shape[]): Heads {
  const keyHeads = intOf(node.attributes, 'kv_num_heads', 0);
  const heads = {
    q: headed(q, intOf(node.attributes, 'q_num_heads', 0)),
    k: headed(k, keyHeads),
    v: headed(v, keyHeads),
  };
  const fits =
    heads.q[0] === heads.k[0] &&
    sameShape(heads.k.slice(0, 3), heads.v.slice(0, 3)) &&
    heads.q[3] === heads.k[3] &&
    heads.q[1] % heads.k[1] === 0;
  if (!fits) throw new Error('query, key and value do not fit each other');
  return heads;
}

const shape = (context: ShapeContext) => {
  const { node } = context;
  refuseCache(node);
  const types = [0, 1, 2].map((index) => given(context, index));
  const { q, v } = headsOf(
    node,
    types.map((type) => type.shape),
  );
  const flat = types[0].shape.length === 3;
  return [{ dtype: types[0].dtype, shape: flat ? [q[0], q[2], q[1] * v[3]] : [q[0], q[1], q[2], v[3]] }];
};

/** A value as [N, key heads, queries' heads per key head, length, width]: the third axis broadcasts. */
function grouped(builder: GraphBuilder, name: string, size: Heads['q'], keyHeads: number): string {
  const [samples, heads, length, width] = size;
  const split = [samples, keyHeads, heads / keyHeads, length, width];
  if (builder.shape(name).length === 4) return builder.reshape(name, split);
  const apart = builder.reshape(name, [samples, length, keyHeads, heads / keyHeads, width]);
  return builder.transpose(apart, [0, 2, 3, 1, 4]);
}

/** Scores where the mask lets them be, else `masked`; a mask of numbers is added. */
function withMasks(builder: GraphBuilder, node: GraphNode, scores: string, { q, k }: Heads): string {
  const mask = node.inputs[3];
  const causal = intOf(node.attributes, 'is_causal', 0) !== 0;
  let result = scores;
  if (mask && builder.type(mask).dtype === 'bool') result = choose(builder, mask, result, masked);
  else if (mask) result = builder.add(result, mask);
  if (causal) {
    const data = Uint8Array.from({ length: affordable(q[2] * k[2]) }, (_, at) =>
      Number(at % k[2] <= at / k[2]),
    );
    const seen = builder.constant({ dtype: 'bool', dims: [q[2], k[2]], data });
    result = choose(builder, seen, result, masked);
  }
  if (!sameShape(broadcast(builder.shape(scores), builder.shape(result)), builder.shape(scores)))
    throw new Error('the mask does not fit the scores');
  return result;
}

/** c · tanh(a / c) */
function capped(builder: GraphBuilder, a: string, cap: number): string {
  return cap === 0 ? a : scale(builder, builder.emit('Tanh', [scale(builder, a, 1 / cap)]), cap);
}

/** softmax(q · kᵀ · scale + mask) · v, per head; several heads of the query may share one of key and value. */
const attention: Operator = {
  shape,
  lower: (builder, node) => {
    const [query, key, value] = node.inputs;
    const heads = headsOf(
      node,
      [query, key, value].map((name) => builder.shape(name)),
    );
    const { q, k, v } = heads;
    const by = floatOf(node.attributes, 'scale', 0) || 1 / Math.sqrt(q[3]);
    const keys = builder.transpose(grouped(builder, key, k, k[1]), [0, 1, 2, 4, 3]);
    const raw = builder.emit('MatMul', [scale(builder, grouped(builder, query, q, k[1]), by), keys]);
    const scores = builder.reshape(raw, [q[0], q[1], q[2], k[2]]);
    const limited = capped(builder, scores, floatOf(node.attributes, 'softcap', 0));
    const weights = builder.emit('Softmax', [withMasks(builder, node, limited, heads)], { axis: int(-1) });
    const perGroup = builder.reshape(weights, [q[0], k[1], q[1] / k[1], q[2], k[2]]);
    const result = builder.emit('MatMul', [perGroup, grouped(builder, value, v, k[1])]);
    const flat = builder.shape(query).length === 3;
    const ordered = flat ? builder.transpose(result, [0, 3, 1, 2, 4]) : result;
    const to = flat ? [q[0], q[2], q[1] * v[3]] : [q[0], q[1], q[2], v[3]];
    builder.append({
      ...node,
      op: 'Reshape',
      inputs: [ordered, builder.int64(to.map((dim) => (dim < 0 ? -1 : dim)))],
      outputs: [node.outputs[0]],
      attributes: {},
    });
  },
};

export const attentions: OperatorTable = { Attention: attention };
