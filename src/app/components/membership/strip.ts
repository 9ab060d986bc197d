import { linearScale } from '../../charts/scale.ts';
import type { RiskView } from './reading.ts';

export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** A record's φ on one axis: a row for shadows trained on it, one for the others, one for the target. */
export interface Strip {
  readonly inside: readonly Dot[];
  readonly outside: readonly Dot[];
  readonly target: Dot;
  readonly ticks: readonly { readonly x: number; readonly value: number }[];
}

export const rowsAt = { inside: 12, outside: 36, target: 60 } as const;
/** Pixels on both sides, so that no dot is cut off. */
const margin = 12;

/** Places in pixels; rows lie at `rowsAt`. */
export function stripOf({ shadows, logit }: Pick<RiskView, 'shadows' | 'logit'>, width: number): Strip {
  const values = [logit, ...shadows.map((shadow) => shadow.logit)];
  const scale = linearScale([Math.min(...values), Math.max(...values)], [margin, width - margin]);
  const row = (inside: boolean) =>
    shadows
      .filter((shadow) => shadow.inside === inside)
      .map((shadow) => ({ x: scale(shadow.logit), y: inside ? rowsAt.inside : rowsAt.outside }));
  return {
    inside: row(true),
    outside: row(false),
    target: { x: scale(logit), y: rowsAt.target },
    ticks: scale
      .ticks(Math.max(2, Math.floor(width / 90)))
      .map((value) => ({ x: scale(value), value }))
      .filter(({ x }) => x >= margin && x <= width - margin),
  };
}

/** Mean of some numbers; null of none. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
