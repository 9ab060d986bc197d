import type { LossSlice, PlanePoint } from '../../../attacks/plane.ts';
import type { Norm } from '../../../numeric/balls.ts';
import type { Outcome } from '../../../workers/protocol.ts';

/** A sample of the test part by its position, or a person's own input in the model's units with the class it should have. */
export type WalkInput =
  | { readonly kind: 'sample'; readonly id: number }
  | { readonly kind: 'own'; readonly values: Float32Array; readonly label: number };

export interface WalkRequest {
  /** The subject (`keyOf`). */
  readonly key: string;
  readonly input: WalkInput;
  readonly attack: string;
  readonly norm: Norm;
  readonly epsilon: number;
  /** 1 … `mostSteps`; attacks that take one step anyway do so. */
  readonly steps: number;
  /** Class to be taken for; null: any but the label. */
  readonly target: number | null;
  readonly seed: number;
}

export const mostSteps = 100;

/** One place on the way, as the screen shows it. Values are in the space that attacks act in (tables: standard deviations). */
export interface WalkView {
  readonly iteration: number;
  readonly point: Float32Array;
  readonly gradient: Float32Array;
  /** Where the next step leads before projection; absent where none follows or it is not known. */
  readonly unprojected?: Float32Array;
  /** What the attack maximises here. */
  readonly loss: number;
  readonly probabilities: Float32Array;
  readonly predicted: number;
  readonly fell: boolean;
  readonly fellStored: boolean;
  readonly linf: number;
  readonly l2: number;
}

export interface Walked {
  readonly clean: Float32Array;
  readonly label: number;
  /** Length of one step in input units, and how many there are. */
  readonly stepSize: number;
  readonly steps: number;
  readonly views: readonly WalkView[];
}

/** Along what the plane through the sample lies. */
export type Directions =
  /** Toward where the walk ends, and the part of the first gradient beside it. */
  | { readonly kind: 'attack' }
  /** The attack's first step (sign or direction of the gradient), and a random direction beside it. */
  | { readonly kind: 'gradient' }
  /** Two pixels or features. */
  | { readonly kind: 'features'; readonly first: number; readonly second: number };

export interface SliceRequest {
  readonly walk: WalkRequest;
  readonly directions: Directions;
}

export interface Sliced {
  readonly slice: LossSlice;
  /** Distances from the sample at equal angles: where the ball and the input's range cut the plane. */
  readonly ball: Float64Array;
  readonly box: Float64Array;
  /** The way seen in the plane, and each step before projection. */
  readonly path: readonly PlanePoint[];
  readonly unprojected: readonly (PlanePoint | null)[];
  /** Another direction had to be taken: the one asked for is zero here. */
  readonly replaced: boolean;
}

/** Inputs to choose from, in the model's own units. */
export interface TestSamples {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
  /** One after the other. */
  readonly values: Float32Array;
  /** Size of the test part. */
  readonly of: number;
}

/** What the step-by-step screen asks of the lab: one sample's way through the ball, and the loss around it. */
export interface WalkApi {
  /** @param label only samples of this class; null: of any. At most 60 from position `from` on. */
  testSamples(key: string, from: number, count: number, label: number | null): Promise<Outcome<TestSamples>>;
  /** Probabilities of one input in the model's own units. */
  predictOne(key: string, values: Float32Array): Promise<Outcome<Float32Array>>;
  /** A newer request of the same kind ends an older one with an AbortError. */
  walkOne(request: WalkRequest): Promise<Outcome<Walked>>;
  sliceOne(request: SliceRequest): Promise<Outcome<Sliced>>;
}
