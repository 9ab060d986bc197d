import { boundAt } from '../../numeric/balls.ts';
import type { Inputs } from '../types.ts';

/** Inputs as counts of levels: what histograms are made of. */
export interface Levels {
  /** count × places: level of every place of every input, 0 … levels − 1. */
  readonly data: Uint16Array;
  readonly count: number;
  readonly places: number;
  readonly levels: number;
}

/** Shares of red, green and blue in luma (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114];

/** Levels of a table that has so many columns: with as many levels as columns every pair would look alike. */
export const tableLevels = (columns: number): number => Math.max(2, Math.floor(Math.sqrt(columns)));

/**
 * Grey levels of images: the box, equally wide for all pixels, is cut so that the lowest value is level 0, the highest the last one,
 * and 8-bit pixels are their own levels at 256. Three channels [3, H, W] become one, their luma.
 */
export function greyLevels({ data, count, size, shape, box }: Inputs, levels = 256): Levels {
  const colour = shape.length === 3 && shape[0] === 3;
  const places = colour ? size / 3 : size;
  const result = new Uint16Array(count * places);
  const low = boundAt(box.low, 0);
  const scale = (levels - 1) / (boundAt(box.high, 0) - low);
  for (let i = 0; i < count; i++)
    for (let p = 0; p < places; p++) {
      const from = i * size + p;
      const value = colour
        ? LUMA[0] * data[from] + LUMA[1] * data[from + places] + LUMA[2] * data[from + 2 * places]
        : data[from];
      const level = Math.floor((value - low) * scale + 0.5);
      result[i * places + p] = Math.min(levels - 1, Math.max(0, level));
    }
  return { data: result, count, places, levels };
}

/** Levels of a table: each column in bins of equal width from its own least to its own greatest value. */
export function binLevels({ data, count, size }: Inputs, levels = tableLevels(size)): Levels {
  const result = new Uint16Array(count * size);
  for (let c = 0; c < size; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < count; i++) {
      low = Math.min(low, data[i * size + c]);
      high = Math.max(high, data[i * size + c]);
    }
    const scale = high > low ? levels / (high - low) : 0;
    for (let i = 0; i < count; i++)
      result[i * size + c] = Math.min(levels - 1, Math.floor((data[i * size + c] - low) * scale));
  }
  return { data: result, count, places: size, levels };
}

/** Levels in the way of the inputs' kind. */
export function levelsOf(inputs: Inputs, levels?: number): Levels {
  return inputs.kind === 'table' ? binLevels(inputs, levels) : greyLevels(inputs, levels);
}
