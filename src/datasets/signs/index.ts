import { stream } from '../../numeric/random.ts';
import type { Samples } from '../types.ts';
import { drawView, project } from './camera.ts';
import { signClasses } from './classes.ts';
import { Draws } from './draws.ts';
import { addNoise, applyLight, blur, fadePaint } from './light.ts';
import { drawBackground, drawOccluder } from './scene.ts';
import { textureOf } from './texture.ts';

/**
 * Generated pictures of traffic signs: flat signs drawn from shapes, seen in perspective before a cluttered scene under
 * changing light, partly hidden, blurred and noisy, stored as bytes. A picture depends on (seed, part, position) alone, so
 * a larger set begins with the smaller one and any order gives the same pictures, in every host.
 */

/** Raised whenever any picture changes. */
export const SIGNS_VERSION = 1;
export const SIGN_SIZE = 32;

export type SignPart = 'train' | 'test';

/** The class of a picture: every stretch of as many pictures as there are classes holds each class once. */
export function signLabel(seed: number, part: SignPart, index: number): number {
  const classes = signClasses.length;
  const round = Math.floor(index / classes);
  return stream(seed, 'signs', part, 'label', round).permutation(classes)[index % classes];
}

/** Puts the sign before its background. */
function compose(picture: Float32Array, sign: Float32Array): void {
  for (let p = 0; p < sign.length / 4; p++) {
    const uncovered = 1 - sign[4 * p + 3];
    for (let c = 0; c < 3; c++) picture[3 * p + c] = picture[3 * p + c] * uncovered + sign[4 * p + c];
  }
}

/** One picture as bytes in [3, 32, 32]. */
export function drawSign(seed: number, part: SignPart, index: number, label: number): Uint8Array {
  const size = SIGN_SIZE;
  const draws = new Draws(stream(seed, 'signs', part, 'scene', index));
  const view = drawView(draws, size);
  let picture = drawBackground(draws, size, view.centre);
  const sign = project(textureOf(label), view, size);
  fadePaint(sign, draws);
  compose(picture, sign);
  drawOccluder(picture, size, draws, view.centre, view.radius);
  applyLight(picture, size, draws);
  picture = blur(picture, size, draws.between(0, 0.95));
  addNoise(picture, stream(seed, 'signs', part, 'noise', index), draws.between(0.005, 0.045));
  const bytes = new Uint8Array(3 * size * size);
  for (let p = 0; p < size * size; p++) {
    for (let c = 0; c < 3; c++) {
      const value = Math.floor(picture[3 * p + c] * 255 + 0.5);
      bytes[c * size * size + p] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return bytes;
}

/** The first `count` pictures of a part with their labels; values are bytes / 255. */
export function generateSignPart(seed: number, part: SignPart, count: number): Samples {
  const size = 3 * SIGN_SIZE * SIGN_SIZE;
  const x = new Float32Array(count * size);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    y[i] = signLabel(seed, part, i);
    const bytes = drawSign(seed, part, i, y[i]);
    for (let j = 0; j < size; j++) x[i * size + j] = bytes[j] / 255;
  }
  return { x, y, count };
}
