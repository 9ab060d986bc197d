import type { FileRole } from './types.ts';

/** Enough of a file's beginning to tell what it is. */
const head = 4096;

/** Bytes of gzip, NPY, and IDX (two zeros, a type code, a number of axes). */
function isData(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const npy = a === 0x93 && b === 0x4e && c === 0x55 && d === 0x4d;
  return npy || (a === 0x1f && b === 0x8b) || (a === 0 && b === 0 && c >= 0x08 && c <= 0x0e && d >= 1);
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

/**
 * What a dropped file is for, by its content; its name decides only where the content says nothing, so that a damaged model
 * is called a damaged model. Undefined: nothing this page can use.
 */
export function roleOf(name: string, bytes: Uint8Array): FileRole | undefined {
  if (isData(bytes)) return 'data';
  const ending = /\.(\w+)(?:\.gz)?$/.exec(name.toLowerCase())?.[1];
  const text = textOf(bytes);
  if (text !== undefined && ending !== 'onnx') {
    const json = /^\s*[[{]/.test(text) && ending !== 'csv';
    if (!json) return text.trim() || ending ? 'data' : undefined;
    if (/"touchstone-model-card"/.test(text)) return 'card';
    if (/"schemaVersion"/.test(text)) return 'report';
    if (/"(?:indicators|thresholds|seed|samples)"\s*:/.test(text)) return 'plan';
    return /"(?:mean|std)"/.test(text) ? 'statistics' : undefined;
  }
  if (ending === 'onnx' || bytes[0] === 0x08) return 'model';
  return ['npy', 'csv', 'idx', 'gz', 'ubyte'].includes(ending ?? '') ? 'data' : undefined;
}
