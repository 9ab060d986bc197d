import { cos, exp, log, PI, sin } from '../numeric/math.ts';
import { boundAt, type Bound, type Norm } from '../numeric/balls.ts';
import type { GradientOracle } from '../oracles/types.ts';
import { predictedClasses } from './predict.ts';
import { euclidean } from './steps.ts';

/** A plane through one input, along two orthonormal directions of the input space. */
export interface Plane {
  readonly origin: Float32Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Below this share of its own length a direction counts as lying along the other. */
const parallel = 1e-6;

function unit(direction: ArrayLike<number>): Float64Array | undefined {
  const length = euclidean(direction);
  return length > 0 && Number.isFinite(length)
    ? Float64Array.from(direction, (value) => value / length)
    : undefined;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/**
 * The plane spanned by two directions: the first as it is, of the second what is orthogonal to it (Gram–Schmidt). Of the
 * candidates for each, the first that will do is taken.
 * @throws Error when no two candidates span a plane
 */
export function planeOf(
  origin: Float32Array,
  firsts: readonly ArrayLike<number>[],
  seconds: readonly ArrayLike<number>[],
): Plane {
  const first = firsts.map(unit).find((direction) => direction !== undefined);
  if (!first) throw new Error('no direction to span a plane with');
  for (const candidate of seconds) {
    const along = unit(candidate);
    if (!along) continue;
    const share = dot(along, first);
    const rest = along.map((value, i) => value - share * first[i]);
    if (euclidean(rest) > parallel) return { origin, first, second: unit(rest)! };
  }
  throw new Error('the directions of a plane lie along each other');
}

/** Where a point lies: along the two directions, and how far off the plane; all in input units (Euclidean). */
export interface PlanePoint {
  readonly a: number;
  readonly b: number;
  readonly off: number;
}

export function coordinates({ origin, first, second }: Plane, x: ArrayLike<number>): PlanePoint {
  const difference = Float64Array.from(x, (value, i) => value - origin[i]);
  const a = dot(difference, first);
  const b = dot(difference, second);
  return { a, b, off: euclidean(difference.map((value, i) => value - a * first[i] - b * second[i])) };
}

/** A closed line around the plane's origin, as distances at equal angles from the first direction, counter-clockwise. */
export type Outline = Float64Array;

/** @returns the distance from the origin at each of `angles` angles, by `reach(direction)`. */
function outline(
  { first, second }: Plane,
  angles: number,
  reach: (direction: Float64Array) => number,
): Outline {
  return Float64Array.from({ length: angles }, (_, i) => {
    const angle = (2 * PI * i) / angles;
    const [c, s] = [cos(angle), sin(angle)];
    return reach(first.map((value, j) => c * value + s * second[j]));
  });
}

/** The ball's cut with the plane: a circle for L2, for L∞ the polygon where no component changes by more than ε. */
export function ballOutline(plane: Plane, norm: Norm, epsilon: number, angles: number): Outline {
  if (norm === 'l2') return new Float64Array(angles).fill(epsilon);
  return outline(plane, angles, (direction) => {
    let most = 0;
    for (const value of direction) most = Math.max(most, Math.abs(value));
    return epsilon / most;
  });
}

/** How far one may go before a value leaves its bounds, at most `farthest`. The origin lies within the bounds. */
export function boxOutline(
  plane: Plane,
  box: { readonly low: Bound; readonly high: Bound },
  angles: number,
  farthest: number,
): Outline {
  return outline(plane, angles, (direction) => {
    let reach = farthest;
    for (let i = 0; i < direction.length; i++) {
      const slope = direction[i];
      if (slope === 0) continue;
      const room = (slope > 0 ? boundAt(box.high, i) : boundAt(box.low, i)) - plane.origin[i];
      reach = Math.min(reach, Math.max(0, room / slope));
    }
    return reach;
  });
}

/** The loss and the predicted class on a square grid of a plane. */
export interface LossSlice {
  /** Points along each side; odd, so that the origin is one of them. */
  readonly resolution: number;
  /** The grid reaches from −half to half along both directions, in input units. */
  readonly half: number;
  /** resolution², row by row from b = −half upward, each from a = −half on: cross-entropy (targeted: minus the target's). */
  readonly loss: Float32Array;
  readonly predicted: Uint16Array;
}

export interface SliceSpec {
  readonly half: number;
  readonly resolution: number;
  readonly label: number;
  readonly target?: number;
  readonly shape: readonly number[];
  readonly batch: number;
  readonly signal?: AbortSignal;
}

/** Evaluates the model on the plane, in batches. Values outside the input range are evaluated as they are. */
export async function lossSlice(oracle: GradientOracle, plane: Plane, spec: SliceSpec): Promise<LossSlice> {
  const { half, resolution, label, target, shape, batch, signal } = spec;
  const total = resolution * resolution;
  const loss = new Float32Array(total);
  const predicted = new Uint16Array(total);
  for (let from = 0; from < total; from += batch) {
    signal?.throwIfAborted();
    const count = Math.min(batch, total - from);
    const data = gridPoints(plane, half, resolution, from, count);
    const logits = await oracle.logits({ data, count, shape });
    predicted.set(predictedClasses(logits, oracle.classes), from);
    for (let row = 0; row < count; row++) {
      const own = logits.subarray(row * oracle.classes, (row + 1) * oracle.classes);
      loss[from + row] = target === undefined ? crossEntropy(own, label) : -crossEntropy(own, target);
    }
  }
  return { resolution, half, loss, predicted };
}

function gridPoints(
  plane: Plane,
  half: number,
  resolution: number,
  from: number,
  count: number,
): Float32Array {
  const size = plane.origin.length;
  const data = new Float32Array(count * size);
  const at = (index: number) => (resolution === 1 ? 0 : half * ((2 * index) / (resolution - 1) - 1));
  for (let row = 0; row < count; row++) {
    const a = at((from + row) % resolution);
    const b = at(Math.floor((from + row) / resolution));
    for (let i = 0; i < size; i++)
      data[row * size + i] = plane.origin[i] + a * plane.first[i] + b * plane.second[i];
  }
  return data;
}

/** −log softmax(z)_y, in float64. */
export function crossEntropy(logits: ArrayLike<number>, label: number): number {
  let top = -Infinity;
  for (let i = 0; i < logits.length; i++) top = Math.max(top, logits[i]);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += exp(logits[i] - top);
  return log(sum) + top - logits[label];
}
