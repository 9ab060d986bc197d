import type { Evaluation, Evaluator } from './evaluate.ts';
import { intOf, intsOf, sizeOf } from './ir.ts';
import type { Known, KnownTensor } from './known.ts';
import { knownLimit, knownOf } from './known.ts';
import { axesOf, axisOf, broadcast } from './shapes.ts';

/** Known values moved about without arithmetic. */

/** Whether a value is small enough to be followed; what grows beyond that is the engine's. */
const fits = (dims: readonly number[]) => sizeOf(dims) <= knownLimit;

/** Builds a small tensor of `dims` by asking for the element at each index. */
function build(
  like: KnownTensor,
  dims: readonly number[],
  at: (index: readonly number[]) => Known,
): KnownTensor {
  const size = sizeOf(dims);
  if (!fits(dims)) throw new Error('a value so large is not known before the run');
  const index = dims.map(() => 0);
  const data: Known[] = [];
  for (let count = 0; count < size; count++) {
    data.push(at(index));
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis] === dims[axis]; axis--) index[axis] = 0;
  }
  return { dtype: like.dtype, dims, data };
}

/** Reads an element by its index. */
function reader({ dims, data }: KnownTensor): (index: readonly number[]) => Known {
  return (index) => data[index.reduce((offset, i, axis) => offset * dims[axis] + i, 0)];
}

/** The literal numbers of an input. */
function literals(input: KnownTensor | undefined): number[] | undefined {
  const data = input?.data;
  return data?.every((value) => typeof value === 'number') ? [...data] : undefined;
}

const axesFrom = ({ node, inputs }: Evaluation) => intsOf(node.attributes, 'axes') ?? literals(inputs[1]);

const relabel = (input: KnownTensor, dims: readonly number[]): readonly KnownTensor[] => [{ ...input, dims }];

const reshape: Evaluator = ({ inputs: [input, target] }) => {
  const request = literals(target);
  if (!input || !request) return undefined;
  const dims = request.map((dim, axis) => (dim === 0 ? input.dims[axis] : dim));
  const unknown = dims.indexOf(-1);
  if (unknown >= 0) dims[unknown] = -input.data.length / sizeOf(dims);
  const whole = dims.every((dim) => Number.isInteger(dim) && dim >= 0);
  return whole && sizeOf(dims) === input.data.length ? relabel(input, dims) : undefined;
};

const flatten: Evaluator = ({ node, inputs: [input] }) => {
  if (!input) return undefined;
  const axis = intOf(node.attributes, 'axis', 1);
  const split = axis < 0 ? axis + input.dims.length : axis;
  return relabel(input, [sizeOf(input.dims.slice(0, split)), sizeOf(input.dims.slice(split))]);
};

const squeeze: Evaluator = (evaluation) => {
  const [input, second] = evaluation.inputs;
  const axes = axesFrom(evaluation);
  if (!input || (second === undefined && evaluation.node.inputs[1])) return undefined;
  const gone = axes && axesOf(axes, input.dims.length);
  return relabel(
    input,
    input.dims.filter((dim, axis) => (gone ? !gone.includes(axis) : dim !== 1)),
  );
};

const unsqueeze: Evaluator = (evaluation) => {
  const [input] = evaluation.inputs;
  const axes = axesFrom(evaluation);
  if (!input || !axes) return undefined;
  const added = axesOf(axes, input.dims.length + axes.length);
  const rest = [...input.dims];
  const dims = Array.from({ length: rest.length + added.length }, (_, axis) =>
    added.includes(axis) ? 1 : (rest.shift() ?? 1),
  );
  return relabel(input, dims);
};

const transpose: Evaluator = ({ node, inputs: [input] }) => {
  if (!input) return undefined;
  const perm = intsOf(node.attributes, 'perm') ?? input.dims.map((_, axis) => input.dims.length - 1 - axis);
  const read = reader(input);
  return [
    build(
      input,
      perm.map((axis) => input.dims[axis]),
      (index) => read(input.dims.map((_, axis) => index[perm.indexOf(axis)])),
    ),
  ];
};

const concat: Evaluator = ({ node, inputs }) => {
  const parts = inputs.filter((input) => input !== undefined);
  if (parts.length !== inputs.length || parts.length === 0) return undefined;
  const axis = axisOf(intOf(node.attributes, 'axis', 0), parts[0].dims.length);
  const owners = parts.flatMap((part) =>
    Array.from({ length: part.dims[axis] }, (_, at) => ({ read: reader(part), at })),
  );
  const dims = parts[0].dims.map((dim, i) => (i === axis ? owners.length : dim));
  if (!fits(dims)) return undefined;
  return [
    build(parts[0], dims, (index) => {
      const { read, at } = owners[index[axis]];
      return read(index.map((i, a) => (a === axis ? at : i)));
    }),
  ];
};

