import type { ShownSample } from './samples.ts';

/** One cell of the sample grid. */
export interface Tile {
  readonly id: number;
  readonly place: number;
  /** True class; null where not known. */
  readonly label: number | null;
  /** As the report counts: still right, fallen, or wrong before any attack. */
  readonly state: 'stands' | 'fell' | 'before';
  /** Undefined until it is computed. */
  readonly shown: ShownSample | undefined;
  /** The same sample at another place: its original is shown meanwhile. */
  readonly last: ShownSample | undefined;
  /** All that the tile says, in words. */
  readonly name: string;
}

/** Where a key leads in a grid of so many cells; undefined for keys that do not move. */
export function cellAfter(
  key: string,
  at: number,
  { count, columns, ctrl }: { readonly count: number; readonly columns: number; readonly ctrl: boolean },
): number | undefined {
  const last = count - 1;
  const rowStart = at - (at % columns);
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns > last ? at : at + columns,
    ArrowUp: at - columns < 0 ? at : at - columns,
    Home: ctrl ? 0 : rowStart,
    End: ctrl ? last : rowStart + columns - 1,
  };
  if (!Object.hasOwn(moves, key)) return undefined;
  return Math.min(last, Math.max(0, moves[key]));
}
