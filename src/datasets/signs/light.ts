import { cos, exp, PI, sin } from '../../numeric/math.ts';
import type { Stream } from '../../numeric/random.ts';
import type { Draws } from './draws.ts';
import type { Picture } from './scene.ts';

/** Age of the paint: colours move toward grey and toward each other. */
export function fadePaint(sign: Float32Array, draws: Draws): void {
  const fading = draws.between(0, 0.3);
  const dirt = draws.between(0.75, 1);
  for (let at = 0; at < sign.length; at += 4) {
    const grey = (sign[at] + sign[at + 1] + sign[at + 2]) / 3;
    for (let c = 0; c < 3; c++) sign[at + c] = (sign[at + c] + (grey - sign[at + c]) * fading) * dirt;
  }
}

/** Light on the whole scene: brightness, contrast, colour cast, a slope of shade, and at times the edge of a shadow. */
export function applyLight(picture: Picture, size: number, draws: Draws): void {
  const brightness = draws.between(0.5, 1.15);
  const contrast = draws.between(0.75, 1.15);
  const warmth = draws.around(0.12);
  const cast = [1 + warmth, 1 + draws.around(0.05), 1 - warmth];
  const angle = draws.between(0, 2 * PI);
  const [nx, ny] = [cos(angle), sin(angle)];
  const slope = draws.between(0, 0.3);
  const shadow = draws.chance(0.25) ? draws.between(0.5, 0.8) : 1;
  const edge = draws.around(0.4) * size;
  const tilt = draws.between(0, 2 * PI);
  const [sx, sy] = [cos(tilt), sin(tilt)];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [column + 0.5 - size / 2, row + 0.5 - size / 2];
      const across = x * sx + y * sy - edge;
      const shaded = across > 0.5 ? shadow : across < -0.5 ? 1 : 1 + (shadow - 1) * (across + 0.5);
      const gain = brightness * (1 + (slope * (x * nx + y * ny)) / (size / 2)) * shaded;
      for (let c = 0; c < 3; c++) {
        const at = 3 * (row * size + column) + c;
        picture[at] = (0.45 + (picture[at] - 0.45) * contrast) * gain * cast[c];
      }
    }
  }
}

/** What one pass of a blur leaves for the other; every value is written before it is read. */
let between: Picture = new Float32Array(0);

/** Gaussian blur with a radius of two pixels, in place; rims repeat their last pixel. */
export function blur(picture: Picture, size: number, sigma: number): Picture {
  if (sigma < 0.2) return picture;
  const near = exp(-1 / (2 * sigma * sigma));
  const far = exp(-4 / (2 * sigma * sigma));
  const sum = 1 + 2 * near + 2 * far;
  const [w0, w1, w2] = [1 / sum, near / sum, far / sum];
  const inside = (i: number): number => (i < 0 ? 0 : i >= size ? size - 1 : i);
  /** Along one axis whose neighbours lie `step` values apart, for each line at `lineStep`. */
  const pass = (from: Picture, to: Picture, step: number, lineStep: number): Picture => {
    for (let i = 0; i < size; i++) {
      const b2 = inside(i - 2) * step;
      const b1 = inside(i - 1) * step;
      const a1 = inside(i + 1) * step;
      const a2 = inside(i + 2) * step;
      for (let line = 0; line < size; line++) {
        for (let k = line * lineStep; k < line * lineStep + 3; k++) {
          const sides = w1 * (from[b1 + k] + from[a1 + k]) + w2 * (from[b2 + k] + from[a2 + k]);
          to[i * step + k] = w0 * from[i * step + k] + sides;
        }
      }
    }
    return to;
  };
  if (between.length !== picture.length) between = new Float32Array(picture.length);
  return pass(pass(picture, between, 3 * size, 3), picture, 3, 3 * size);
}

/** Noise of the sensor: a triangular distribution of the given standard deviation, from pairs of bytes. */
export function addNoise(picture: Picture, stream: Stream, deviation: number): void {
  const unit = (deviation * 2.449489742783178) / 255;
  const words = stream.fillUint32(new Uint32Array(picture.length / 2));
  for (let i = 0; i < picture.length; i += 2) {
    const word = words[i / 2];
    picture[i] += ((word & 255) + ((word >>> 8) & 255) - 255) * unit;
    picture[i + 1] += (((word >>> 16) & 255) + (word >>> 24) - 255) * unit;
  }
}
