import type { GraphBuilder } from '../builder.ts';
import { cast, isFloat } from '../emit.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { int, intOf } from '../ir.ts';
import { axisOf, numbersOf } from '../shapes.ts';
import { fileError } from '../trouble.ts';
import type { Candidate } from './outputs.ts';
import type { Removed } from './types.ts';

/** The logits, [N, classes], and what stood behind them in the file. */
export interface Head {
  readonly name: string;
  readonly classes: number;
  readonly removed: Removed | undefined;
}

interface Before {
  readonly name: string;
  readonly removed: Removed;
}

/** Steps that only order the same values anew, or hold them in another type or within bounds that they keep. */
const carriers = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast', 'Clip']);

/** A wrong file can chain steps without end. */
const furthest = 32;

/** Whether `axis` of a shape holds the classes: not the batch, and no other axis but the batch has more than one value. */
const overClasses = (shape: Shape, axis: number): boolean =>
  axis > 0 && shape.every((dim, i) => i === 0 || i === axis || dim === 1);

class Finder {
  readonly #builder: GraphBuilder;

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  /** The value before the activation that `name` comes from, in `name`'s shape; undefined where there is none. */
  before(name: string, depth = 0): Before | undefined {
    const b = this.#builder;
    const last = b.producerOf(name);
    if (!last || depth > furthest) return undefined;
    if (carriers.has(last.op)) return this.#carried(last, name, depth);
    switch (last.op) {
      case 'Softmax':
      case 'LogSoftmax':
        return this.#softmax(last, last.op);
      case 'Sigmoid':
        return { name: last.inputs[0], removed: 'Sigmoid' };
      case 'Log':
        return this.#log(last);
      case 'Div':
        return this.#normalised(last);
      case 'Concat':
        return this.#bothSides(last);
      default:
        return undefined;
    }
  }

  #carried(last: GraphNode, name: string, depth: number): Before | undefined {
    const b = this.#builder;
    const from = b.type(last.inputs[0]);
    if (!isFloat(from.dtype) || !isFloat(b.type(name).dtype)) return undefined;
    if (last.op === 'Clip' && !this.#keepsProbabilities(last)) return undefined;
    const inner = this.before(last.inputs[0], depth + 1);
    if (!inner || (last.op === 'Clip' && inner.removed === 'LogSoftmax')) return undefined;
    return { name: b.reshape(inner.name, b.shape(name)), removed: inner.removed };
  }

  /** Bounds such as 1e-7 and 1 − 1e-7, which loss functions ask for. */
  #keepsProbabilities(clip: GraphNode): boolean {
    const [low, high] = [1, 2].map((index) => this.#number(clip.inputs[index] ?? ''));
    return (low ?? 0) < 0.01 && (high ?? 1) > 0.99;
  }

