import type { GraphBuilder } from '../builder.ts';
import { expandLike } from '../emit.ts';
import { string, stringOf } from '../ir.ts';
import type { Dim, GraphNode, Shape } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { affordable, broadcast, given } from '../shapes.ts';

/** Letters that an equation may use, most likely those first that it does not. */
const alphabet = 'ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba';

/** An equation with one letter for every axis: `...` has become letters of its own. */
interface Equation {
  readonly operands: readonly string[];
  readonly output: string;
  /** Size of what each letter counts; 1 only where every axis that bears it is 1. */
  readonly sizes: ReadonlyMap<string, Dim>;
}

/** Letters that do not occur in `text`. */
function freeLetters(text: string, count: number): string[] {
  const free = [...alphabet].filter((letter) => !text.includes(letter));
  if (free.length < count) throw new Error('the equation has too many letters');
  return free.slice(0, count);
}

/** Letters of an operand's axes, the last of `ellipsis` standing for what its three dots leave open. */
function spelled(term: string, rank: number, ellipsis: string): string {
  const named = term.replace('...', '');
  if (!/^[a-zA-Z]*$/.test(named)) throw new Error('the equation is not one of letters');
  const open = term.includes('...') ? rank - named.length : 0;
  if (open < 0 || named.length + open !== rank) throw new Error('a term does not have one letter per axis');
  return term.replace('...', open === 0 ? '' : ellipsis.slice(-open));
}

/** Letters that occur once, in order: what an equation without an arrow keeps. */
const onceEach = (terms: readonly string[]) => {
  const letters = terms.join('').replaceAll('.', '');
  return [...new Set(letters)]
    .filter((letter) => letters.split(letter).length === 2)
    .sort((a, b) => (a < b ? -1 : 1));
};

/** Reads the equation of a node against the shapes of its operands. Throws a plain Error when they do not fit. */
function equationOf(node: GraphNode, shapes: readonly Shape[]): Equation {
  const text = stringOf(node.attributes, 'equation', '').replaceAll(/\s/g, '');
  const [left, right, ...more] = text.split('->');
  const terms = left.split(',');
  if (more.length > 0 || terms.length !== shapes.length)
    throw new Error('the equation does not have one term per operand');
  const open = terms.map((term, i) => (term.includes('...') ? shapes[i].length - (term.length - 3) : 0));
  const ellipsis = freeLetters(text, Math.max(0, ...open)).join('');
  const operands = terms.map((term, i) => spelled(term, shapes[i].length, ellipsis));
  const result = right ?? `${ellipsis === '' ? '' : '...'}${onceEach(terms).join('')}`;
  const output = result.replace('...', ellipsis);
  const sizes = new Map<string, Dim>();
  operands.forEach((letters, i) =>
    [...letters].forEach((letter, axis) => {
      const [dim] = broadcast([sizes.get(letter) ?? 1], [shapes[i][axis]]);
      sizes.set(letter, dim);
    }),
  );
  if (new Set(output).size !== output.length || [...output].some((letter) => !sizes.has(letter)))
    throw new Error('the result names an axis twice or one that no term has');
  return { operands, output, sizes };
}

/** A value and the letters of its axes. */
interface Term {
  readonly name: string;
  readonly letters: string;
}

/** Without the axes of size 1 that stand for a longer one: they count nothing. */
function withoutStretched(builder: GraphBuilder, { name, letters }: Term, sizes: Equation['sizes']): Term {
  const shape = builder.shape(name);
  const kept = [...letters].flatMap((letter, axis) =>
    shape[axis] === 1 && sizes.get(letter) !== 1 ? [] : [axis],
  );
  if (kept.length === letters.length) return { name, letters };
  return {
    name: builder.reshape(
      name,
      kept.map((axis) => shape[axis]),
    ),
    letters: kept.map((axis) => letters[axis]).join(''),
  };
}

/** A unit matrix over two letters: 1 where both count the same. */
function identity(builder: GraphBuilder, size: Dim, letters: string): Term {
  if (size < 0) throw new Error('gradient of a diagonal over samples');
  const data = Float32Array.from({ length: affordable(size * size) }, (_, at) =>
    Number(at % (size + 1) === 0),
  );
  return { name: builder.constant({ dtype: 'float32', dims: [size, size], data }), letters };
}

function contracted(builder: GraphBuilder, terms: readonly Term[], output: string): string {
  const equation = `${terms.map(({ letters }) => letters).join()}->${output}`;
  return builder.emit(
    'Einsum',
    terms.map(({ name }) => name),
    { equation: string(equation) },
  );
}

/**
 * Gradient by operand `index`: the upstream gradient and the other operands contracted to that operand's letters. Where it
 * names a letter twice (a diagonal), all but the first get a letter of their own, tied to it by a unit matrix; letters that
 * nothing else has were summed over, so their gradient is the same all along.
 */
function operandGradient(
  builder: GraphBuilder,
  node: GraphNode,
  equation: Equation,
  dy: string,
  index: number,
): string {
  const { operands, output, sizes } = equation;
  const terms = node.inputs.map((name, i) =>
    withoutStretched(builder, { name, letters: operands[i] }, sizes),
  );
  const others = terms.filter((_, i) => i !== index);
  const shape = builder.shape(terms[index].name);
  const spare = freeLetters(`${operands.join('')}${output}`, shape.length);
  const ties: Term[] = [];
  const own = [...terms[index].letters].map((letter, axis, all) => {
    if (all.indexOf(letter) === axis) return letter;
    ties.push(identity(builder, shape[axis], `${letter}${spare[axis]}`));
    return spare[axis];
  });
  const sources = [{ name: dy, letters: output }, ...others, ...ties];
  const reached = new Set(sources.flatMap(({ letters }) => [...letters]));
  const kept = own.filter((letter) => reached.has(letter));
  const flat = contracted(builder, sources, kept.join(''));
  const aligned = builder.reshape(
    flat,
    own.map((letter, axis) => (reached.has(letter) ? shape[axis] : 1)),
  );
  return builder.reshape(expandLike(builder, aligned, terms[index].name), builder.shape(node.inputs[index]));
}

const einsum: Operator = {
  shape: (context) => {
    const types = context.inputs.map((_, index) => given(context, index));
    const { output, sizes } = equationOf(
      context.node,
      types.map(({ shape }) => shape),
    );
    return [{ dtype: types[0].dtype, shape: [...output].map((letter) => sizes.get(letter) ?? 1) }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const equation = equationOf(
      node,
      node.inputs.map((name) => builder.shape(name)),
    );
    return node.inputs.map((_, index) =>
      wanted(index) ? operandGradient(builder, node, equation, dy, index) : undefined,
    );
  },
};

export const contraction: OperatorTable = { Einsum: einsum };
