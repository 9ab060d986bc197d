import { UserError } from '../../messages/index.ts';
import { GraphBuilder } from '../builder.ts';
import { differentiate, obstacles } from '../differentiate.ts';
import type { Graph } from '../ir.ts';
import type { Model } from './types.ts';

/** What stands in a gradient's way between input and logits: told by the rules at hand, then by trying. */
export function differentiability(
  graph: Graph,
  input: string,
  output: string,
): Pick<Model, 'notDifferentiable' | 'zeroGradient' | 'straightThrough' | 'access'> {
  const { missing, zero, straightThrough } = obstacles(graph, [input], output);
  const found = (notDifferentiable: readonly string[]) => ({
    notDifferentiable,
    zeroGradient: zero,
    straightThrough,
    access: notDifferentiable.length > 0 ? ('score' as const) : ('gradient' as const),
  });
  if (missing.length > 0) return found(missing);
  try {
    differentiate(GraphBuilder.from(graph), output, [input], 'wasm');
    return found([]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return found([String(error.values.operators)]);
  }
}
