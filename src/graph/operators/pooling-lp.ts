import type { GraphBuilder } from '../builder.ts';
import { choose, compare, sign } from '../emit.ts';
import { intOf } from '../ir.ts';
import type { GraphNode } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { spreadOverWindows } from './pooling-average.ts';
import type { Window } from './window.ts';

interface LpGradient {
  readonly builder: GraphBuilder;
  readonly node: GraphNode;
  readonly dy: string;
  readonly target: EmissionTarget;
}

/** The power p of an Lp norm, a whole number from 1 on. */
function powerOf(node: GraphNode): number {
  const p = intOf(node.attributes, 'p', 2);
  if (!(p >= 1)) throw new Error('p is less than 1');
  return p;
}

/** dy · y^(1 − p), 0 where y is 0: what each window hands to its places, y = (Σ |x|^p)^(1/p). */
function handed({ builder, node, dy }: LpGradient, p: number): string {
  if (p === 1) return dy;
  const y = node.outputs[0];
  const zero = compare(builder, 'Equal', y, 0);
  const safe = choose(builder, zero, 1, y);
  const divisor = p === 2 ? safe : builder.emit('Pow', [safe, builder.scalar(p - 1)]);
  return choose(builder, zero, 0, builder.div(dy, divisor));
}

/** |x|^(p − 1) · sign x */
function slope({ builder, node, target }: LpGradient, p: number): string {
  const [x] = node.inputs;
  if (p === 2) return x;
  const side = sign(builder, x, target);
  if (p === 1) return side;
  const size = builder.emit('Abs', [x]);
  return builder.mul(
    side,
    p === 3 ? builder.mul(size, size) : builder.emit('Pow', [size, builder.scalar(p - 1)]),
  );
}

/** Gradient of LpPool. */
export function lpPoolGradient(request: LpGradient & { readonly window: Window }): string {
  const { builder, node, window, target } = request;
  const p = powerOf(node);
  const spread = spreadOverWindows(
    builder,
    handed(request, p),
    builder.shape(node.inputs[0]),
    window,
    target,
  );
  return builder.mul(spread, slope(request, p));
}

/** Gradient of GlobalLpPool, whose one window is the whole plane. */
export function globalLpGradient(request: LpGradient): string {
  const p = powerOf(request.node);
  return request.builder.mul(handed(request, p), slope(request, p));
}
