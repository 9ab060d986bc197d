import { clone, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { ModelProto } from 'onnx-buf';
import type { Stream } from '../../../src/numeric/random.ts';

/** Draws whole numbers below a bound, one after another. */
export type Draw = (below: number) => number;

export function drawing(draws: Stream): Draw {
  let at = 0;
  return (below) => draws.integer(at++, Math.max(1, below));
}

const pick = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)];

const numbers = [-1n, 0n, 1n, 2n, 3n, 7n, 1n << 31n, 1n << 40n, -(1n << 62n), (1n << 63n) - 1n];
const operators = [
  'Relu',
  'Reshape',
  'Softmax',
  'MatMul',
  'If',
  'LSTM',
  'Gather',
  'Pad',
  'Cast',
  'Expand',
  'Conv',
  'Nothing',
];

/** One change to a decoded model: a shape, an attribute, an operator's name, an edge, a type. */
const changes: readonly ((model: ModelProto, draw: Draw) => void)[] = [
  ({ graph }, draw) => {
    const tensor = pick(draw, graph?.initializer ?? []);
    if (tensor?.dims.length) tensor.dims[draw(tensor.dims.length)] = pick(draw, numbers);
  },
  ({ graph }, draw) => {
    const attribute = pick(draw, pick(draw, graph?.node ?? [])?.attribute ?? []);
    if (attribute?.ints.length) attribute.ints[draw(attribute.ints.length)] = pick(draw, numbers);
    else if (attribute) attribute.i = pick(draw, numbers);
  },
  ({ graph }, draw) => {
    const attribute = pick(draw, pick(draw, graph?.node ?? [])?.attribute ?? []);
    if (attribute) attribute.f = pick(draw, [NaN, Infinity, -Infinity, 1e38, -1, 0]);
  },
  ({ graph }, draw) => {
    const node = pick(draw, graph?.node ?? []);
    if (node) node.opType = pick(draw, operators);
  },
  ({ graph }, draw) => {
    const [node, other] = [pick(draw, graph?.node ?? []), pick(draw, graph?.node ?? [])];
    if (node?.input.length && other)
      node.input[draw(node.input.length)] = pick(draw, [...other.output, ...other.input, '']) ?? '';
  },
  ({ graph }, draw) => {
    const value = pick(draw, [...(graph?.input ?? []), ...(graph?.output ?? [])])?.type?.value;
    if (value?.case !== 'tensorType') return;
    const dim = pick(draw, value.value.shape?.dim ?? []);
    if (dim && draw(3) > 0) dim.value = { case: 'dimValue', value: pick(draw, numbers) };
    else value.value.elemType = draw(20);
  },
  ({ graph }, draw) => {
    const tensor = pick(draw, graph?.initializer ?? []);
    if (tensor) tensor.dataType = draw(20);
  },
  ({ graph }, draw) => {
    graph?.node.splice(draw(graph.node.length), 1);
  },
  (model, draw) => {
    for (const set of model.opsetImport) set.version = BigInt(draw(30));
  },
];

/** A damaged copy of a valid file: bytes flipped, its end cut off, or fields of the decoded model changed. */
export function mutated(whole: Uint8Array, decoded: ModelProto, draw: Draw): Uint8Array {
  const kind = draw(4);
  if (kind === 0) return whole.slice(0, draw(whole.length));
  if (kind === 1) {
    const bytes = whole.slice();
    for (let hit = 0; hit <= draw(4); hit++) bytes[draw(bytes.length)] = draw(256);
    return bytes;
  }
  const model = clone(ModelProtoSchema, decoded);
  for (let hit = 0; hit <= draw(3); hit++) pick(draw, changes)(model, draw);
  return toBinary(ModelProtoSchema, model);
}

export const decodedModel = (bytes: Uint8Array): ModelProto => fromBinary(ModelProtoSchema, bytes);
