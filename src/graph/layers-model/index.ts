import { UserError } from '../../messages/index.ts';
import { writeOnnx } from '../onnx/write.ts';
import { layersGraph } from './convert.ts';
import { entry, isObject, parseObject, shown } from './json.ts';
import type { JsonObject } from './json.ts';
import { readWeights, shardsOf } from './manifest.ts';
import type { NamedBytes } from './manifest.ts';
import { readTopology } from './topology.ts';
import { Weights } from './weights.ts';

export type { NamedBytes } from './manifest.ts';

/** Enough of a file's beginning to see that it is a model.json which does not end as it should. */
const head = 4096;

const startOf = (file: Uint8Array | string): string =>
  typeof file === 'string' ? file.slice(0, head) : new TextDecoder().decode(file.subarray(0, head));

/**
 * Whether a file is a model.json of TensorFlow.js, by its content. True also for what `convertLayersModel` then refuses with a
 * sentence: a damaged one, and a graph model.
 */
export function isLayersModel(file: Uint8Array | string): boolean {
  if (!/^\s*\{/.test(startOf(file))) return false;
  const json = parseObject(file);
  if (!json) return /"(?:modelTopology|weightsManifest)"\s*:/.test(startOf(file));
  return entry(json, 'modelTopology') !== undefined || entry(json, 'weightsManifest') !== undefined;
}

/** TensorFlow's own operators instead of layers. */
function isGraphModel(json: JsonObject): boolean {
  const topology = entry(json, 'modelTopology');
  return (
    entry(json, 'format') === 'graph-model' || (isObject(topology) && entry(topology, 'node') !== undefined)
  );
}

function readModelJson(file: Uint8Array | string): JsonObject {
  const json = parseObject(file);
  if (!json) throw new UserError('layers.not-json');
  if (isGraphModel(json)) throw new UserError('layers.graph-model');
  return json;
}

/**
 * Names of the weight files that belong beside a model.json; plain names, never a path.
 * @throws UserError, one sentence, as `convertLayersModel`.
 */
export function weightFilesOf(file: Uint8Array | string): string[] {
  return shardsOf(readModelJson(file));
}

function producerOf(json: JsonObject): string {
  const by = entry(json, 'generatedBy') ?? entry(json, 'convertedBy');
  return typeof by === 'string' && by !== '' ? `TensorFlow.js (${shown(by)})` : 'TensorFlow.js';
}

/**
 * A TensorFlow.js layers model as an ONNX file: model.json and its weight files, in any order. Equal files give equal bytes,
 * whatever folder they lay in, so the result's hash names the model.
 * @throws UserError, one sentence, where a file is missing, damaged or lies about its size, or layers cannot be converted
 * (all of them are named).
 */
export function convertLayersModel(files: readonly NamedBytes[]): Uint8Array<ArrayBuffer> {
  const models = files.filter(({ bytes }) => isLayersModel(bytes));
  if (models.length !== 1) throw new UserError('layers.one-model', { count: models.length });
  const json = readModelJson(models[0].bytes);
  const topology = readTopology(json);
  const others = files.filter((file) => file !== models[0]);
  return writeOnnx(layersGraph(topology, new Weights(readWeights(json, others)), producerOf(json)));
}
