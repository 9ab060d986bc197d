import { boxAround } from '../space.ts';
import type { AttackSpace } from '../types.ts';
import { type Box, clipToBox, distance } from '../../numeric/balls.ts';
import { log2 } from '../../numeric/math.ts';
import type { Stream } from '../../numeric/random.ts';
import type { Inquiry } from './inquiry.ts';

/** Random inputs that are tried where no other record is of another class. */
const RANDOM_STARTS = 20;
/** Probes of the first gradient estimate; the t-th has √t times as many. */
const FIRST_PROBES = 100;
/** A step is halved at most this often. */
const HALVINGS = 15;

export interface BoundaryWalk {
  readonly origin: Float32Array;
  readonly label: number;
  readonly space: AttackSpace;
  /** Inputs known to be of another class than `label`: the walk starts from that whose way to the origin meets the boundary soonest. */
  readonly starts: readonly Float32Array[];
  /** Inputs that may be asked about. */
  readonly budget: number;
  readonly draws: Stream;
}

const bound = (side: Box['low'], i: number): number => (typeof side === 'number' ? side : side[i]);

/** The nearest to the origin, if there is any. */
function nearest(points: readonly Float32Array[], origin: Float32Array): Float32Array | undefined {
  let best: Float32Array | undefined;
  let least = Infinity;
  for (const point of points) {
    const far = distance('l2', point, origin);
    if (far < least) [best, least] = [point, far];
  }
  return best;
}

/**
 * Smallest L2 distance to an input of another class that a walk along the decision boundary finds (HopSkipJump: J. Chen, M. I. Jordan &
 * M. J. Wainwright, 2020), Infinity where nothing of another class is found. From a start of another class it halves the way to the
 * origin down to the boundary, estimates the boundary's normal from the classes of random probes around, steps along it and halves
 * again, until the budget is spent. The result is the distance of an input that really is of another class: never below the true
 * distance. All points lie in the box; the values that files can store are not looked at.
 */
export function* boundaryDistance(walk: BoundaryWalk): Inquiry<number> {
  const { origin, label, space, draws } = walk;
  const size = origin.length;
  const box = boxAround(space, origin);
  let left = walk.budget;
  let drawn = 0;

  function* fooled(points: Float32Array): Generator<Float32Array, Uint8Array, Int32Array> {
    left -= points.length / size;
    return Uint8Array.from(yield points, (found) => (found === label ? 0 : 1));
  }
  // Relative precision of a halving, and the probes' distance that goes with it: a probe's part along the normal is then about
  // as large as what is left between the point and the boundary.
  const precision = Math.min(1e-3, 1 / (size * Math.sqrt(size)));
  function* towardsOrigin(point: Float32Array): Generator<Float32Array, Float32Array, Int32Array> {
    let best = point;
    let [low, high] = [0, 1];
    while (high - low > precision && left > 0) {
      const share = (low + high) / 2;
      const middle = Float32Array.from(origin, (value, i) => value + share * (point[i] - value));
      if ((yield* fooled(middle))[0]) [best, high] = [middle, share];
      else low = share;
    }
    return best;
  }

  let starts = walk.starts;
  if (starts.length === 0 && left > 0) {
    const count = Math.min(RANDOM_STARTS, left);
    const uniform = draws.fillUniform(new Float64Array(count * size));
    const points = Float32Array.from(uniform, (u, k) => {
      const [low, high] = [bound(box.low, k % size), bound(box.high, k % size)];
      return low + u * (high - low);
    });
    const down = yield* fooled(points);
    const each = Array.from({ length: count }, (_, k) => points.subarray(k * size, (k + 1) * size));
    const found = nearest(
      each.filter((_, k) => down[k]),
      origin,
    );
    starts = found ? [found] : [];
  }
  const met: Float32Array[] = [];
  for (const start of starts) met.push(yield* towardsOrigin(start));
  let point = nearest(met, origin);
  if (!point) return Infinity;

  let best = distance('l2', point, origin);
  // What a step and the halving after it take: an estimate that leaves less could not be used.
  const reserve = 2 + Math.ceil(-log2(precision));
  for (let t = 1; left > 2 * reserve; t++) {
    const far = distance('l2', point, origin);
    const wanted = Math.floor(Math.min(FIRST_PROBES, Math.max(16, 2 * size)) * Math.sqrt(t));
    const probes = Math.min(wanted, left - reserve);
    const radius = precision * Math.sqrt(size) * far;
    const around = new Float32Array(probes * size);
    const normal = new Float64Array(size);
    for (let k = 0; k < probes; k++) {
      draws.fillNormal(normal, drawn);
      drawn += size + (size % 2);
      const length = Math.sqrt(normal.reduce((sum, value) => sum + value * value, 0));
      for (let i = 0; i < size; i++) around[k * size + i] = point[i] + (radius * normal[i]) / length;
      clipToBox(around, box, k * size, size);
    }
    const down = yield* fooled(around);
    const share = down.reduce((sum, flag) => sum + flag, 0) / probes;
    // Probes that all agree tell no direction by their differences: their mean has to do.
    const agree = share === 0 || share === 1;
    const direction = new Float64Array(size);
    for (let k = 0; k < probes; k++) {
      const weight = agree ? 2 * share - 1 : down[k] - share;
      for (let i = 0; i < size; i++) direction[i] += weight * (around[k * size + i] - point[i]);
    }
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) continue;
    let step = far / Math.sqrt(t);
    for (let halving = 0; halving < HALVINGS && left > 0; halving++, step /= 2) {
      const moved: Float32Array = Float32Array.from(
        point,
        (value, i) => value + (step * direction[i]) / length,
      );
      clipToBox(moved, box);
      if (!(yield* fooled(moved))[0]) continue;
      point = yield* towardsOrigin(moved);
      break;
    }
    best = Math.min(best, distance('l2', point, origin));
  }
  return best;
}
