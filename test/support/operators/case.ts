import type { Attribute, DType } from '../../../src/graph/ir.ts';
import type { Draw } from './draw.ts';

/** One input of the node under test. */
export interface CaseInput {
  readonly dims: readonly number[];
  readonly values: readonly number[];
  /** float32 unless said otherwise; only float32 inputs are differentiated by. */
  readonly dtype?: DType;
  /** A constant of the graph instead of an input. */
  readonly fixed?: boolean;
  /** Axis 0 may be a batch of unknown size. */
  readonly batch?: boolean;
}

/** As a node's attributes; undefined ones are left out. */
export type CaseAttributes = Readonly<Record<string, Attribute | undefined>>;

/** One node with its inputs; undefined stands for an absent optional input. */
export interface OperatorInstance {
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly attributes?: CaseAttributes;
  readonly outputs?: number;
  /** The operator set that the node is written for; one of the current ones where it does not matter. */
  readonly opset?: number | undefined;
}

/** How an operator is tested: random instances, kept away from kinks by construction. */
export interface OperatorCase {
  readonly op: string;
  /** Tells cases of the same operator apart. */
  readonly about?: string;
  readonly runs?: number;
  /** The engine has no kernel for the operator as a graph output. */
  readonly behind?: 'Neg';
  /** The node passes through what import does to it. */
  readonly imported?: boolean;
  /** Each sample of axis 0 is computed by itself. */
  readonly perSample?: boolean;
  instance(draw: Draw): OperatorInstance;
}

export const variable = (dims: readonly number[], values: readonly number[], batch = true): CaseInput => ({
  dims,
  values,
  batch,
});

/** An input without a batch axis: a weight. */
export const weight = (dims: readonly number[], values: readonly number[]): CaseInput => ({ dims, values });

export const fixedInts = (
  values: readonly number[],
  dims: readonly number[] = [values.length],
): CaseInput => ({
  dims,
  values,
  dtype: 'int64',
  fixed: true,
});

export const fixedFloat = (value: number): CaseInput => ({ dims: [], values: [value], fixed: true });
