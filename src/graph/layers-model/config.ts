import { entry, isObject, malformed } from './json.ts';
import type { JsonObject } from './json.ts';

/** How a layer's axes are ordered: channels last, or channels right behind the batch. */
export type DataFormat = 'last' | 'first';

/**
 * A layer's settings, as its topology states them. Absent and null are the same: Keras writes null for what was not given.
 * Each reading throws UserError, naming layer and setting, where the value is of another kind.
 */
export class Config {
  readonly layer: string;
  readonly #values: JsonObject;

  constructor(layer: string, values: JsonObject) {
    this.layer = layer;
    this.#values = values;
  }

  raw(key: string): unknown {
    return entry(this.#values, key) ?? undefined;
  }

  wrong(key: string): Error {
    return malformed(`${this.layer}.${key}`);
  }

  number(key: string, otherwise: number): number {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong(key);
    return value;
  }

  bool(key: string, otherwise: boolean): boolean {
    const value = this.raw(key) ?? otherwise;
    // Some writers state yes and no as 1 and 0.
    if (typeof value !== 'boolean' && value !== 0 && value !== 1) throw this.wrong(key);
    return Boolean(value);
  }

  text(key: string, otherwise: string): string {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'string') throw this.wrong(key);
    return value;
  }

  #whole(value: unknown, key: string): number {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || Math.abs(value) > 0x7fffffff)
      throw this.wrong(key);
    return value;
  }

  integer(key: string, otherwise?: number): number {
    return this.#whole(this.raw(key) ?? otherwise, key);
  }

  /** A number or a list of numbers, as a list. */
  integers(key: string, otherwise?: readonly number[]): readonly number[] {
    const value = this.raw(key) ?? otherwise;
    return (Array.isArray(value) ? value : [value]).map((each) => this.#whole(each, key));
  }

  /** One number from 1 on for each of `rank` axes; a single one stands for all of them. */
  perAxis(key: string, rank: number, otherwise?: number | readonly number[]): readonly number[] {
    const given = this.integers(key, otherwise === undefined ? undefined : [otherwise].flat());
    const values = given.length === 1 ? Array.from({ length: rank }, () => given[0]) : given;
    if (values.length !== rank || values.some((value) => value < 1)) throw this.wrong(key);
    return values;
  }

  /** What is added or cut at both ends of each axis: one number, one for each axis, or a pair for each. */
  sides(key: string, rank: number, otherwise: number): readonly (readonly [number, number])[] {
    const value = this.raw(key) ?? otherwise;
    const list: readonly unknown[] = Array.isArray(value) ? value : Array.from({ length: rank }, () => value);
    // In one dimension a pair is the axis's own two ends.
    const axes = rank === 1 && list.length === 2 ? [list] : list;
    if (axes.length !== rank) throw this.wrong(key);
    return axes.map((axis) => {
      const [before, after = before, ...more] = Array.isArray(axis) ? axis : [axis];
      const pair = [this.#whole(before, key), this.#whole(after, key)] as const;
      if (more.length > 0 || pair.some((side) => side < 0)) throw this.wrong(key);
      return pair;
    });
  }

  format(): DataFormat {
    const value = this.text('data_format', 'channels_last').replace(/_/g, '').toLowerCase();
    if (value !== 'channelslast' && value !== 'channelsfirst') throw this.wrong('data_format');
    return value === 'channelslast' ? 'last' : 'first';
  }

  /** The name of an activation: a plain text, or the object that Keras writes for a function or a layer. */
  activation(key: string, otherwise = 'linear'): string {
    const value = this.raw(key) ?? otherwise;
    if (typeof value === 'string') return value;
    if (!isObject(value)) throw this.wrong(key);
    const config = entry(value, 'config');
    const name = typeof config === 'string' ? config : entry(value, 'class_name');
    if (typeof name !== 'string') throw this.wrong(key);
    return name;
  }
}
