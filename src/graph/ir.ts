import type { AttributeProto } from 'onnx-buf';

/**
 * The graph in memory: ONNX without its encoding. Everything in `src/graph` reads and emits this form.
 */

export type DType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'uint8' | 'int8' | 'bool';

/**
 * One dimension of a shape. `n >= 0` is fixed; `-k` (k >= 1) is k times the batch size N, so -1 is the batch itself and
 * -32 is what folding 32 channels into the batch gives. A shape holds at most one batch-dependent dimension.
 */
export type Dim = number;
export type Shape = readonly Dim[];

export type TensorData =
  Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Int8Array | Uint16Array;

/** A constant: row-major values with their dimensions (all fixed). bool is held as Uint8Array, float16 as raw Uint16Array. */
export interface Constant {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export type Attribute =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Constant }
  /** What the lab only carries: graphs of If and Loop, strings as tensors, types that it does not hold. */
  | { readonly kind: 'encoded'; readonly value: AttributeProto };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly op: string;
  /** Empty for the standard operators (`ai.onnx`). */
  readonly domain?: string;
  readonly name: string;
  /** Value names; an empty string is an absent optional input. */
  readonly inputs: readonly string[];
  /** Value names; an empty string is an unused optional output. */
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** Values of the graph around it that graphs in its attributes read. */
  readonly captures?: readonly string[];
  /** Versions of the operator sets, other than the standard one, that the node and graphs in its attributes are written in. */
  readonly domains?: Readonly<Record<string, number>>;
  /**
   * Types of the outputs as far as the file states them: given where no rule is to be asked, since the engine alone knows
   * the operator (models that show scores only).
   */
  readonly declared?: readonly (ValueType | undefined)[];
}

/** What is known of a value before a run. */
export interface ValueType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface GraphValue extends ValueType {
  readonly name: string;
}

/** Nodes are in topological order; every name is defined once, as an input, a constant or a node's output. */
export interface Graph {
  readonly opset: number;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly producer?: string;
}

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const floats = (value: readonly number[]): Attribute => ({ kind: 'floats', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });

export function intOf(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function floatOf(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'float' || attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function intsOf(attributes: Attributes, name: string): readonly number[] | undefined {
  const attribute = attributes[name];
  return attribute?.kind === 'ints' ? attribute.value : undefined;
}

export function stringOf(attributes: Attributes, name: string, otherwise: string): string {
  const attribute = attributes[name];
  return attribute?.kind === 'string' ? attribute.value : otherwise;
}

/** Product of dimensions; negative when batch-dependent (that many values per sample of the batch). */
export function sizeOf(shape: Shape): Dim {
  return shape.reduce((size, dim) => size * dim, 1);
}

/** The dimensions for a known batch size. */
export function concrete(shape: Shape, batch: number): number[] {
  return shape.map((dim) => (dim < 0 ? -dim * batch : dim));
}
