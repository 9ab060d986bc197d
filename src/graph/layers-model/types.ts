import type { GraphBuilder } from '../builder.ts';
import type { Constant } from '../ir.ts';
import type { Config } from './config.ts';
import type { Value, Values } from './values.ts';

/** What a layer's converter works with. */
export interface LayerContext {
  readonly builder: GraphBuilder;
  readonly values: Values;
  readonly config: Config;
  readonly inputs: readonly Value[];
  /**
   * A weight of the layer, by its last name, with the dimensions that it must have.
   * @throws UserError where the file does not give it or gives it in another shape.
   */
  weight(name: string, dims: readonly number[]): Constant;
  /** A name for a constant that stands for a weight of the layer, the same for every call of a shared layer. */
  nameOf(weight: string): string;
  /** Applies the layer that this one wraps. */
  wrapped(input: Value): Value;
}

/**
 * Emits one call of a layer. Throws a plain Error with a short lower-case reason where the inputs do not fit, or UserError.
 */
export type ConvertLayer = (context: LayerContext) => Value;

/** One kind of layer as the converter knows it. */
export interface LayerKind {
  readonly convert: ConvertLayer;
  /** Settings that are converted with these values only; a layer with another one counts as unsupported. */
  readonly only?: Readonly<Record<string, readonly unknown[]>>;
}

export type LayerTable = Readonly<Record<string, LayerKind>>;
