import type { SourceFile } from '../../../datasets/load.ts';
import { convertLayersModel, isLayersModel, weightFilesOf } from '../../../graph/layers-model/index.ts';
import { externalFiles, inlineExternal } from '../../../graph/onnx/external.ts';

/** A model that may consist of several files. */
export interface Assembled {
  /** As one ONNX file; undefined while files are missing. */
  readonly model: Uint8Array | undefined;
  /** Names of the files that are still missing. */
  readonly missing: readonly string[];
}

/** A path's last part. */
export const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');

/** The text by which an ONNX file says that it keeps weights beside itself; files without it need no decoding. */
const mark = new TextEncoder().encode('location');

function says(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(mark[0]); at >= 0; at = bytes.indexOf(mark[0], at + 1))
    if (mark.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}

/** Files that a model says it consists of besides its own, by their names without folders. */
export function furtherFilesOf(bytes: Uint8Array): readonly string[] {
  if (isLayersModel(bytes)) return weightFilesOf(bytes).map(baseName);
  return says(bytes) ? externalFiles(bytes) : [];
}

/**
 * The model as one ONNX file: a TensorFlow.js model is converted, weights beside the model are taken in.
 * @throws UserError, one sentence, for a damaged model or further file.
 */
export function assemble(model: SourceFile, others: readonly SourceFile[]): Assembled {
  const wanted = furtherFilesOf(model.bytes);
  const there = new Map(others.map(({ name, bytes }) => [baseName(name), bytes]));
  const missing = wanted.filter((name) => !there.has(name));
  if (missing.length > 0) return { model: undefined, missing };
  const files = wanted.map((name) => ({ name, bytes: there.get(name)! }));
  if (isLayersModel(model.bytes))
    return {
      model: convertLayersModel([{ name: baseName(model.name), bytes: model.bytes }, ...files]),
      missing,
    };
  if (wanted.length === 0) return { model: model.bytes, missing };
  const inside = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
  return { model: inlineExternal(model.bytes, inside), missing };
}
