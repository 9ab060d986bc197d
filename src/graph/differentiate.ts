import { UserError } from '../messages/index.ts';
import type { GraphBuilder } from './builder.ts';
import { isFloat } from './emit.ts';
import { sizeOf } from './ir.ts';
import type { Graph, GraphNode } from './ir.ts';
import type { EmissionTarget, Operator } from './operator.ts';
import { operatorOf } from './operators/index.ts';
import { sameShape } from './shapes.ts';

/** The gradient rule that holds for this very node. */
function ruleOf(node: GraphNode): Operator['gradient'] {
  const operator = operatorOf(node);
  return operator?.constant?.(node) ? 'zero' : operator?.gradient;
}

/** Names of all values that depend on the values of one of `sources`. */
function dependents(nodes: readonly GraphNode[], sources: readonly string[]): Set<string> {
  const touched = new Set(sources);
  for (const node of nodes) {
    if (!node.inputs.some((name) => touched.has(name)) || operatorOf(node)?.ofShape) continue;
    for (const name of node.outputs) if (name !== '') touched.add(name);
  }
  return touched;
}

/** Nodes between `sources` and `output`, last first: those that a gradient of `output` flows through. */
function path(nodes: readonly GraphNode[], touched: ReadonlySet<string>, output: string): GraphNode[] {
  const wanted = new Set([output]);
  const between: GraphNode[] = [];
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    if (!node.inputs.some((name) => touched.has(name))) continue;
    between.push(node);
    if (ruleOf(node) === 'zero') continue;
    for (const name of valuesOf(node, touched)) if (touched.has(name)) wanted.add(name);
  }
  return between;
}

/**
 * Inputs of a node through which values reach its output. A condition only chooses between branches; it is a way for values
 * where the branches themselves are constants (a hard threshold).
 */
function valuesOf(node: GraphNode, touched: ReadonlySet<string>): readonly string[] {
  const branches = node.inputs.slice(1);
  return node.op === 'Where' && branches.some((name) => touched.has(name)) ? branches : node.inputs;
}

/** What a gradient meets between a model's input and its output: names of operators, each once. */
export interface Obstacles {
  /** Those without a gradient rule. */
  readonly missing: string[];
  /** Those whose gradient is zero everywhere: what passes through them is masked by construction. */
  readonly zero: string[];
  /** Those that pass a gradient which is not theirs. */
  readonly straightThrough: string[];
}

/** The operators between `sources` and `output` that stand in the way of a gradient, or change it. */
export function obstacles(
  graph: Pick<Graph, 'nodes'>,
  sources: readonly string[],
  output: string,
): Obstacles {
  const missing = new Set<string>();
  const zero = new Set<string>();
  const straightThrough = new Set<string>();
  for (const node of path(graph.nodes, dependents(graph.nodes, sources), output)) {
    const gradient = ruleOf(node);
    if (gradient === undefined) missing.add(node.op);
    else if (gradient === 'zero') zero.add(node.op);
    else if (operatorOf(node)?.straightThrough) straightThrough.add(node.op);
  }
  return { missing: [...missing], zero: [...zero], straightThrough: [...straightThrough] };
}

/** A value of ones (or zeros) of the same shape as `like`. */
function filledLike(builder: GraphBuilder, like: string, value: number): string {
  const shape = builder.shape(like);
  if (shape.every((dim) => dim >= 0)) {
    return builder.constant({
      dtype: 'float32',
      dims: shape,
      data: new Float32Array(sizeOf(shape)).fill(value),
    });
  }
  return builder.emit('Expand', [builder.scalar(value), builder.emit('Shape', [like])]);
}

/** Gradients that arrived so far, summed per value. */
class Arrivals {
  readonly #builder: GraphBuilder;
  readonly #sums = new Map<string, string>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  add(value: string, gradient: string): void {
    const before = this.#sums.get(value);
    this.#sums.set(value, before === undefined ? gradient : this.#builder.add(before, gradient));
  }

  get(value: string): string | undefined {
    return this.#sums.get(value);
  }
}

/** A rule that does not know this form of its operator is as good as none, and said in the same words. */
function attempt<T>(node: GraphNode, rule: () => T): T {
  try {
    return rule();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('graph.no-gradient', { operators: node.op }, { cause });
  }
}

