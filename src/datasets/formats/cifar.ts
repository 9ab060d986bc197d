import { checkedCount } from '../limits.ts';
import { csv } from './csv.ts';
import { idx } from './idx.ts';
import type { DecodedArray, DecodedSet, Format, SourceFile } from './types.ts';

/**
 * The binary version of CIFAR-10 and CIFAR-100 (A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html): records without any
 * header. CIFAR-10: a label byte, then 32 × 32 pixels as a red, a green and a blue plane, row by row. CIFAR-100: a coarse
 * label first, then the label. Other sets of up to 100 classes come in the same form.
 */

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
const CLASSES = 100;
const COARSE_CLASSES = 20;

const headerSizes = [1, 2] as const;

/** How many label bytes a record has; undefined when the bytes are no such records. */
function labelBytes(bytes: Uint8Array): 1 | 2 | undefined {
  return headerSizes.find((header) => {
    const record = header + PIXELS;
    if (bytes.length === 0 || bytes.length % record !== 0) return false;
    for (let at = 0; at < bytes.length; at += record) {
      if (bytes[at + header - 1] >= CLASSES || (header === 2 && bytes[at] >= COARSE_CLASSES)) return false;
    }
    return true;
  });
}

/** Whether a header of IDX accounts for every byte: then chance alone made the size one of whole records. */
function isWholeIdx(bytes: Uint8Array): boolean {
  if (!idx.matches(bytes)) return false;
  try {
    return idx.promisedSize!({ name: '', bytes }) === bytes.length;
  } catch {
    return false;
  }
}

function read({ name, bytes }: SourceFile): DecodedSet {
  const header = labelBytes(bytes)!;
  const record = header + PIXELS;
  const count = bytes.length / record;
  const shape = [count, 3, SIDE, SIDE];
  const values = new Uint8Array(checkedCount(name, shape));
  const classes = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * record + header;
    classes[i] = bytes[start - 1];
    values.set(bytes.subarray(start, start + PIXELS), i * PIXELS);
  }
  const data: DecodedArray = { type: 'array', name, shape, dtype: 'uint8', values };
  const labels: DecodedArray = { type: 'array', name, shape: [count], dtype: 'uint8', values: classes };
  return { type: 'set', name, parts: { unnamed: { data, labels } }, notes: [] };
}

export const cifar: Format = {
  id: 'CIFAR',
  matches: (bytes) => labelBytes(bytes) !== undefined && !isWholeIdx(bytes) && !csv.matches(bytes),
  read,
};
