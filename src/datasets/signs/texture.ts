import { signClasses } from './classes.ts';

/** Texels along a side. */
export const TEXTURE_SIZE = 64;
/** Sign coordinates go from −EXTENT to EXTENT across the texture. */
export const EXTENT = 1.24;

const SUB = 4;

/** Colour (times coverage) and coverage of each texel: [row, column, 4]. */
export type Texture = Float32Array;

function paint(label: number): Texture {
  const { layers } = signClasses[label];
  const texture = new Float32Array(TEXTURE_SIZE * TEXTURE_SIZE * 4);
  const step = (2 * EXTENT) / (TEXTURE_SIZE * SUB);
  const share = 1 / (SUB * SUB);
  for (let row = 0; row < TEXTURE_SIZE * SUB; row++) {
    const y = (row + 0.5) * step - EXTENT;
    for (let column = 0; column < TEXTURE_SIZE * SUB; column++) {
      const x = (column + 0.5) * step - EXTENT;
      let top = layers.length - 1;
      while (top >= 0 && !layers[top].shape(x, y)) top--;
      if (top < 0) continue;
      const at = 4 * (Math.floor(row / SUB) * TEXTURE_SIZE + Math.floor(column / SUB));
      for (let c = 0; c < 3; c++) texture[at + c] += layers[top].colour[c] * share;
      texture[at + 3] += share;
    }
  }
  return texture;
}

const painted = new Map<number, Texture>();

/** The flat sign of a class, painted once with 4 × 4 points a texel. */
export function textureOf(label: number): Texture {
  let texture = painted.get(label);
  if (!texture) {
    texture = paint(label);
    painted.set(label, texture);
  }
  return texture;
}