/** The integers that straight-through operators make, and what is made of them: they have gradients. */
function quantisedValues(builder: GraphBuilder, nodes: readonly GraphNode[]): Set<string> {
  const found = new Set<string>();
  for (const node of nodes) {
    const follows = node.inputs.some((name) => found.has(name)) && ruleOf(node) !== 'zero';
    if (!follows && !operatorOf(node)?.straightThrough) continue;
    for (const name of node.outputs) if (name !== '' && !isFloat(builder.type(name).dtype)) found.add(name);
  }
  return found;
}

function checkShape(builder: GraphBuilder, gradient: string, input: string): void {
  if (!sameShape(builder.shape(gradient), builder.shape(input)))
    throw new Error('a gradient has another shape than its input');
}

/** Asks a node's rule for the gradients of its inputs and hands them on. */
function propagate(
  builder: GraphBuilder,
  node: GraphNode,
  rule: NonNullable<Operator['gradient']>,
  arrivals: Arrivals,
  { touched, quantised }: { touched: ReadonlySet<string>; quantised: ReadonlySet<string> },
  target: EmissionTarget,
): void {
  const upstream = node.outputs.map((name) => arrivals.get(name));
  if (rule === 'zero' || upstream.every((gradient) => gradient === undefined)) return;
  const wanted = (index: number): boolean => {
    const name = node.inputs[index] ?? '';
    return touched.has(name) && (isFloat(builder.type(name).dtype) || quantised.has(name));
  };
  // Arithmetic on integers is not what other rules are written for: refused, rather than passing no gradient at all.
  if (!operatorOf(node)?.quantised && node.inputs.some((name) => quantised.has(name)))
    throw new UserError('graph.no-gradient', { operators: node.op });
  const gradients = attempt(node, () => rule({ builder, node, upstream, wanted, target }));
  gradients.forEach((gradient, index) => {
    if (gradient === undefined || !wanted(index)) return;
    // A gradient of another shape might still broadcast, and be wrong without a word.
    attempt(node, () => checkShape(builder, gradient, node.inputs[index]));
    arrivals.add(node.inputs[index], gradient);
  });
}

/**
 * Reverse-mode differentiation: emits into `builder` the gradient of the sum of all elements of `output` with respect to
 * each value in `wrt` and returns its name per value. With one loss per sample that gives each sample's own gradient, since
 * samples do not meet inside a network; weight gradients come out summed over the batch.
 *
 * `seed` replaces the ones that start the sweep: a value of the same shape as `output`, its own gradient.
 * What is emitted consists of operators with rules, so it can be differentiated again.
 * Throws UserError that names all operators on the way that have no gradient.
 */
export function differentiate(
  builder: GraphBuilder,
  output: string,
  wrt: readonly string[],
  target: EmissionTarget,
  seed?: string,
): Map<string, string> {
  const forward = [...builder.nodes];
  const touched = dependents(forward, wrt);
  const { missing } = obstacles({ nodes: forward }, wrt, output);
  if (missing.length > 0) throw new UserError('graph.no-gradient', { operators: missing.join(', ') });
  const arrivals = new Arrivals(builder);
  arrivals.add(output, seed ?? filledLike(builder, output, 1));
  const quantised = quantisedValues(builder, forward);
  for (const node of path(forward, touched, output)) {
    propagate(builder, node, ruleOf(node) ?? 'zero', arrivals, { touched, quantised }, target);
  }
  return new Map(wrt.map((name) => [name, arrivals.get(name) ?? filledLike(builder, name, 0)]));
}

/** The graph with these constants as inputs of the same name, so that weights can be fed and differentiated by. */
export function promoteConstants(graph: Graph, names: readonly string[]): Graph {
  const promoted = names.map((name) => {
    const constant = graph.constants.get(name);
    if (!constant) throw new Error(`no constant ${JSON.stringify(name)} to promote`);
    return { name, dtype: constant.dtype, shape: constant.dims };
  });
  const constants = new Map([...graph.constants].filter(([name]) => !names.includes(name)));
  return { ...graph, inputs: [...graph.inputs, ...promoted], constants };
}
