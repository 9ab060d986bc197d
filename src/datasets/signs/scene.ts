import { cos, PI, sin } from '../../numeric/math.ts';
import type { Colour } from './classes.ts';
import type { Draws } from './draws.ts';

/** A colour picture, row-major, three values a pixel. */
export type Picture = Float32Array;

const SKIES: readonly Colour[] = [
  [0.55, 0.72, 0.92],
  [0.78, 0.83, 0.88],
  [0.66, 0.68, 0.71],
  [0.88, 0.8, 0.7],
  [0.4, 0.52, 0.7],
];
const GROUNDS: readonly Colour[] = [
  [0.3, 0.38, 0.2],
  [0.42, 0.41, 0.4],
  [0.5, 0.44, 0.34],
  [0.2, 0.26, 0.16],
  [0.56, 0.52, 0.5],
];
const CLUTTER: readonly Colour[] = [
  [0.22, 0.33, 0.15],
  [0.34, 0.44, 0.2],
  [0.5, 0.3, 0.24],
  [0.68, 0.62, 0.54],
  [0.28, 0.28, 0.31],
  [0.75, 0.74, 0.72],
  [0.45, 0.36, 0.27],
  [0.16, 0.2, 0.12],
];
const LEAVES: readonly Colour[] = [
  [0.16, 0.28, 0.1],
  [0.25, 0.38, 0.14],
  [0.32, 0.26, 0.16],
];

const clamp = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);

/** Covers a pixel's share with a colour. */
function blend(picture: Picture, at: number, colour: Colour, share: number): void {
  for (let c = 0; c < 3; c++) picture[at + c] += (colour[c] - picture[at + c]) * share;
}

/** A disc or an upright box with a soft rim. */
function drawBlob(picture: Picture, size: number, draws: Draws, colours: readonly Colour[]): void {
  const colour = draws.pick(colours);
  const [cx, cy] = [draws.between(0, size), draws.between(0, size)];
  const [rx, ry] = [draws.between(2, size / 3), draws.between(2, size / 3)];
  const box = draws.chance(0.5);
  const [left, right] = [Math.max(0, Math.floor(cx - rx - 2)), Math.min(size - 1, Math.ceil(cx + rx + 2))];
  const [top, bottom] = [Math.max(0, Math.floor(cy - ry - 2)), Math.min(size - 1, Math.ceil(cy + ry + 2))];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const dx = Math.abs(column + 0.5 - cx) / rx;
      const dy = Math.abs(row + 0.5 - cy) / ry;
      const outside = box ? Math.max(dx, dy) : Math.sqrt(dx * dx + dy * dy);
      const share = clamp((1 - outside) * Math.min(rx, ry) * 0.7 + 0.5);
      if (share > 0) blend(picture, 3 * (row * size + column), colour, share);
    }
  }
}

/** Sky over ground with things in front of them, and the post of the sign. */
export function drawBackground(draws: Draws, size: number, centre: readonly [number, number]): Picture {
  const picture = new Float32Array(size * size * 3);
  const sky = draws.pick(SKIES);
  const ground = draws.pick(GROUNDS);
  const horizon = draws.between(0.3, 1.1) * size;
  const softness = draws.between(0.5, 8);
  const lean = draws.around(0.35);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const share = clamp((row - horizon + lean * (column - size / 2)) / softness + 0.5);
      const fade = 1 - (0.2 * row) / size;
      for (let c = 0; c < 3; c++) {
        picture[3 * (row * size + column) + c] = (sky[c] * (1 - share) + ground[c] * share) * fade;
      }
    }
  }
  const things = Math.floor(draws.between(2, 8));
  for (let i = 0; i < things; i++) drawBlob(picture, size, draws, CLUTTER);
  drawPost(picture, size, draws, centre);
  return picture;
}

function drawPost(picture: Picture, size: number, draws: Draws, [cx, cy]: readonly [number, number]): void {
  const grey = draws.between(0.35, 0.65);
  const half = draws.between(0.6, 1.3);
  for (let row = Math.floor(cy); row < size; row++) {
    for (let column = Math.floor(cx - 3); column <= cx + 3; column++) {
      const share = clamp(half - Math.abs(column + 0.5 - cx) + 0.5);
      const bright = grey + 0.12 * (column + 0.5 - cx);
      if (share > 0) blend(picture, 3 * (row * size + column), [bright, bright, bright], share);
    }
  }
}

/** What stands before the sign in a third of the pictures: leaves from a side, or a branch or post across. */
export function drawOccluder(
  picture: Picture,
  size: number,
  draws: Draws,
  centre: readonly [number, number],
  radius: number,
): void {
  if (!draws.chance(0.35)) return;
  const angle = draws.between(0, 2 * PI);
  const [nx, ny] = [cos(angle), sin(angle)];
  if (draws.chance(0.4)) {
    const offset = draws.between(-0.75, 0.75) * radius;
    const half = draws.between(0.5, 1.2);
    const colour = draws.pick(CLUTTER);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const along = (column + 0.5 - centre[0]) * nx + (row + 0.5 - centre[1]) * ny - offset;
        const share = clamp(half - Math.abs(along) + 0.5);
        if (share > 0) blend(picture, 3 * (row * size + column), colour, share);
      }
    }
    return;
  }
  const leaves = 3 + Math.floor(draws.between(0, 5));
  for (let i = 0; i < leaves; i++) {
    const out = radius * draws.between(0.72, 1.15);
    const aside = draws.around(0.7) * radius;
    const lx = centre[0] + nx * out - ny * aside;
    const ly = centre[1] + ny * out + nx * aside;
    const r = draws.between(1, 0.26 * radius);
    const colour = draws.pick(LEAVES);
    for (let row = Math.max(0, Math.floor(ly - r - 1)); row <= Math.min(size - 1, ly + r + 1); row++) {
      for (
        let column = Math.max(0, Math.floor(lx - r - 1));
        column <= Math.min(size - 1, lx + r + 1);
        column++
      ) {
        const [dx, dy] = [column + 0.5 - lx, row + 0.5 - ly];
        const share = clamp(r - Math.sqrt(dx * dx + dy * dy) + 0.5);
        if (share > 0) blend(picture, 3 * (row * size + column), colour, share);
      }
    }
  }
}
