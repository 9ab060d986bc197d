import { canonical } from '../document/text.ts';
import type { PlanRecord, Report } from '../document/report.ts';

/** What two reports do not have in common; `fields` names parts of the plan, e.g. `A.5-3.iterations`. */
export interface Differences {
  readonly model: boolean;
  readonly data: boolean;
  readonly samples: boolean;
  readonly seed: boolean;
  readonly engine: boolean;
  readonly fields: readonly string[];
}

/** As much of a report as tells what was measured. */
export type Measured = Pick<Report, 'model' | 'data' | 'samples' | 'seed' | 'engine' | 'plan'>;

const unlike = (a: unknown, b: unknown): boolean => canonical(a) !== canonical(b);

export function differences(a: Measured, b: Measured): Differences {
  return {
    model: a.model.sha256 !== b.model.sha256,
    data: a.data.sha256 !== b.data.sha256,
    samples: unlike(a.samples.runs, b.samples.runs),
    seed: a.seed !== b.seed,
    engine: a.engine.name !== b.engine.name,
    fields: planFields(a.plan, b.plan),
  };
}

/** Parameters that differ, and indicators that only one plan has. Samples, seed and engine are told apart from these. */
function planFields(a: PlanRecord, b: PlanRecord): string[] {
  const ids = [...new Set([...a.indicators, ...b.indicators].map(({ id }) => id))].sort();
  return ids.flatMap((id) => {
    const [one, other] = [a, b].map(
      ({ indicators }) => indicators.find((entry) => entry.id === id)?.parameters,
    );
    if (!one || !other) return [id];
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return names
      .filter((name) => unlike(one[name] ?? null, other[name] ?? null))
      .map((name) => `${id}.${name}`);
  });
}

/** Whether nothing that decides a figure differs: the same plan and seed on the same model and data. */
export const isSame = ({ model, data, samples, seed, engine, fields }: Differences): boolean =>
  !model && !data && !samples && !seed && !engine && fields.length === 0;
