import { cos, PI, sin } from '../../numeric/math.ts';
import type { Draws } from './draws.ts';
import { EXTENT, TEXTURE_SIZE, type Texture } from './texture.ts';

/** Where a flat sign is seen, as the map from picture to sign coordinates (a homography, rows of 3). */
export interface View {
  readonly toSign: readonly number[];
  readonly centre: readonly [number, number];
  /** Radius of the sign in pixels. */
  readonly radius: number;
}

/** Distance of the camera in radii of the sign. */
const DISTANCE = 4;

/** A sign turned about all three axes and moved: yaw to 40°, pitch to 25°, roll to 14°. */
export function drawView(draws: Draws, size: number): View {
  const radius = (size / 32) * draws.between(10.2, 14.2);
  const centre = [size / 2 + draws.around(2.2), size / 2 + draws.around(2.2)] as const;
  const yaw = draws.around((40 * PI) / 180);
  const pitch = draws.around((25 * PI) / 180);
  const roll = draws.around((14 * PI) / 180);
  const [cy, sy, cp, sp, cr, sr] = [cos(yaw), sin(yaw), cos(pitch), sin(pitch), cos(roll), sin(roll)];
  // Columns of roll · yaw · pitch that act on (u, v, 0).
  const x = [cr * cy, cr * sy * sp - sr * cp];
  const y = [sr * cy, sr * sy * sp + cr * cp];
  const z = [-sy / DISTANCE, (cy * sp) / DISTANCE];
  // Picture = centre + radius · (x·uv, y·uv) / (1 + z·uv); its inverse up to a factor is the adjugate.
  const [a, b, d, e, g, h] = [x[0], x[1], y[0], y[1], z[0], z[1]];
  const toSign = [e, -b, 0, -d, a, 0, d * h - e * g, b * g - a * h, a * e - b * d];
  return { toSign, centre, radius };
}

/** Points a pixel, along a side, at which the sign is looked up. */
const SUB = 2;

/** No part of a sign is seen further than this many radii from its middle. */
const REACH = 1.5;

/** Colour times coverage and coverage of the sign in each pixel: [size, size, 4]. */
export function project(texture: Texture, view: View, size: number): Float32Array {
  const { toSign, centre, radius } = view;
  const [a, b, , d, e, , g, h, i] = toSign;
  const pixels = new Float32Array(size * size * 4);
  const toTexel = TEXTURE_SIZE / (2 * EXTENT);
  const share = 1 / (SUB * SUB);
  const step = 1 / (SUB * radius);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column - centre[0]) / radius;
      const y = (row - centre[1]) / radius;
      if (x * x + y * y > REACH * REACH) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      let cover = 0;
      for (let sy = 0; sy < SUB; sy++) {
        const py = y + (sy + 0.5) * step;
        for (let sx = 0; sx < SUB; sx++) {
          const px = x + (sx + 0.5) * step;
          const scale = toTexel / (g * px + h * py + i);
          const u = Math.floor((a * px + b * py) * scale + TEXTURE_SIZE / 2);
          const v = Math.floor((d * px + e * py) * scale + TEXTURE_SIZE / 2);
          if (!(u >= 0 && v >= 0 && u < TEXTURE_SIZE && v < TEXTURE_SIZE)) continue;
          const from = 4 * (v * TEXTURE_SIZE + u);
          red += texture[from];
          green += texture[from + 1];
          blue += texture[from + 2];
          cover += texture[from + 3];
        }
      }
      const at = 4 * (row * size + column);
      pixels[at] = red * share;
      pixels[at + 1] = green * share;
      pixels[at + 2] = blue * share;
      pixels[at + 3] = cover * share;
    }
  }
  return pixels;
}
