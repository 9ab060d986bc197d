import type { Trace } from '../../../attacks/trace.ts';
import type { EngineName } from '../../../graph/runtime.ts';
import type { SingleOutcomes } from '../../../indicators/robustness/single.ts';
import type { Outcome } from '../../../workers/protocol.ts';

/** What decides the outcomes of a run: then those of single samples are the same. */
export interface RunSettings {
  /** Parameters of the item A.5-3, as its report holds them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** On which the run was computed; where the GPU is asked for and not there, the answer says `wasm`. */
  readonly engine: EngineName;
}

/** Samples of a run under one attack at one ε. */
export interface LookRequest extends RunSettings {
  /** Positions in the test part; at most `mostLooked`. */
  readonly ids: readonly number[];
  /** One, or several that are tried in this order until a sample's stored form has fallen; none at ε 0. */
  readonly attacks: readonly string[];
  readonly epsilon: number;
}

export interface PathsRequest extends RunSettings {
  readonly ids: readonly number[];
  readonly attack: string;
  readonly epsilon: number;
}

/** Samples in one answer at most. */
export const mostLooked = 200;

/** What both answers say of the samples; values lie in the space that attacks act in (tables: standard deviations). */
export interface Shown {
  readonly ids: readonly number[];
  /** Values of a sample, and classes. */
  readonly size: number;
  readonly classes: number;
  readonly labels: Int32Array;
  /** count × size */
  readonly clean: Float32Array;
  readonly engine: EngineName;
}

/** Samples before and after an attack; arrays follow `ids`. */
export type Looked = Shown & SingleOutcomes;

/** The iterates of samples; of large inputs only some are kept (`kept`). */
export type Paths = Shown & Trace;

/** Requests of one kind follow each other: a newer one ends the older with an AbortError. */
export type Channel = 'grid' | 'sample';

/** What the explore screen asks of the lab: single samples, with the very draws of a run. */
export interface ExploreApi {
  /**
   * True classes of samples. A bundled model that is not open is opened, so that kept and stored results can be explored.
   * @param key of the subject (`keyOf`); @param target its bundled id, or null
   */
  exploreLabels(
    key: string,
    target: string | null,
    ids: readonly number[],
  ): Promise<Outcome<Int32Array<ArrayBuffer>>>;
  exploreLook(key: string, channel: Channel, request: LookRequest): Promise<Outcome<Looked>>;
  explorePaths(key: string, channel: Channel, request: PathsRequest): Promise<Outcome<Paths>>;
}
