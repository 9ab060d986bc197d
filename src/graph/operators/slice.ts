import type { GraphBuilder } from '../builder.ts';
import { padAxis, reverse, spaceOut } from '../emit.ts';
import { sliceRange } from '../evaluate-layout.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { intsOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { axesOf, given, needInts } from '../shapes.ts';

interface Part {
  readonly axis: number;
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

/** How a list of the node is read: attribute before operator set 10, input after it. */
type Read = (name: string, index: number) => readonly number[] | undefined;

/** The parts of a slice that cut something; along the batch only the whole of it can be taken. */
function parts(node: GraphNode, shape: Shape, read: Read): Part[] {
  const [starts, ends] = [read('starts', 1), read('ends', 2)];
  if (!starts || !ends) throw new Error('starts or ends are missing');
  const axes = axesOf(read('axes', 3) ?? starts.map((_, index) => index), shape.length);
  const steps = node.attributes['starts'] ? undefined : read('steps', 4);
  return axes.flatMap((axis, index): Part[] => {
    const step = steps?.[index] ?? 1;
    const dim = shape[axis];
    if (dim < 0) {
      if (step === 1 && starts[index] === 0 && ends[index] >= 0x7fffffff) return [];
      throw new Error('cuts along the batch');
    }
    const { first, count } = sliceRange(dim, starts[index], ends[index], step);
    return step === 1 && count === dim ? [] : [{ axis, first, count, step }];
  });
}

/** Puts gradients `step` apart and zeros around them, so that they lie where the slice took its values. */
function spread(builder: GraphBuilder, dy: string, part: Part, dim: number): string {
  const { axis, count } = part;
  const step = Math.abs(part.step);
  const first = part.step > 0 ? part.first : part.first - step * (count - 1);
  const apart = spaceOut(builder, part.step > 0 ? dy : reverse(builder, dy, axis), axis, step);
  const reach = count === 0 ? 0 : step * (count - 1) + 1;
  return padAxis(builder, apart, axis, first, dim - first - reach);
}

const cut: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const read: Read = (name, index) =>
      intsOf(context.node.attributes, name) ??
      (context.node.inputs[index] ? needInts(context, index, name) : undefined);
    const result = [...shape];
    for (const { axis, count } of parts(context.node, shape, read)) result[axis] = count;
    return [{ dtype, shape: result }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const shape = builder.shape(node.inputs[0]);
    const read: Read = (name, index) =>
      intsOf(node.attributes, name) ??
      (node.inputs[index] ? builder.known(node.inputs[index])?.data.map(Number) : undefined);
    const cuts = parts(node, shape, read);
    return [cuts.reduce((gradient, part) => spread(builder, gradient, part, shape[part.axis]), dy)];
  },
};

export const cutting: OperatorTable = { Slice: cut };
