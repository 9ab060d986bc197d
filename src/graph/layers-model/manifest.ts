import { UserError } from '../../messages/index.ts';
import { half } from '../half.ts';
import type { Constant, DType, TensorData } from '../ir.ts';
import { countAt, entry, listAt, malformed, objectAt, shown, textAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** A file that was given, by the name it was given under. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Quantization {
  readonly dtype: 'uint8' | 'uint16' | 'float16';
  readonly min: number;
  readonly scale: number;
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization: Quantization | undefined;
  /** Weights of the optimiser lie between those of the model. */
  readonly ofModel: boolean;
  readonly bytes: number;
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

const sizes = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;
const largestPart = 1 << 29;
const mostWeights = 100_000;

function finiteAt(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw malformed(place);
  return value;
}

function readQuantization(weight: JsonObject, name: string): Quantization | undefined {
  const given = entry(weight, 'quantization');
  if (given === undefined || given === null) return undefined;
  const place = `${name}.quantization`;
  const from = objectAt(given, place);
  const dtype = textAt(entry(from, 'dtype'), place);
  if (dtype === 'float16') return { dtype, min: 0, scale: 1 };
  if (dtype !== 'uint8' && dtype !== 'uint16')
    throw new UserError('layers.weight-type', { name, type: shown(dtype) });
  return { dtype, min: finiteAt(entry(from, 'min'), place), scale: finiteAt(entry(from, 'scale'), place) };
}

function readSpec(value: unknown): WeightSpec {
  const weight = objectAt(value, 'weightsManifest.weights');
  const name = textAt(entry(weight, 'name'), 'weightsManifest.weights.name');
  const label = shown(name);
  const shape = listAt(entry(weight, 'shape'), `${label}.shape`).map((dim) => countAt(dim, `${label}.shape`));
  const dtype = textAt(entry(weight, 'dtype'), `${label}.dtype`);
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
    throw new UserError('layers.weight-type', { name: label, type: shown(dtype) });
  const quantization = readQuantization(weight, label);
  const bytes = shape.reduce((size, dim) => size * dim, sizes[quantization?.dtype ?? dtype]);
  if (!(bytes <= largestPart)) throw new UserError('graph.too-large', { megabytes: largestPart >> 20 });
  return { name, shape, dtype, quantization, ofModel: entry(weight, 'group') !== 'optimizer', bytes };
}

/** The plain name of a weight file. What leads out of the folder is never followed. */
function plainName(value: unknown): string {
  const path = textAt(value, 'weightsManifest.paths').replace(/^\.\//, '');
  if (/[/\\\p{C}]/u.test(path) || path === '..' || path === '.' || path.length > 255)
    throw new UserError('layers.shard-path', { path: shown(path) });
  return path;
}

function readGroups(json: JsonObject): Group[] {
  const manifest = entry(json, 'weightsManifest');
  if (manifest === undefined) throw new UserError('layers.no-weights');
  const groups = listAt(manifest, 'weightsManifest').map((value): Group => {
    const group = objectAt(value, 'weightsManifest');
    return {
      paths: listAt(entry(group, 'paths'), 'weightsManifest.paths').map(plainName),
      weights: listAt(entry(group, 'weights'), 'weightsManifest.weights').map(readSpec),
    };
  });
  const count = groups.reduce((sum, { weights }) => sum + weights.length, 0);
  if (count > mostWeights) throw malformed('weightsManifest.weights');
  return groups;
}

/** Names of the weight files that a model.json speaks of, each once. @throws UserError as `readWeights`. */
export function shardsOf(json: JsonObject): string[] {
  return [...new Set(readGroups(json).flatMap(({ paths }) => paths))];
}

const baseName = (name: string): string => name.replace(/^.*[/\\]/, '');

/** As TensorFlow.js widens stored values: v · scale + min, in doubles, then rounded once. */
function widened(
  spec: WeightSpec,
  stored: Uint8Array | Uint16Array,
  { dtype, scale, min }: Quantization,
): TensorData {
  if (dtype === 'float16') return Float32Array.from(stored, half);
  const value = (v: number) => v * scale + min;
  return spec.dtype === 'float32'
    ? Float32Array.from(stored, value)
    : Int32Array.from(stored, (v) => Math.round(value(v)));
}

function decode(spec: WeightSpec, bytes: Uint8Array): Constant {
  const { buffer } = bytes.slice();
  const { quantization, dtype, shape: dims } = spec;
  if (quantization) {
    const stored = quantization.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
    return { dtype: dtype as DType, dims, data: widened(spec, stored, quantization) };
  }
  if (dtype === 'float32') return { dtype, dims, data: new Float32Array(buffer) };
  if (dtype === 'int32') return { dtype, dims, data: new Int32Array(buffer) };
  return { dtype, dims, data: new Uint8Array(buffer) };
}

/** The files of a group, behind one another. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * The model's weights by name, from the files that were given beside model.json.
 * @throws UserError where files are missing (all are named), are named outside their folder, have another size than the
 * manifest promises, or hold values of a kind that is not converted.
 */
export function readWeights(json: JsonObject, files: readonly NamedBytes[]): Map<string, Constant> {
  const groups = readGroups(json);
  const given = new Map(files.map(({ name, bytes }) => [baseName(name), bytes]));
  const missing = [...new Set(groups.flatMap(({ paths }) => paths))].filter((path) => !given.has(path));
  if (missing.length > 0) throw new UserError('layers.shard-missing', { names: missing.join(', ') });
  const weights = new Map<string, Constant>();
  for (const { paths, weights: specs } of groups) {
    const parts = paths.map((path) => given.get(path) ?? new Uint8Array(0));
    const promised = specs.reduce((sum, { bytes }) => sum + bytes, 0);
    const actual = parts.reduce((sum, { length }) => sum + length, 0);
    if (promised !== actual)
      throw new UserError('layers.shard-size', { names: paths.join(', ') || '–', promised, actual });
    const bytes = joined(parts);
    let at = 0;
    for (const spec of specs) {
      if (spec.ofModel) {
        if (weights.has(spec.name)) throw malformed(spec.name);
        weights.set(spec.name, decode(spec, bytes.subarray(at, at + spec.bytes)));
      }
      at += spec.bytes;
    }
  }
  return weights;
}
