import { UserError } from '../../messages/index.ts';

/** An object of a JSON file, none of whose entries can be trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A model.json states layers, never weights: real ones stay below a few megabytes. */
export const largestText = 1 << 24;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own entry; what an object inherits is none. */
export const entry = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** A text of the file as it may stand in a sentence or a name: printable and short. */
export const shown = (value: unknown): string =>
  String(value)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')
    .slice(0, 80);

/** The sentence for a file that is not built like a layers model; `place` says where. */
export const malformed = (place: string): UserError =>
  new UserError('layers.malformed', { place: shown(place) });

export function objectAt(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw malformed(place);
  return value;
}

export function listAt(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(place);
  return value;
}

export function textAt(value: unknown, place: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(place);
  return value;
}

/** A whole number from 0 on. */
export function countAt(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed(place);
  return value;
}

/**
 * The object that a JSON file holds; undefined where it is too long for a model.json or no JSON object.
 */
export function parseObject(file: Uint8Array | string): JsonObject | undefined {
  if (file.length > largestText) return undefined;
  try {
    const text = typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true }).decode(file);
    if (!/^\s*\{/.test(text)) return undefined;
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
