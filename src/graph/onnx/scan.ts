import { ScalarType } from '@bufbuild/protobuf';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { UserError } from '../../messages/index.ts';

/**
 * What decoding makes of each thing in the encoding, in bytes, roughly. Weights in raw data cost nothing: they stay views of the
 * file. Measured: a list of int64 takes about 68 bytes a value, since each becomes a BigInt.
 */
const cost = { field: 16, message: 400, text: 64, bigint: 64, number: 8 } as const;

/** A model of 100,000 nodes with attributes and millions of listed numbers stays below it. */
const budget = 1 << 29;
const deepest = 64;

const bigints = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
]);
const widths: Partial<Record<ScalarType, number>> = {
  [ScalarType.FLOAT]: 4,
  [ScalarType.FIXED32]: 4,
  [ScalarType.SFIXED32]: 4,
  [ScalarType.DOUBLE]: 8,
  [ScalarType.FIXED64]: 8,
  [ScalarType.SFIXED64]: 8,
};

const fieldsOf = new WeakMap<DescMessage, Map<number, DescField>>();

function fields(message: DescMessage): Map<number, DescField> {
  let known = fieldsOf.get(message);
  if (!known) {
    known = new Map(message.fields.map((field) => [field.number, field]));
    fieldsOf.set(message, known);
  }
  return known;
}

class Scan {
  readonly #bytes: Uint8Array;
  #at = 0;
  #spent = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  message(type: DescMessage, end: number, depth: number): void {
    if (depth > deepest) throw new UserError('graph.not-onnx');
    const known = fields(type);
    while (this.#at < end) {
      const tag = this.#varint(end);
      this.#spend(cost.field);
      this.#field(known.get(Math.floor(tag / 8)), tag % 8, end, depth);
    }
  }

  #field(field: DescField | undefined, wire: number, end: number, depth: number): void {
    if (wire === 2) {
      const length = this.#varint(end);
      if (length > end - this.#at) throw new UserError('graph.not-onnx');
      this.#delimited(field, this.#at + length, depth);
      return;
    }
    if (wire === 0) this.#varint(end);
    else if (wire === 1) this.#at += 8;
    else if (wire === 5) this.#at += 4;
    else throw new UserError('graph.not-onnx');
    if (this.#at > end) throw new UserError('graph.not-onnx');
    if (field?.fieldKind === 'list' && field.scalar !== undefined) this.#values(field.scalar, 1);
  }

  #delimited(field: DescField | undefined, end: number, depth: number): void {
    if (field?.message && field.fieldKind !== 'map') {
      this.#spend(cost.message);
      this.message(field.message, end, depth + 1);
    } else if (field?.scalar === ScalarType.STRING) {
      this.#spend(cost.text + end - this.#at);
    } else if (
      field?.fieldKind === 'list' &&
      field.scalar !== undefined &&
      field.scalar !== ScalarType.BYTES
    ) {
      this.#values(field.scalar, (end - this.#at) / (widths[field.scalar] ?? 1));
    } else {
      this.#spend(cost.text);
    }
    this.#at = end;
  }

  #values(scalar: ScalarType, count: number): void {
    this.#spend(count * (bigints.has(scalar) ? cost.bigint : cost.number));
  }

  #spend(bytes: number): void {
    this.#spent += bytes;
    if (this.#spent > budget) throw new UserError('graph.too-much-listed');
  }

  /** Numbers beyond 2⁵³ lose digits, which no tag and no length that fits the file has. */
  #varint(end: number): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10 && this.#at < end; i++) {
      const byte = this.#bytes[this.#at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new UserError('graph.not-onnx');
  }
}

/**
 * Walks the encoding of a message without decoding it: lengths must fit, nesting must end, and what decoding would allocate
 * must stay within bounds. Raw data is stepped over, so a file of hundreds of megabytes takes no time.
 * @throws UserError when it does not.
 */
export function scanEncoding(bytes: Uint8Array, type: DescMessage): void {
  new Scan(bytes).message(type, bytes.length, 0);
}
