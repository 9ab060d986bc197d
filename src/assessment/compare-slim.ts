import type { Report } from '../document/report.ts';
import type { Compared } from './compare.ts';

/** As much of a report as a comparison reads, so that little crosses between threads. */
export function slim({ model, data, samples, seed, engine, plan, items }: Report): Compared {
  return {
    ...{ model, data, samples, seed, engine, plan },
    items: items.map((item) => ({
      ...item,
      curves: [],
      roc: item.roc?.map((curve) => ({ ...curve, points: [], band: undefined })),
      parts: undefined,
      details: 'attacks' in item.details ? { attacks: item.details.attacks } : {},
    })),
  };
}