/** Start, step and count of a slice along an axis of `dim` elements. */
export function sliceRange(
  dim: number,
  start: number,
  end: number,
  step: number,
): { first: number; count: number } {
  const place = (value: number, low: number, high: number) =>
    Math.max(low, Math.min(high, value < 0 ? value + dim : value));
  const first = step > 0 ? place(start, 0, dim) : place(start, 0, dim - 1);
  const last = step > 0 ? place(end, 0, dim) : place(end, -1, dim - 1);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

const slice: Evaluator = ({ node, inputs }) => {
  const [input] = inputs;
  const part = (name: string, at: number) => intsOf(node.attributes, name) ?? literals(inputs[at]);
  const [starts, ends] = [part('starts', 1), part('ends', 2)];
  if (!input || !starts || !ends) return undefined;
  if ([3, 4].some((at) => node.inputs[at] && !literals(inputs[at]))) return undefined;
  const axes = axesOf(part('axes', 3) ?? starts.map((_, axis) => axis), input.dims.length);
  const steps = literals(inputs[4]);
  const ranges = input.dims.map((dim) => ({ first: 0, count: dim, step: 1 }));
  axes.forEach((axis, i) => {
    const step = steps?.[i] ?? 1;
    ranges[axis] = { ...sliceRange(input.dims[axis], starts[i], ends[i], step), step };
  });
  const read = reader(input);
  const dims = ranges.map(({ count }) => count);
  return [
    build(input, dims, (index) => read(index.map((i, axis) => ranges[axis].first + i * ranges[axis].step))),
  ];
};

const gather: Evaluator = ({ node, inputs: [input, indices] }) => {
  const where = literals(indices);
  if (!input || !indices || !where) return undefined;
  const axis = axisOf(intOf(node.attributes, 'axis', 0), input.dims.length);
  const before = input.dims.slice(0, axis);
  const dims = [...before, ...indices.dims, ...input.dims.slice(axis + 1)];
  if (!fits(dims)) return undefined;
  const read = reader(input);
  const pick = reader({ ...indices, data: where.map((i) => (i < 0 ? i + input.dims[axis] : i)) });
  const rank = indices.dims.length;
  return [
    build(input, dims, (index) =>
      read([
        ...index.slice(0, axis),
        Number(pick(index.slice(axis, axis + rank))),
        ...index.slice(axis + rank),
      ]),
    ),
  ];
};

const expand: Evaluator = ({ inputs: [input, target] }) => {
  const request = literals(target);
  if (!input || !request) return undefined;
  const dims = [...broadcast(input.dims, request)];
  if (!fits(dims)) return undefined;
  const lead = dims.length - input.dims.length;
  const read = reader(input);
  return [
    build(input, dims, (index) => read(input.dims.map((dim, axis) => (dim === 1 ? 0 : index[axis + lead])))),
  ];
};

const tile: Evaluator = ({ inputs: [input, repeats] }) => {
  const times = literals(repeats);
  if (!input || times?.length !== input.dims.length || times.some((count) => count < 0)) return undefined;
  const read = reader(input);
  const dims = input.dims.map((dim, axis) => dim * times[axis]);
  if (!fits(dims)) return undefined;
  return [build(input, dims, (index) => read(index.map((i, axis) => i % input.dims[axis])))];
};

const split: Evaluator = ({ node, inputs: [input, sizes] }) => {
  if (!input) return undefined;
  const axis = axisOf(intOf(node.attributes, 'axis', 0), input.dims.length);
  const parts = node.outputs.length;
  const chunk = Math.ceil(input.dims[axis] / parts);
  const lengths =
    intsOf(node.attributes, 'split') ??
    literals(sizes) ??
    node.outputs.map((_, i) => Math.min(chunk, input.dims[axis] - i * chunk));
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum !== input.dims[axis] || lengths.some((length) => length < 0)) return undefined;
  const read = reader(input);
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    const dims = input.dims.map((dim, a) => (a === axis ? length : dim));
    return build(input, dims, (index) => read(index.map((i, a) => (a === axis ? i + from : i))));
  });
};

const constantOfShape: Evaluator = ({ node, inputs: [shape] }) => {
  const dims = literals(shape);
  if (!dims?.every((dim) => dim >= 0) || !fits(dims)) return undefined;
  const attribute = node.attributes['value'];
  const value = attribute?.kind === 'tensor' ? knownOf(attribute.value) : undefined;
  const fill = value?.data[0] ?? 0;
  return [{ dtype: value?.dtype ?? 'float32', dims, data: Array.from({ length: sizeOf(dims) }, () => fill) }];
};

export const layout: Readonly<Record<string, Evaluator>> = {
  Identity: ({ inputs: [input] }) => input && [input],
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Slice: slice,
  Gather: gather,
  Expand: expand,
  Tile: tile,
  Split: split,
  ConstantOfShape: constantOfShape,
};
