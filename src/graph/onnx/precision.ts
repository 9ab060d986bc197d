import { half } from '../half.ts';
import { int } from '../ir.ts';
import type { Attribute, Constant, GraphNode } from '../ir.ts';
import type { FileValue, OnnxFile } from './read.ts';
import { readTensor } from './tensor.ts';
import { bfloat16Code, codeOf } from './types.ts';

/** Attributes that name an element type. */
const typed: ReadonlySet<string> = new Set(['to', 'dtype', 'output_dtype', 'stash_type']);

const otherWidths: ReadonlySet<number> = new Set([codeOf.float16, codeOf.float64, bfloat16Code]);

/** The largest float32: a double beyond it, as masks have them, stays finite. */
const largest = 3.4028234663852886e38;

const nearest = (value: number): number =>
  Number.isFinite(value) ? Math.fround(Math.max(-largest, Math.min(largest, value))) : value;

/** A constant of another floating-point width as one of float32. */
export function singleConstant(constant: Constant): Constant {
  const { dtype, dims, data } = constant;
  if (dtype === 'float16')
    return { dtype: 'float32', dims, data: Float32Array.from(data as Uint16Array, half) };
  if (dtype === 'float64')
    return { dtype: 'float32', dims, data: Float32Array.from(data as Float64Array, nearest) };
  return constant;
}

/** A tensor of bfloat16, which the lab does not hold, as the float32 values whose upper halves it stores. */
function singleOfBrain(attribute: Attribute): Constant | undefined {
  const tensor = attribute.kind === 'encoded' ? attribute.value.t : undefined;
  if (tensor?.dataType !== bfloat16Code) return undefined;
  const { dims, data } = readTensor(tensor, 'float16');
  const bits = Uint32Array.from(data as Uint16Array, (upper) => upper << 16);
  return { dtype: 'float32', dims, data: new Float32Array(bits.buffer) };
}

function singleAttribute([name, attribute]: [string, Attribute]): [string, Attribute] {
  if (attribute.kind === 'tensor') return [name, { kind: 'tensor', value: singleConstant(attribute.value) }];
  const brain = singleOfBrain(attribute);
  if (brain) return [name, { kind: 'tensor', value: brain }];
  const named = attribute.kind === 'int' && typed.has(name) && otherWidths.has(attribute.value);
  return [name, named ? int(codeOf.float32) : attribute];
}

/** A node that holds and names no other floating-point width. */
export const singleNode = (node: GraphNode): GraphNode => ({
  ...node,
  attributes: Object.fromEntries(Object.entries(node.attributes).map(singleAttribute)),
});

const singleValue = (value: FileValue): FileValue =>
  value.dtype === 'float16' || value.dtype === 'float64' || value.type === 'bfloat16'
    ? { ...value, dtype: 'float32', type: 'float32' }
    : value;

/**
 * A file of another precision with everything computed in float32. Weights of half precision (float16, bfloat16) keep the values
 * that they were rounded to, doubles are rounded to the nearest, and what was cast to any of them is cast to float32. The engine
 * has few kernels for them, and the rounding of halves between the layers has no gradient. A file of float32 is as it was.
 */
export function inSingle(file: OnnxFile): OnnxFile {
  return {
    ...file,
    inputs: file.inputs.map(singleValue),
    outputs: file.outputs.map(singleValue),
    nodes: file.nodes.map(singleNode),
    constants: new Map([...file.constants].map(([name, constant]) => [name, singleConstant(constant)])),
    values: new Map([...file.values].map(([name, value]) => [name, singleValue(value)])),
  };
}
