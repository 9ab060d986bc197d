import { scaleLinear, scaleLog } from 'd3-scale';

/** From values to pixels along one axis. */
export interface Scale {
  (value: number): number;
  readonly log: boolean;
  readonly domain: readonly [number, number];
  /** Where zeros lie on a logarithmic axis: a slot before its start. Absent where there is none. */
  readonly zeroAt?: number;
  /** About `count` round values, ascending. */
  ticks(count: number): number[];
  invert(pixel: number): number;
}

export interface Tick {
  /** Position in pixels along the axis. */
  readonly at: number;
  readonly value: number;
}

/** Room in pixels that zeros get before a logarithmic axis starts. */
const zeroSlot = 40;

/** An axis for a single value: zero is at one end of it. */
const around = (value: number): [number, number] =>
  value > 0 ? [0, 2 * value] : value < 0 ? [2 * value, 0] : [0, 1];

/** `pixels` are the ends where the domain starts and ends: descending for an axis that goes up. */
export function linearScale(domain: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [low, high] = domain[0] === domain[1] ? around(domain[0]) : domain;
  const scale = scaleLinear([low, high], [...pixels]);
  return Object.assign((value: number) => scale(value), {
    log: false,
    domain: [low, high] as const,
    ticks: (count: number) => scale.ticks(count),
    invert: (pixel: number) => scale.invert(pixel),
  });
}

/** Both ends of the domain are positive; with `zeros` the axis starts after a slot for them. */
export function logScale(
  domain: readonly [number, number],
  pixels: readonly [number, number],
  zeros = false,
): Scale {
  const [low, high] = domain[0] === domain[1] ? [domain[0], domain[0] * 10] : domain;
  const slot = zeros ? Math.sign(pixels[1] - pixels[0]) * zeroSlot : 0;
  const start = pixels[0] + slot;
  const scale = scaleLog([low, high], [start, pixels[1]]).clamp(true);
  const place = (value: number) => (value > 0 ? scale(value) : pixels[0]);
  return Object.assign(place, {
    log: true,
    domain: [low, high] as const,
    zeroAt: zeros ? pixels[0] : undefined,
    ticks: (count: number) => logTicks(low, high, count),
    invert: (pixel: number) => scale.invert(pixel),
  });
}

/** Powers of ten, with 2 and 5 between them where there is room; thinned where there is none. */
function logTicks(low: number, high: number, count: number): number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const within = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const make = (steps: number[]) =>
    decades.flatMap((power) => steps.map((step) => Number(`${step}e${power}`))).filter(within);
  const fine = make([1, 2, 5]);
  if (fine.length <= count) return fine;
  const powers = make([1]);
  const every = Math.ceil(powers.length / Math.max(1, count));
  return powers.filter((_, index) => (powers.length - 1 - index) % every === 0);
}

/** Least and greatest of the values; undefined without any. */
export function extremes(values: Iterable<number>): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** The scale of an axis over its values: zeros on a logarithmic axis make room for themselves. */
export function scaleOf(
  axis: { readonly scale?: 'linear' | 'log'; readonly domain?: readonly [number, number] },
  values: Iterable<number>,
  pixels: readonly [number, number],
  fromZero = false,
): Scale {
  const all = [...values];
  if (axis.scale !== 'log') {
    const [low, high] = axis.domain ?? extremes(all) ?? [0, 1];
    return linearScale(axis.domain || !fromZero ? [low, high] : [Math.min(0, low), high], pixels);
  }
  const [low, high] = extremes([...all, ...(axis.domain ?? [])].filter((value) => value > 0)) ?? [1, 10];
  const ends = axis.domain ?? [low, high];
  const zeros = all.some((value) => value === 0) || ends[0] <= 0;
  return logScale([ends[0] > 0 ? ends[0] : low, Math.max(ends[1], low)], pixels, zeros);
}
