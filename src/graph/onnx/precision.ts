import { half } from '../half.ts';
import { int } from '../ir.ts';
import type { Attribute, Constant, GraphNode } from '../ir.ts';
import type { FileValue, OnnxFile } from './read.ts';
import { codeOf } from './types.ts';

/** Attributes that name an element type. */
const typed: ReadonlySet<string> = new Set(['to', 'dtype', 'output_dtype', 'stash_type']);

function widened(constant: Constant): Constant {
  if (constant.dtype !== 'float16') return constant;
  return {
    ...constant,
    dtype: 'float32',
    data: Float32Array.from(constant.data as Uint16Array, half),
  };
}

function widenedAttribute([name, attribute]: [string, Attribute]): [string, Attribute] {
  if (attribute.kind === 'tensor') return [name, { kind: 'tensor', value: widened(attribute.value) }];
  const toHalf = attribute.kind === 'int' && typed.has(name) && attribute.value === codeOf.float16;
  return [name, toHalf ? int(codeOf.float32) : attribute];
}

const widenedNode = (node: GraphNode): GraphNode => ({
  ...node,
  attributes: Object.fromEntries(Object.entries(node.attributes).map(widenedAttribute)),
});

const widenedValue = (value: FileValue): FileValue =>
  value.dtype === 'float16' ? { ...value, dtype: 'float32', type: 'float32' } : value;

/**
 * A file of half precision with everything computed in float32: weights keep the values that they were rounded to, and what was
 * cast to halves is cast to float32. The engine has few kernels for halves, and their rounding between the layers has no
 * gradient. A file without halves is as it was.
 */
export function inSingle(file: OnnxFile): OnnxFile {
  return {
    ...file,
    inputs: file.inputs.map(widenedValue),
    outputs: file.outputs.map(widenedValue),
    nodes: file.nodes.map(widenedNode),
    constants: new Map([...file.constants].map(([name, constant]) => [name, widened(constant)])),
    values: new Map([...file.values].map(([name, value]) => [name, widenedValue(value)])),
  };
}
