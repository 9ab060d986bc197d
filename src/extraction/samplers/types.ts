import type { MessageId } from '../../messages/index.ts';
import type { Stream } from '../../numeric/random.ts';
import type { PairMeasure } from '../drmi/measures.ts';
import type { Triangle } from '../drmi/triangle.ts';
import type { Pool } from '../types.ts';

/** What a sampler may look at besides the victim's answers. */
export interface SamplerContext {
  /** A sampler that makes its inputs takes shape, box and kind from it alone; it may then be empty. */
  readonly pool: Pool;
  readonly classes: number;
  /** Draws of one purpose, independent of every other. */
  random(purpose: string): Stream;
  /** The matrix of `Sampler.pairs` over `candidateRows`, where it was computed elsewhere; without, it is computed here. */
  readonly pairs?: Triangle;
}

/** What was asked so far, in order, and what the victim said. */
export interface Asked {
  /** count × size. */
  readonly data: Float32Array;
  readonly count: number;
  /** Predicted classes. */
  readonly labels: Int32Array;
  /** count × classes, where the victim shows them. */
  readonly scores?: Float32Array;
}

/** The thief's copy, trained on what was asked so far. */
export interface Surrogate {
  /** count × classes, before softmax. */
  logits(data: Float32Array): Promise<Float32Array>;
  /** count × size: of Σ_c weights[i, c] · z_c with respect to input i; `weights` is count × classes. */
  gradient(data: Float32Array, weights: Float32Array): Promise<Float32Array>;
}

/** Inputs to put to the victim, in order. */
export interface Questions {
  /** count × size. */
  readonly data: Float32Array;
  readonly count: number;
  /** Row of the pool of each, or −1 where it was made. No row comes twice in a run. */
  readonly rows: Int32Array;
}

/** One thief at work. Steps come one after the other; a step begins when all questions of the one before were answered. */
export interface SamplerRun {
  /**
   * Further inputs, so that at most `upTo` are asked in all: nothing that was asked is taken back, so sets are nested. Fewer come where
   * a method wants its surrogate trained in between: ask again until `upTo` are reached. None come where the pool is used up.
   * @param asked everything that earlier steps of this run gave, in order
   * @param surrogate trained on all of `asked`; needed by samplers that want one once anything was asked
   */
  next(upTo: number, asked: Asked, surrogate?: Surrogate): Promise<Questions>;
}

/** A way of choosing what to ask. One file in this folder, one registry line. */
export interface Sampler {
  /** Kebab case; names the file, the parameter value and the curve. */
  readonly id: string;
  readonly title: MessageId;
  /** What the thief has and does, in a sentence. */
  readonly knows: MessageId;
  /** Whose data its pool is meant to be: like the victim's, of another kind, or none at all. */
  readonly pool: 'own' | 'other' | 'none';
  /** What its surrogate learns from: classes alone, or whatever the victim shows. */
  readonly learnsFrom: 'labels' | 'answers';
  /** What it asks of a surrogate. */
  readonly surrogate: 'none' | 'logits' | 'gradient';
  /** The matrix over pairs of the pool that it chooses by. */
  readonly pairs?: PairMeasure;
  start(context: SamplerContext): SamplerRun;
}
