import { create, fromBinary } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType as Kind, AttributeProtoSchema, ModelProtoSchema } from 'onnx-buf';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from 'onnx-buf';
import type { Attribute, Constant, DType, GraphNode } from '../ir.ts';
import { fileError } from '../trouble.ts';
import { inlinedNodes } from './functions.ts';
import { capturedNames, graphsOf } from './rename.ts';
import { scanEncoding } from './scan.ts';
import { holdsValues, readTensor } from './tensor.ts';
import { dtypeOf, typeName } from './types.ts';

/** A dimension as the file states it: a number, or free. */
export type FileDim = number | 'free';

export interface FileValue {
  readonly name: string;
  readonly dtype: DType | undefined;
  /** The type's name as a person reads it, also where the lab does not hold it: `string`, `sequence` … */
  readonly type: string;
  /** Undefined where the file gives no shape. */
  readonly dims: readonly FileDim[] | undefined;
}

/** An ONNX file's content, decoded and checked for form; nothing is known yet of shapes inside. */
export interface OnnxFile {
  readonly opset: number;
  /** Versions of the other operator sets that the file names. */
  readonly domains: Readonly<Record<string, number>>;
  readonly producer: string;
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  /** In topological order. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** What the file says of values between input and output; exporters may leave it out. */
  readonly values: ReadonlyMap<string, FileValue>;
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
      return attribute.t && holdsValues(attribute.t)
        ? { kind: 'tensor', value: readTensor(attribute.t) }
        : { kind: 'encoded', value: attribute };
    case Kind.UNDEFINED:
      return undefined;
    default:
      return { kind: 'encoded', value: attribute };
  }
}

/** A node as the graph holds it; `sets` are the versions of the other operator sets of its file. */
export function readNode(node: NodeProto, index: number, sets: Readonly<Record<string, number>>): GraphNode {
  const attributes: Record<string, Attribute> = {};
  for (const attribute of node.attribute) {
    const value = readAttribute(attribute);
    if (value) attributes[attribute.name] = value;
  }
  const domain = node.domain === '' || node.domain === 'ai.onnx' ? undefined : node.domain;
  const name = node.name || `${node.opType}_${index}`;
  const plain = { op: node.opType, domain, name, inputs: node.input, outputs: node.output, attributes };
  const graphs = graphsOf(node);
  if (graphs.length === 0) return domain ? { ...plain, domains: { [domain]: sets[domain] ?? 1 } } : plain;
  return {
    ...plain,
    domains: sets,
    captures: [...new Set(graphs.flatMap((graph) => [...capturedNames(graph)]))],
  };
}

function readValue(value: ValueInfoProto): FileValue {
  const type = value.type?.value;
  if (type?.case !== 'tensorType') {
    return { name: value.name, dtype: undefined, type: typeName(type?.case), dims: undefined };
  }
  const { elemType, shape } = type.value;
  const dims = shape?.dim.map((dim): FileDim => {
    if (dim.value.case !== 'dimValue') return 'free';
    const size = Number(dim.value.value);
    if (size > 0x7fffffff) throw fileError('graph.not-onnx');
    return size <= 0 ? 'free' : size;
  });
  return { name: value.name, dtype: dtypeOf(elemType), type: typeName(elemType), dims };
}

/** Sorts nodes so that each comes after what it reads; a missing value or a cycle is an error. */
function sorted(nodes: readonly GraphNode[], known: ReadonlySet<string>): GraphNode[] {
  const producerOf = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (producerOf.has(name) || known.has(name)) throw fileError('graph.defined-twice', { name });
      producerOf.set(name, index);
    }
  });
  const waiting = new Int32Array(nodes.length);
  const readers: number[][] = nodes.map(() => []);
  nodes.forEach((node, index) => {
    for (const name of new Set(node.captures ? [...node.inputs, ...node.captures] : node.inputs)) {
      if (name === '' || known.has(name)) continue;
      const producer = producerOf.get(name);
      if (producer === undefined) throw fileError('graph.missing-value', { name, node: node.name });
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
    throw fileError('graph.cycle', { node: nodes[waiting.findIndex((count) => count > 0)].name });
  }
  return order;
}

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.byteLength > largestFile) throw fileError('graph.too-large', { megabytes: largestFile >> 20 });
  if (bytes.byteLength === 0) throw fileError('graph.not-onnx');
  scanEncoding(bytes, ModelProtoSchema);
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw fileError('graph.not-onnx', {}, cause);
  }
}

function operatorSets(model: ModelProto): Pick<OnnxFile, 'opset' | 'domains'> {
  const domains: Record<string, number> = {};
  let opset = 0;
  for (const { domain, version } of model.opsetImport) {
    if (domain === '' || domain === 'ai.onnx') opset ||= Number(version);
    else domains[domain] = Number(version);
  }
  // A file of other operators alone need not name the standard set; the engine then takes its first version.
  if (opset === 0 && Object.keys(domains).length > 0) opset = 13;
  if (!Number.isSafeInteger(opset) || opset < 1) throw fileError('graph.not-onnx');
  return { opset, domains };
}

/** Constants; those of a type that the lab does not hold become nodes, which the engine may know how to read. */
function readConstants(graph: GraphProto): { constants: Map<string, Constant>; carried: GraphNode[] } {
  if (graph.sparseInitializer.length > 0) throw fileError('graph.sparse');
  const constants = new Map<string, Constant>();
  const carried: GraphNode[] = [];
  const names = new Set<string>();
  for (const tensor of graph.initializer) {
    const { name } = tensor;
    if (names.has(name)) throw fileError('graph.defined-twice', { name });
    names.add(name);
    if (holdsValues(tensor)) constants.set(name, readTensor(tensor));
    else carried.push(constantNode(tensor));
  }
  return { constants, carried };
}

function constantNode(tensor: TensorProto): GraphNode {
  const value = create(AttributeProtoSchema, { name: 'value', type: Kind.TENSOR, t: tensor });
  return {
    op: 'Constant',
    domain: undefined,
    name: tensor.name,
    inputs: [],
    outputs: [tensor.name],
    attributes: { value: { kind: 'encoded', value } },
  };
}

/**
 * Decodes an ONNX file. Weights stay views of `bytes`, which must not change afterwards.
 * Throws UserError, one sentence, for anything that is not a whole, well-formed model file.
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const model = decode(bytes);
  const graph = model.graph;
  if (!graph || graph.output.length === 0) throw fileError('graph.not-onnx');
  const sets = operatorSets(model);
  if (graph.node.length > largestNodeCount)
    throw fileError('graph.too-many-nodes', { count: graph.node.length });
  const { constants, carried } = readConstants(graph);
  const stored = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !stored.has(name)).map(readValue);
  const read = inlinedNodes(model, largestNodeCount).map((node, i) => readNode(node, i, sets.domains));
  const known = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  return {
    ...sets,
    producer: model.producerName,
    inputs,
    outputs: graph.output.map(readValue),
    nodes: sorted([...carried, ...read], known),
    constants,
    values: new Map([...graph.valueInfo, ...graph.output].map((value) => [value.name, readValue(value)])),
  };
}
