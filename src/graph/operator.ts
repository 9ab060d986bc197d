import type { GraphBuilder } from './builder.ts';
import type { Constant, GraphNode, Shape, ValueType } from './ir.ts';
import type { KnownTensor } from './known.ts';

/** What a shape rule may look at: the types of the inputs (undefined where absent) and constant inputs' values. */
export interface ShapeContext {
  readonly node: GraphNode;
  readonly opset: number;
  readonly inputs: readonly (ValueType | undefined)[];
  /** The value of input `index` when it is a constant. */
  constant(index: number): Constant | undefined;
  /**
   * Input `index` as a list of dimensions, where it is a constant integer vector or the shape of a value; entries may be
   * batch-dependent. In a constant, 0 and -1 keep the meaning that the operator gives them, so ask `constant` first.
   */
  dimensions(index: number): Shape | undefined;
  /** Input `index` when it is small and known before the run up to the batch size: a constant, shape arithmetic. */
  known(index: number): KnownTensor | undefined;
}

/** Types of the outputs, in order. Throws a plain Error with a short lower-case reason when inputs do not fit. */
export type ShapeRule = (context: ShapeContext) => readonly ValueType[];

/** Where and how a gradient is to be run; some forms exist on one engine only. */
export type EmissionTarget = 'wasm' | 'webgpu';

export interface GradientContext {
  readonly builder: GraphBuilder;
  readonly node: GraphNode;
  /** Gradient of the loss with respect to each output; undefined where none arrived. Same shapes as the outputs. */
  readonly upstream: readonly (string | undefined)[];
  /** Whether the gradient of input `index` is wanted; a rule skips work for the others. */
  wanted(index: number): boolean;
  readonly target: EmissionTarget;
}

/** Emits nodes and returns, for each input, the name of its gradient (same shape as the input) or undefined. */
export type GradientRule = (context: GradientContext) => readonly (string | undefined)[];

/** Emits simpler nodes that define every output of `node` under its own name. */
export type Lowering = (builder: GraphBuilder, node: GraphNode) => void;

/**
 * One ONNX operator as the differentiator knows it.
 * `gradient: 'zero'`: the operator is constant almost everywhere (comparisons, rounding, ArgMax …).
 * Neither `gradient` nor `lower`: white-box analysis is refused at load with the operator's name.
 */
export interface Operator {
  readonly shape: ShapeRule;
  readonly gradient?: GradientRule | 'zero';
  /** Import writes every such node as simpler ones, whose rules give its gradients. */
  readonly lower?: Lowering;
  /** Whether this node is constant almost everywhere, where others of its operator are not (a Cast to integers). */
  readonly constant?: (node: GraphNode) => boolean;
  /** The result depends on the inputs' shapes alone, so nothing of an input's values reaches it. */
  readonly ofShape?: true;
  /**
   * The gradient is not the operator's own, which is zero almost everywhere, but that of a smooth stand-in: `convention` says
   * which. The integers that come out (quantisation) have gradients in float32.
   */
  readonly straightThrough?: true;
  /** The rule holds for quantised integers too: it moves values to other places, or turns them back into numbers. */
  readonly quantised?: true;
  /** Convention at ties or kinks, where there is a choice (PyTorch's where it has one). */
  readonly convention?: string;
}

export type OperatorTable = Readonly<Record<string, Operator>>;
