import { fromBinary } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType as Kind, ModelProtoSchema } from 'onnx-buf';
import type { AttributeProto, GraphProto, ModelProto, NodeProto, ValueInfoProto } from 'onnx-buf';
import { UserError } from '../../messages/index.ts';
import type { Attribute, Constant, DType, GraphNode } from '../ir.ts';
import { scanEncoding } from './scan.ts';
import { readTensor } from './tensor.ts';
import { dtypeOf } from './types.ts';

/** A dimension as the file states it: a number, or free. */
export type FileDim = number | 'free';

export interface FileValue {
  readonly name: string;
  readonly dtype: DType | undefined;
  /** Undefined where the file gives no shape. */
  readonly dims: readonly FileDim[] | undefined;
}

/** An ONNX file's content, decoded and checked for form; nothing is known yet of shapes inside. */
export interface OnnxFile {
  readonly opset: number;
  readonly producer: string;
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  /** In topological order. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Operators that hold a graph of their own (If, Loop, Scan), by name. */
  readonly nested: readonly string[];
}

/** Larger files are refused before decoding; models of this lab's kind have megabytes. */
export const largestFile = 1 << 29;
const largestNodeCount = 100_000;

const decoder = new TextDecoder();

function safe(value: bigint): number {
  // Slice and its kin write "to the end" as the largest int64.
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  if (value < BigInt(Number.MIN_SAFE_INTEGER)) return Number.MIN_SAFE_INTEGER;
  return Number(value);
}

function readAttribute(attribute: AttributeProto): Attribute | undefined {
  switch (attribute.type) {
    case Kind.INT:
      return { kind: 'int', value: safe(attribute.i) };
    case Kind.FLOAT:
      return { kind: 'float', value: attribute.f };
    case Kind.INTS:
      return { kind: 'ints', value: attribute.ints.map(safe) };
    case Kind.FLOATS:
      return { kind: 'floats', value: attribute.floats };
    case Kind.STRING:
      return { kind: 'string', value: decoder.decode(attribute.s) };
    case Kind.STRINGS:
      return { kind: 'strings', value: attribute.strings.map((value) => decoder.decode(value)) };
    case Kind.TENSOR:
      return attribute.t ? { kind: 'tensor', value: readTensor(attribute.t) } : undefined;
    default:
      return undefined;
  }
}

function readNode(node: NodeProto, index: number): GraphNode {
  const attributes: Record<string, Attribute> = {};
  for (const attribute of node.attribute) {
    const value = readAttribute(attribute);
    if (value) attributes[attribute.name] = value;
  }
  const domain = node.domain === '' || node.domain === 'ai.onnx' ? undefined : node.domain;
  const name = node.name || `${node.opType}_${index}`;
  return { op: node.opType, domain, name, inputs: node.input, outputs: node.output, attributes };
}

function readValue(value: ValueInfoProto): FileValue {
  const type = value.type?.value;
  if (type?.case !== 'tensorType') return { name: value.name, dtype: undefined, dims: undefined };
  const dims = type.value.shape?.dim.map((dim): FileDim => {
    if (dim.value.case !== 'dimValue') return 'free';
    const size = Number(dim.value.value);
    if (size > 0x7fffffff) throw new UserError('graph.not-onnx');
    return size <= 0 ? 'free' : size;
  });
  return { name: value.name, dtype: dtypeOf(type.value.elemType), dims };
}

const holdsGraph = (attribute: AttributeProto): boolean =>
  attribute.type === Kind.GRAPH || attribute.type === Kind.GRAPHS || attribute.g !== undefined;

/** Sorts nodes so that each comes after what it reads; a missing value or a cycle is an error. */
function sorted(nodes: readonly GraphNode[], known: ReadonlySet<string>): GraphNode[] {
  const producerOf = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (producerOf.has(name) || known.has(name)) throw new UserError('graph.defined-twice', { name });
      producerOf.set(name, index);
    }
  });
  const waiting = new Int32Array(nodes.length);
  const readers: number[][] = nodes.map(() => []);
  nodes.forEach((node, index) => {
    for (const name of new Set(node.inputs)) {
      if (name === '' || known.has(name)) continue;
      const producer = producerOf.get(name);
      if (producer === undefined) throw new UserError('graph.missing-value', { name, node: node.name });
      readers[producer].push(index);
      waiting[index]++;
    }
  });
  const order: GraphNode[] = [];
  const ready = nodes.flatMap((_, index) => (waiting[index] === 0 ? [index] : []));
  for (let at = 0; at < ready.length; at++) {
    order.push(nodes[ready[at]]);
    for (const reader of readers[ready[at]]) if (--waiting[reader] === 0) ready.push(reader);
  }
  if (order.length < nodes.length) {
    throw new UserError('graph.cycle', { node: nodes[waiting.findIndex((count) => count > 0)].name });
  }
  return order;
}

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.byteLength > largestFile)
    throw new UserError('graph.too-large', { megabytes: largestFile >> 20 });
  if (bytes.byteLength === 0) throw new UserError('graph.not-onnx');
  scanEncoding(bytes, ModelProtoSchema);
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new UserError('graph.not-onnx', {}, { cause });
  }
}

function standardOpset(model: ModelProto): number {
  const entry = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const opset = Number(entry?.version ?? 0n);
  if (!Number.isInteger(opset) || opset < 1) throw new UserError('graph.not-onnx');
  return opset;
}

function readConstants(graph: GraphProto): Map<string, Constant> {
  if (graph.sparseInitializer.length > 0) throw new UserError('graph.sparse');
  const constants = new Map<string, Constant>();
  for (const tensor of graph.initializer) {
    if (constants.has(tensor.name)) throw new UserError('graph.defined-twice', { name: tensor.name });
    constants.set(tensor.name, readTensor(tensor));
  }
  return constants;
}

/**
 * Decodes an ONNX file. Weights stay views of `bytes`, which must not change afterwards.
 * Throws UserError, one sentence, for anything that is not a whole, well-formed model file.
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const model = decode(bytes);
  const graph = model.graph;
  if (!graph || graph.output.length === 0) throw new UserError('graph.not-onnx');
  const opset = standardOpset(model);
  if (graph.node.length > largestNodeCount)
    throw new UserError('graph.too-many-nodes', { count: graph.node.length });
  const constants = readConstants(graph);
  const inputs = graph.input.filter(({ name }) => !constants.has(name)).map(readValue);
  const known = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  const nodes = sorted(graph.node.map(readNode), known);
  const nested = graph.node.filter((node) => node.attribute.some(holdsGraph)).map((node) => node.opType);
  return {
    opset,
    producer: model.producerName,
    inputs,
    outputs: graph.output.map(readValue),
    nodes,
    constants,
    nested,
  };
}
