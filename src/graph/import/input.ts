import type { GraphBuilder } from '../builder.ts';
import type { DType, GraphNode, Shape } from '../ir.ts';
import { int } from '../ir.ts';
import type { FileValue, OnnxFile } from '../onnx/read.ts';
import { codeOf } from '../onnx/types.ts';
import { fileError, shownName } from '../trouble.ts';

const largestSample = 1 << 26;

/** Types that numbers can be cast to on their way in. */
const castable: ReadonlySet<DType> = new Set([
  'float32',
  'float64',
  'float16',
  'int64',
  'int32',
  'uint8',
  'int8',
]);

/**
 * The one input that the nodes of a part of a file read; stored values that a file lists among its inputs are constants.
 * @throws UserError when there are several, or it holds anything but numbers.
 */
export function theInput({ inputs, nodes, outputs }: OnnxFile): FileValue {
  const read = new Set(nodes.flatMap((node) => [...node.inputs, ...(node.captures ?? [])]));
  for (const { name } of outputs) read.add(name);
  const used = inputs.filter(({ name }) => read.has(name));
  if (used.length > 1) {
    const names = used.map(({ name }) => shownName(name, 24)).join(', ');
    throw fileError('graph.inputs', { count: used.length, names });
  }
  if (used.length === 0) throw fileError(nodes.length > 0 ? 'graph.no-input' : 'graph.not-a-classifier');
  const [input] = used;
  if (!input.dtype || !castable.has(input.dtype)) {
    throw fileError('graph.input-type', { name: input.name, type: input.type });
  }
  return input;
}

/** One sample's shape as the file or the caller gives it. */
export function sampleShape(input: FileValue, given: readonly number[] | undefined): number[] {
  const stated = input.dims?.slice(1);
  const shape = stated?.map((dim, axis) => (dim === 'free' ? given?.[axis] : dim)) ?? given;
  if (!shape || shape.length === 0 || shape.some((dim) => dim === undefined)) {
    throw fileError('graph.free-shape', { name: input.name });
  }
  const sizes = shape as number[];
  if (sizes.reduce((product, dim) => product * dim, 1) > largestSample)
    throw fileError('graph.sample-too-large');
  return sizes;
}

const isCastToFloat = ({ op, domain, attributes }: GraphNode): boolean => {
  const to = attributes['to'];
  return (
    op === 'Cast' &&
    domain === undefined &&
    to?.kind === 'int' &&
    [codeOf.float32, codeOf.float64, codeOf.float16].includes(to.value)
  );
};

/** How the model's float32 input becomes the value that the file's nodes read. */
export interface Feed {
  /** The graph's input. */
  readonly name: string;
  /** Steps whose gradient is passed straight through. */
  readonly straightThrough: readonly string[];
}

/**
 * Defines the graph's float32 input and, from it, the value that the file's nodes read.
 *
 * Bytes (uint8) that the file only ever casts to floats are pictures: the cast is left out, so that the model is followed
 * between the 256 levels as it is on them, and gradients pass straight through. All other integers are rounded to the nearest,
 * which has no gradient: what depends on them alone is masked by construction. Halves and doubles are cast, with their gradient.
 */
export function feed(
  builder: GraphBuilder,
  input: FileValue,
  shape: Shape,
  nodes: readonly GraphNode[],
): Feed {
  const { name, dtype } = input;
  const readers = nodes.filter((node) => node.inputs.includes(name) || node.captures?.includes(name));
  // A graph inside a node knows the value by this very name, which what is put in front of the model would not find.
  const captured = readers.some((node) => node.captures?.includes(name));
  const bytes = dtype === 'uint8' && readers.every((node) => isCastToFloat(node));
  if ((dtype === 'float32' && !captured) || bytes) {
    builder.input(name, { dtype: 'float32', shape });
    return { name, straightThrough: bytes ? ['Cast'] : [] };
  }
  const outer = builder.input(unused(builder, `${name}/float32`, nodes), { dtype: 'float32', shape });
  const steps = intoType(builder, outer, dtype ?? 'float32');
  const [op, attributes] =
    dtype === 'float32' ? ['Identity', {}] : ['Cast', { to: int(codeOf[dtype ?? 'float32']) }];
  builder.append({ op, name: `${name}/${op}`, inputs: [steps], outputs: [name], attributes });
  return { name: outer, straightThrough: [] };
}

function unused(builder: GraphBuilder, wanted: string, nodes: readonly GraphNode[]): string {
  const taken = new Set(nodes.flatMap(({ outputs }) => outputs));
  let name = wanted;
  while (builder.has(name) || taken.has(name)) name += "'";
  return name;
}

/** Integers by rounding to the nearest; a cast alone would take 2.9999998 for 2. */
function intoType(builder: GraphBuilder, value: string, dtype: DType): string {
  if (dtype.startsWith('float')) return value;
  return builder.emit('Floor', [builder.add(value, builder.scalar(0.5))]);
}
