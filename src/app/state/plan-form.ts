import type { Plan } from '../../assessment/plan.ts';

/** The plan as the screen edits it; plain data. Which parameters there are is the indicators' own affair (`PlanApi.offer`). */
export interface PlanForm {
  /** Ids in the order in which they are measured. */
  indicators: string[];
  /** By indicator, as far as they are chosen; those of an indicator that is not planned wait until it is. */
  parameters: Record<string, Record<string, unknown>>;
  /** Null: the whole test part. */
  samples: number | null;
  /** Samples of the test part that are passed over. */
  offset: number;
  order: 'file' | 'random';
  seed: number;
  engine: 'auto' | 'wasm' | 'webgpu';
  /** Such as `A.5-3>=0.4`. */
  thresholds: string[];
}

/** What an address or a link asks for: parts of a plan. */
export type PlanWish = Partial<PlanForm>;

/** The plan of the assessment. What the screen leaves open is the indicator's own default. */
export function toPlan({ indicators, parameters, thresholds, ...rest }: PlanForm): Plan {
  return {
    ...rest,
    indicators: indicators.map((id) => ({ id, parameters: { ...parameters[id] } })),
    // A threshold waits like the parameters do.
    thresholds: thresholds.filter((text) => indicators.some((id) => text.trimStart().startsWith(id))),
  };
}

/** A plan of any origin as the screen edits it. */
export function fromPlan({ indicators, thresholds, ...rest }: Plan): PlanForm {
  return {
    ...rest,
    indicators: indicators.map(({ id }) => id),
    parameters: Object.fromEntries(indicators.map(({ id, parameters }) => [id, { ...parameters }])),
    thresholds: [...thresholds],
  };
}

/** A form with what is wished in place of its own; parameters are taken one by one. */
export function withWish(form: PlanForm, wish: PlanWish): PlanForm {
  const ids = new Set([...Object.keys(form.parameters), ...Object.keys(wish.parameters ?? {})]);
  const parameters = Object.fromEntries(
    [...ids].map((id) => [id, { ...form.parameters[id], ...wish.parameters?.[id] }]),
  );
  return { ...form, ...wish, parameters };
}

function parseNumber(text: string): number {
  const [above, below = '1', ...more] = text.split('/');
  return more.length || !above.trim() || !below.trim() ? NaN : Number(above) / Number(below);
}

/** Values as people type them: `0, 0.1 8/255`; null when one of them is no number ≥ 0. */
export function parseEpsilons(text: string): number[] | null {
  const parts = text.split(/[\s,;，、；]+/).filter(Boolean);
  const values = parts.map(parseNumber);
  if (!values.length || values.some((value) => !Number.isFinite(value) || value < 0)) return null;
  return [...new Set(values)].sort((a, b) => a - b);
}
