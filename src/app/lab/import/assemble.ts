import type { SourceFile } from '../../../datasets/load.ts';
import { externalFilesOf, withExternalData } from '../../../graph/onnx/external.ts';

/** A model that may consist of several files. */
export interface Assembled {
  /** As one ONNX file; undefined while files are missing. */
  readonly model: Uint8Array | undefined;
  /** Names of the files that are still missing. */
  readonly missing: readonly string[];
}

const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');

/** Files that a model says it consists of besides its own, by their names without folders. */
export function furtherFilesOf(bytes: Uint8Array): readonly string[] {
  return externalFilesOf(bytes);
}

/**
 * The model as one ONNX file: a TensorFlow.js model is converted, external data are taken in.
 * @throws UserError, one sentence, for a damaged model or further file.
 */
export function assemble(model: SourceFile, others: readonly SourceFile[]): Assembled {
  const wanted = furtherFilesOf(model.bytes);
  const there = others.filter(({ name }) => wanted.includes(baseName(name)));
  const missing = wanted.filter((name) => !there.some((file) => baseName(file.name) === name));
  if (missing.length > 0) return { model: undefined, missing };
  return {
    model: wanted.length > 0 ? withExternalData(model.bytes, there.map(plain)) : model.bytes,
    missing: [],
  };
}

const plain = ({ name, bytes }: SourceFile) => ({ name: baseName(name), bytes });