  #number(name: string): number | undefined {
    const constant = name === '' ? undefined : this.#builder.constantOf(name);
    return constant?.data.length === 1 ? numbersOf(constant)[0] : undefined;
  }

  #softmax(last: GraphNode, removed: Removed): Before | undefined {
    const shape = this.#builder.shape(last.inputs[0]);
    const axis = axisOf(intOf(last.attributes, 'axis', -1), shape.length);
    return overClasses(shape, axis) ? { name: last.inputs[0], removed } : undefined;
  }

  #log(last: GraphNode): Before | undefined {
    const inner = this.#builder.producerOf(last.inputs[0]);
    if (inner?.op === 'Softmax') return this.#softmax(inner, 'LogSoftmax');
    const found = inner?.op === 'Div' ? this.#normalised(inner) : undefined;
    return found && { name: found.name, removed: 'LogSoftmax' };
  }

  /**
   * a / Σ a over the classes: a softmax where a = exp z (also with the largest z taken off first); one-against-rest scores
   * where a = sigmoid z, whose logarithm is −softplus(−z).
   */
  #normalised(last: GraphNode): Before | undefined {
    const b = this.#builder;
    const sum = b.producerOf(last.inputs[1]);
    const [of, ...axes] = sum?.inputs ?? [];
    const summed = sum?.op === 'ReduceSum' || sum?.op === 'ReduceL1';
    if (!sum || !summed || of !== last.inputs[0] || !this.#overClasses(sum, axes)) return undefined;
    const above = this.#maker(of);
    if (above?.op === 'Exp') return { name: this.#withoutLargest(above.inputs[0]), removed: 'Softmax' };
    // Probabilities that sum to one already stay what they are.
    const inner = this.before(of, 1);
    if (inner?.removed === 'Softmax' || above?.op === 'Concat') return inner;
    if (above?.op !== 'Sigmoid') return undefined;
    const softplus = b.emit('Softplus', [b.emit('Neg', [above.inputs[0]])]);
    return { name: b.emit('Neg', [softplus]), removed: 'Sigmoid' };
  }

  /** The node that makes a value, whatever floating-point types it is cast to. */
  #maker(name: string, depth = 0): GraphNode | undefined {
    const made = this.#builder.producerOf(name);
    const carried =
      made?.op === 'Cast' && depth < furthest && isFloat(this.#builder.type(made.inputs[0]).dtype);
    return carried ? this.#maker(made.inputs[0], depth + 1) : made;
  }

  #overClasses(reduction: GraphNode, [axes]: readonly string[]): boolean {
    const shape = this.#builder.shape(reduction.inputs[0]);
    const attribute = reduction.attributes['axes'];
    const constant = axes ? this.#builder.constantOf(axes) : undefined;
    const named = attribute?.kind === 'ints' ? attribute.value : constant && numbersOf(constant);
    if (named?.length !== 1 || intOf(reduction.attributes, 'keepdims', 1) !== 1) return false;
    return overClasses(shape, axisOf(named[0], shape.length));
  }

  /** z of z − max z. */
  #withoutLargest(name: string): string {
    const b = this.#builder;
    const difference = b.producerOf(name);
    if (difference?.op !== 'Sub') return name;
    const largest = b.producerOf(difference.inputs[1]);
    const same = largest?.op === 'ReduceMax' && largest.inputs[0] === difference.inputs[0];
    return same ? difference.inputs[0] : name;
  }

  /** [1 − p, p] with p = sigmoid z has the logits [0, z]. */
  #bothSides(last: GraphNode): Before | undefined {
    const b = this.#builder;
    const shape = b.shape(last.outputs[0]);
    if (last.inputs.length !== 2 || shape.length !== 2 || shape[1] !== 2) return undefined;
    if (axisOf(intOf(last.attributes, 'axis', 1), 2) !== 1) return undefined;
    const [not, p] = last.inputs;
    const difference = b.producerOf(not);
    if (difference?.op !== 'Sub' || difference.inputs[1] !== p || this.#number(difference.inputs[0]) !== 1)
      return undefined;
    const inner = this.before(p, 1);
    return inner?.removed === 'Sigmoid' ? { name: twoClasses(b, inner.name), removed: 'Sigmoid' } : undefined;
  }
}

/** The logits [0, z] of a binary model's one logit z, [N, 1]. */
export function twoClasses(b: GraphBuilder, z: string): string {
  const nothing = b.mul(z, b.scalar(0));
  return b.emit('Concat', [nothing, z], { axis: int(1) });
}

/** Logits from probabilities that nothing is known of: their logarithms, whose softmax they are again. */
export function logarithms(b: GraphBuilder, probabilities: string): string {
  return b.emit('Log', [b.add(probabilities, b.scalar(1e-30))]);
}

/** The binary logits of one probability per sample, [N, 1]. */
export function twoLogarithms(b: GraphBuilder, p: string): string {
  const both = b.emit('Concat', [b.sub(b.scalar(1), p), p], { axis: int(1) });
  return logarithms(b, both);
}

/** What the one value of a sample is: told by the caller, or by the threshold that the file compares it with. */
function meaning(candidate: Candidate, single: 'logit' | 'probability' | undefined) {
  if (single) return single;
  if (candidate.threshold === 0.5) return 'probability' as const;
  return candidate.threshold === 0 ? ('logit' as const) : undefined;
}

/**
 * The logits of what a candidate holds: one row of class values per sample, or the one value of a binary model.
 * @throws UserError where it holds neither, or one value that may as well be a quantity as a class.
 */
export function headOf(
  b: GraphBuilder,
  name: string,
  candidate: Candidate,
  single: 'logit' | 'probability' | undefined,
): Head {
  const { dtype, shape } = b.type(name);
  const [samples, ...rest] = shape;
  const wide = rest.filter((dim) => dim !== 1);
  if (!isFloat(dtype) || samples !== b.inputs[0].shape[0] || wide.length > 1 || wide[0] === 0 || wide[0] < 0)
    throw fileError('graph.not-a-classifier');
  const found = new Finder(b).before(name);
  const inner = cast(b, found?.name ?? name, 'float32');
  if (wide.length === 1) {
    return { name: b.reshape(inner, [samples, wide[0]]), classes: wide[0], removed: found?.removed };
  }
  const column = b.reshape(inner, [samples, 1]);
  if (found?.removed === 'Sigmoid') return { name: twoClasses(b, column), classes: 2, removed: 'Sigmoid' };
  const meant = meaning(candidate, single);
  if (meant === undefined) throw fileError('graph.one-value', { name: candidate.output.name });
  const logits = meant === 'logit' ? twoClasses(b, column) : twoLogarithms(b, column);
  return { name: logits, classes: 2, removed: undefined };
}
