type Loose = Readonly<Record<string, unknown>>;

/** Step `n` turns a report of version n into one of version n + 1. Version 1 is the first, so there is none yet. */
const steps: Readonly<Record<number, (report: Loose) => Loose>> = {};

/** A report of an older version in today's form. */
export function upgrade(report: Loose, from: number, known = steps): Loose {
  let upgraded = report;
  for (let version = from; known[version]; version++) {
    upgraded = { ...known[version](upgraded), schemaVersion: version + 1 };
  }
  return upgraded;
}
