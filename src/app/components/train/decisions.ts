import type { Picture } from '../../lab/train/types.ts';

export type Rgb = readonly [number, number, number];

/** How strongly a class colours a place where the model is as unsure as it can be, and where it is sure. */
const faint = 0.12;
const strong = 0.62;

/** RGBA pixels of the plane, its first row at the top. */
export function paintDecisions(
  { side, decided, confidence }: Picture,
  colours: readonly Rgb[],
  paper: Rgb,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (side - 1 - y) * side + x;
      const colour = colours[decided[from] % colours.length];
      const share = faint + ((strong - faint) * confidence[from]) / 255;
      const at = 4 * (y * side + x);
      for (let c = 0; c < 3; c++) pixels[at + c] = paper[c] + share * (colour[c] - paper[c]);
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}

export interface ClassShare {
  readonly label: number;
  /** Of the plane's places. */
  readonly share: number;
  /** Where its name stands: a place of the class near the middle of all of them, in 0 … 1 from the lower left. */
  readonly x: number;
  readonly y: number;
}

/** How much of the plane each class has, the largest first. */
export function sharesOf({ side, decided }: Picture): ClassShare[] {
  const sums = new Map<number, { count: number; x: number; y: number }>();
  decided.forEach((label, at) => {
    const sum = sums.get(label) ?? { count: 0, x: 0, y: 0 };
    sums.set(label, { count: sum.count + 1, x: sum.x + (at % side), y: sum.y + Math.floor(at / side) });
  });
  return [...sums]
    .map(([label, { count, x, y }]) => {
      const middle = { x: x / count, y: y / count };
      const place = nearestOf(decided, side, label, middle);
      return { label, share: count / decided.length, x: (place.x + 0.5) / side, y: (place.y + 0.5) / side };
    })
    .sort((a, b) => b.share - a.share || a.label - b.label);
}

/** The middle of two separate regions may belong to neither. */
function nearestOf(decided: Uint8Array, side: number, label: number, to: { x: number; y: number }) {
  let best = { x: 0, y: 0, apart: Infinity };
  decided.forEach((found, at) => {
    if (found !== label) return;
    const [x, y] = [at % side, Math.floor(at / side)];
    const apart = (x - to.x) ** 2 + (y - to.y) ** 2;
    if (apart < best.apart) best = { x, y, apart };
  });
  return best;
}

/** Held-out samples of a class, and how many of them are decided rightly. */
export function countsOf({ points }: Picture, label: number): { n: number; right: number } {
  let [n, right] = [0, 0];
  points.label.forEach((of, at) => {
    if (of !== label) return;
    n++;
    if (points.decided[at] === label) right++;
  });
  return { n, right };
}

/** A place of the picture in 0 … 1 from the lower left; undefined outside. */
export function placeOf({ points, range }: Picture, at: number): { x: number; y: number } | undefined {
  const [[left, right], [low, high]] = range;
  const x = (points.first[at] - left) / (right - left);
  const y = (points.second[at] - low) / (high - low);
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : undefined;
}
