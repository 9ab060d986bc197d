import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { AttributeProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf';
import type { Attribute, Constant, Graph, GraphNode, GraphValue } from '../ir.ts';
import { codeOf } from './types.ts';

const encoder = new TextEncoder();

/** The bytes of an array. The copy into an ArrayBuffer of its own happens only for shared memory. */
function bytesOf(constant: Constant): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = constant.data;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(buffer, byteOffset, byteLength).slice();
}

function tensor(name: string, constant: Constant): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: constant.dims.map(BigInt),
    dataType: codeOf[constant.dtype],
    rawData: bytesOf(constant),
  });
}

function attribute(name: string, value: Attribute): AttributeProto {
  switch (value.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: Kind.INT, i: BigInt(value.value) });
    case 'float':
      return create(AttributeProtoSchema, { name, type: Kind.FLOAT, f: value.value });
    case 'ints':
      return create(AttributeProtoSchema, { name, type: Kind.INTS, ints: value.value.map(BigInt) });
    case 'floats':
      return create(AttributeProtoSchema, { name, type: Kind.FLOATS, floats: [...value.value] });
    case 'string':
      return create(AttributeProtoSchema, { name, type: Kind.STRING, s: encoder.encode(value.value) });
    case 'strings':
      return create(AttributeProtoSchema, {
        name,
        type: Kind.STRINGS,
        strings: value.value.map((text) => encoder.encode(text)),
      });
    case 'tensor':
      return create(AttributeProtoSchema, { name, type: Kind.TENSOR, t: tensor('', value.value) });
    case 'encoded':
      return value.value;
  }
}

function node(source: GraphNode): NodeProto {
  const names = Object.keys(source.attributes).sort();
  return create(NodeProtoSchema, {
    opType: source.op,
    domain: source.domain ?? '',
    name: source.name,
    input: [...source.inputs],
    output: [...source.outputs],
    attribute: names.map((name) => attribute(name, source.attributes[name])),
  });
}

/** A value's name, type and words, which an empty string would not leave out of the file; with `open` its dimensions are left to whoever runs it. */
function valueInfo(value: GraphValue, docString = '', open = false): ValueInfoProto {
  const dim = value.shape.map((size) =>
    open
      ? {}
      : size < 0
        ? { value: { case: 'dimParam' as const, value: size === -1 ? 'N' : `${-size}N` } }
        : { value: { case: 'dimValue' as const, value: BigInt(size) } },
  );
  return create(ValueInfoProtoSchema, {
    name: value.name,
    ...(docString ? { docString } : {}),
    type: { value: { case: 'tensorType', value: { elemType: codeOf[value.dtype], shape: { dim } } } },
  });
}

/** The file format version that goes with an operator set; engines refuse a newer set in an older format. */
function formatVersion(opset: number): bigint {
  if (opset <= 18) return 8n;
  if (opset <= 20) return 9n;
  if (opset <= 22) return 10n;
  return opset <= 24 ? BigInt(opset - 12) : 13n;
}

/** The operator sets beside the standard one that the nodes are written in, in the order of their first use. */
function otherSets(nodes: readonly GraphNode[]): { domain: string; version: bigint }[] {
  const versions: Record<string, number> = {};
  for (const { domain, domains } of nodes) {
    if (domain !== undefined && !domains) versions[domain] ??= 1;
    Object.assign(versions, domains);
  }
  return Object.entries(versions).map(([domain, version]) => ({ domain, version: BigInt(version) }));
}

export interface WriteOptions {
  readonly name?: string;
  /**
   * Leaves the outputs' dimensions out. ONNX's own inference counts one window too many for some pools with `ceil_mode`
   * (the engine and we count the right number) and would call the dimensions a contradiction.
   */
  readonly openOutputs?: boolean;
  /** What the graph computes, for people. */
  readonly doc?: string;
  /** What an input or output is, by its name. */
  readonly docs?: Readonly<Record<string, string>>;
}

/** An ONNX file of the graph. Equal graphs give equal bytes. */
export function writeOnnx(graph: Graph, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const { name = 'touchstone', openOutputs = false, doc = '', docs = {} } = options;
  const model = create(ModelProtoSchema, {
    irVersion: formatVersion(graph.opset),
    producerName: graph.producer ?? 'touchstone',
    opsetImport: [{ domain: '', version: BigInt(graph.opset) }, ...otherSets(graph.nodes)],
    graph: {
      name,
      ...(doc ? { docString: doc } : {}),
      node: graph.nodes.map(node),
      initializer: [...graph.constants].map(([key, constant]) => tensor(key, constant)),
      input: graph.inputs.map((value) => valueInfo(value, docs[value.name])),
      output: graph.outputs.map((value) => valueInfo(value, docs[value.name], openOutputs)),
    },
  });
  return toBinary(ModelProtoSchema, model);
}
