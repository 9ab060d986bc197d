import type { Hatch } from './marks.ts';

/** A tile of a hatching: lines over a light tone of the same colour. */
export interface Tile {
  readonly size: number;
  readonly d: string;
  /** Strength of the tone beneath. */
  readonly tone: number;
}

export const tiles: Readonly<Record<Hatch, Tile>> = {
  plain: { size: 6, d: '', tone: 0.55 },
  rising: { size: 7, d: 'M-1,8L8,-1M-1,1L1,-1M6,8L8,6', tone: 0.18 },
  falling: { size: 7, d: 'M-1,-1L8,8M6,-1L8,1M-1,6L1,8', tone: 0.18 },
  crossed: { size: 8, d: 'M-1,-1L9,9M-1,9L9,-1', tone: 0.12 },
  dotted: { size: 6, d: 'M1.5,1.5h.01M4.5,4.5h.01', tone: 0.18 },
  lying: { size: 6, d: 'M0,3H6', tone: 0.18 },
  standing: { size: 6, d: 'M3,0V6', tone: 0.18 },
};

/** Thickness of a tile's lines. */
export const tileLine = 1.6;
