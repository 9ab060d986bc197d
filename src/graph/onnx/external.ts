import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import type { GraphProto, ModelProto, NodeProto, TensorProto } from 'onnx-buf';
import { UserError } from '../../messages/index.ts';
import { largestFile } from './read.ts';
import { graphsOf } from './rename.ts';
import { scanEncoding } from './scan.ts';

/** Where a tensor's values lie in another file, as the file says. */
interface Place {
  readonly tensor: TensorProto;
  readonly file: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
}

const isExternal = ({ dataLocation, externalData }: TensorProto): boolean =>
  dataLocation === TensorProto_DataLocation.EXTERNAL || externalData.length > 0;

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.byteLength > largestFile)
    throw new UserError('graph.too-large', { megabytes: largestFile >> 20 });
  scanEncoding(bytes, ModelProtoSchema);
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new UserError('graph.not-onnx', {}, { cause });
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UserError('graph.not-onnx');
  return Number(text);
}

/** A plain name in the model's own folder: another place of the machine is nothing that a model may ask for. */
function plainName(location: string | undefined): string {
  const name = location?.replace(/^\.\//, '') ?? '';
  const plain = /^[^/\\:\p{Cc}]{1,255}$/u;
  if (!plain.test(name) || name === '..' || name === '.') throw new UserError('graph.external-path');
  return name;
}

function placeOf(tensor: TensorProto): Place {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  return {
    tensor,
    file: plainName(entries.get('location')),
    offset: wholeNumber(entries.get('offset')) ?? 0,
    length: wholeNumber(entries.get('length')),
  };
}

/** Values that nodes hold in attributes, those of the graphs within included. */
const tensorsIn = (nodes: readonly NodeProto[]): TensorProto[] =>
  nodes.flatMap((node) => [
    ...node.attribute.flatMap(({ t, tensors }) => (t ? [t, ...tensors] : tensors)),
    ...graphsOf(node).flatMap(tensorsOfGraph),
  ]);

const tensorsOfGraph = ({ initializer, node }: GraphProto): TensorProto[] => [
  ...initializer,
  ...tensorsIn(node),
];

/** Stored weights, and the values of Constant nodes: of the model's graph, of graphs within it and of its functions. */
const tensorsOf = ({ graph, functions }: ModelProto): TensorProto[] => [
  ...(graph ? tensorsOfGraph(graph) : []),
  ...functions.flatMap(({ node }) => tensorsIn(node)),
];

const placesOf = (model: ModelProto): Place[] => tensorsOf(model).filter(isExternal).map(placeOf);

/**
 * Names of the files beside an ONNX file that hold its weights (`model.onnx.data`); plain names, never a path. None for a file
 * that is whole, or that is no ONNX file: reading it says so.
 * @throws UserError where a place in another folder is asked for.
 */
export function externalFiles(bytes: Uint8Array): string[] {
  let model: ModelProto;
  try {
    model = decode(bytes);
  } catch {
    return [];
  }
  return [...new Set(placesOf(model).map(({ file }) => file))];
}

/**
 * The model with all its weights inside, so that its hash speaks of them too.
 * @throws UserError where a file is missing, or does not reach as far as the model says.
 */
export function inlineExternal(bytes: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const model = decode(bytes);
  const places = placesOf(model);
  let size = bytes.byteLength;
  for (const { tensor, file, offset, length } of places) {
    const found = Object.hasOwn(files, file) ? files[file] : undefined;
    if (!found) throw new UserError('graph.external-missing', { file });
    const end = offset + (length ?? found.length - offset);
    if (end > found.length || end < offset)
      throw new UserError('graph.external-short', { file, needs: end, has: found.length });
    // Tensors may share a place in the file, so the whole can be larger than its parts.
    size += end - offset;
    if (size > largestFile) throw new UserError('graph.too-large', { megabytes: largestFile >> 20 });
    tensor.rawData = found.slice(offset, end);
    tensor.externalData = [];
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
  }
  return toBinary(ModelProtoSchema, model);
}
