import { parseClassNames } from '../../datasets/class-names.ts';
import { cifar } from '../../datasets/formats/cifar.ts';
import { isImage } from '../../datasets/images/index.ts';
import { isPredictions } from '../../datasets/predictions.ts';
import { isLayersModel } from '../../graph/layers-model/index.ts';
import type { FileRole } from './types.ts';

/** Enough of a file's beginning to tell what it is. */
const head = 4096;

/** Bytes of gzip, zip, NPY, pictures, CIFAR records, and IDX (two zeros, a type code, a number of axes). */
function isData(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const npy = a === 0x93 && b === 0x4e && c === 0x55 && d === 0x4d;
  const zip = a === 0x50 && b === 0x4b && c <= 0x07 && d <= 0x08;
  const idx = a === 0 && b === 0 && c >= 0x08 && c <= 0x0e && d >= 1;
  return npy || zip || (a === 0x1f && b === 0x8b) || idx || isImage(bytes) || cifar.matches(bytes);
}

/** Text of any language: no control characters but white space, and valid UTF-8 (its end may cut a character). */
function textOf(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, head);
  if (start.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
  } catch {
    return undefined;
  }
}

/** Names of files that exporters put beside a model; which model they belong to, that says itself. */
const besideModel = /(\.onnx[._]data|\.data|\.weights|\.weights\.bin|shard\d+of\d+(\.bin)?)$/;

const listEndings = ['txt', 'names', 'labels', 'classes'];

/** A list of names, one a line, and neither rows of a table nor numbers; or the same in JSON. */
function isClassNames(text: string, bytes: Uint8Array): boolean {
  if (bytes.length > 4_000_000) return false;
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const json = /^\s*[[{]/.test(text);
  if (!json && (lines.length < 2 || lines.some((line) => /[,;\t]/.test(line) || !isNaN(Number(line)))))
    return false;
  try {
    return parseClassNames(new TextDecoder().decode(bytes), '').names.length > 1;
  } catch {
    return false;
  }
}

function jsonRole(text: string, bytes: Uint8Array): FileRole | undefined {
  if (/"touchstone-model-card"/.test(text)) return 'card';
  if (/"schemaVersion"/.test(text)) return 'report';
  if (isLayersModel(bytes)) return 'model';
  if (/"(?:indicators|thresholds|seed|samples)"\s*:/.test(text)) return 'plan';
  if (/"(?:mean|std)"/.test(text)) return 'statistics';
  return isClassNames(text, bytes) ? 'classes' : undefined;
}

/**
 * What a dropped file is for, by its content; its name decides only where the content says nothing, so that a damaged model
 * is called a damaged model. Undefined: nothing this page can use.
 */
export function roleOf(name: string, bytes: Uint8Array): FileRole | undefined {
  const lower = name.toLowerCase();
  if (besideModel.test(lower)) return 'weights';
  if (isData(bytes)) return 'data';
  const ending = /\.(\w+)(?:\.gz)?$/.exec(lower)?.[1];
  const text = textOf(bytes);
  if (text !== undefined && ending !== 'onnx') {
    if (/^\s*[[{]/.test(text) && ending !== 'csv') return jsonRole(text, bytes);
    if (!text.trim() && !ending) return undefined;
    if (isPredictions(bytes)) return 'predictions';
    return listEndings.includes(ending ?? '') && isClassNames(text, bytes) ? 'classes' : 'data';
  }
  if (ending === 'onnx' || bytes[0] === 0x08) return 'model';
  return ['npy', 'npz', 'csv', 'idx', 'gz', 'ubyte'].includes(ending ?? '') ? 'data' : undefined;
}
