import data from './catalogue/indicators.json';
import type { IndicatorEntry } from './types.ts';

/** All 52 rows of tables A.1–A.6, in the draft's order. */
export const indicatorEntries = data as readonly IndicatorEntry[];

const byId = new Map(indicatorEntries.map((entry) => [entry.id, entry]));

/** The row with this id, e.g. `A.5-3`. */
export const indicatorEntry = (id: string): IndicatorEntry | undefined => byId.get(id);
