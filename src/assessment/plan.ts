import * as v from 'valibot';
import type { PlanRecord } from '../document/report.ts';
import type { EngineName } from '../graph/runtime.ts';
import type { Indicator, SubjectInfo } from '../indicators/types.ts';
import { UserError } from '../messages/index.ts';
import { hindrance } from './access.ts';

/** The indicators that can be measured. */
export type Registry = readonly Indicator[];

/** @throws UserError when there is none of this id. */
export function indicatorOf(registry: Registry, id: string): Indicator {
  const found = registry.find((indicator) => indicator.id === id);
  if (found) return found;
  const known = registry.map((indicator) => indicator.id).join(', ');
  throw new UserError('assessment.unknown-indicator', { id, known });
}

/** What is asked for, before the subject is known: parameters only as far as they are given. */
export interface Plan {
  readonly indicators: readonly {
    readonly id: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
  /** Null: all samples of the test part after `offset`. */
  readonly samples: number | null;
  readonly offset: number;
  readonly order: 'file' | 'random';
  readonly seed: number;
  readonly engine: EngineName | 'auto';
  readonly thresholds: readonly string[];
}

export const defaultPlan: Plan = {
  indicators: ['A.5-3', 'A.3-1'].map((id) => ({ id, parameters: {} })),
  samples: null,
  offset: 0,
  order: 'file',
  seed: 0,
  engine: 'wasm',
  thresholds: [],
};

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const parameters = v.pipe(
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** How each field of a plan must look; `says` completes *… must be*. */
const fields = {
  indicators: v.array(
    v.union([v.string(), v.strictObject({ id: v.string(), parameters: v.optional(parameters, {}) })]),
  ),
  samples: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  offset: count,
  order: v.picklist(['file', 'random']),
  seed: count,
  engine: v.picklist(['wasm', 'webgpu', 'auto']),
  thresholds: v.array(v.string()),
} as const;

const says: Readonly<Record<keyof typeof fields, string>> = {
  indicators: '["A.5-3", {"id": "A.3-1", "parameters": {}}]',
  samples: '1, 2, 3 … | null',
  offset: '0, 1, 2 …',
  order: '"file" | "random"',
  seed: '0 … 9007199254740991',
  engine: '"wasm" | "webgpu" | "auto"',
  thresholds: '["A.5-3>=0.4"]',
};

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name);

function checkField<K extends keyof typeof fields>(
  name: K,
  value: unknown,
): v.InferOutput<(typeof fields)[K]> {
  const result = v.safeParse(fields[name], value);
  if (!result.success) throw new UserError('assessment.plan-field', { field: name, expected: says[name] });
  return result.output as v.InferOutput<(typeof fields)[K]>;
}

/**
 * A plan from parsed JSON; what is left out is the default's. A report's `plan` is a plan.
 * @throws UserError naming the field that is unknown or wrong.
 */
export function parsePlan(value: unknown, base: Plan = defaultPlan): Plan {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UserError('assessment.plan-shape');
  const given: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (!isField(name)) {
      throw new UserError('assessment.plan-unknown-field', {
        field: name,
        known: Object.keys(fields).join(', '),
      });
    }
    given[name] = checkField(name, entry);
  }
  const { indicators } = given as { indicators?: v.InferOutput<typeof fields.indicators> };
  return {
    ...base,
    ...given,
    indicators:
      indicators?.map((entry) => (typeof entry === 'string' ? { id: entry, parameters: {} } : entry)) ??
      base.indicators,
  };
}

/** A plan with one field checked and replaced, for hosts whose fields arrive one by one. */
export function withField(plan: Plan, name: keyof typeof fields, value: unknown): Plan {
  return parsePlan({ [name]: value }, plan);
}

/** Keeps the parameters of indicators that stay. */
export function withIndicators(plan: Plan, ids: readonly string[]): Plan {
  const known = new Map(plan.indicators.map((entry) => [entry.id, entry]));
  return { ...plan, indicators: ids.map((id) => known.get(id) ?? { id, parameters: {} }) };
}

function settingValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return /^[A-Za-z][\w-]*$/.test(text) ? text : undefined;
  }
}

/**
 * A plan with one parameter set by text such as `A.5-3.epsilons=[0,0.1]`. The value is JSON; a bare word is a string.
 * @throws UserError when the text is not of that form or its indicator is not in the plan.
 */
export function withSetting(plan: Plan, setting: string): Plan {
  const [, id, name, text] = /^\s*([A-Z]\.\d+-\d+[a-z]?)\.([A-Za-z]\w*)\s*=([\s\S]*)$/.exec(setting) ?? [];
  const value = text === undefined ? undefined : settingValue(text.trim());
  if (value === undefined) throw new UserError('assessment.setting-form', { setting });
  if (!plan.indicators.some((entry) => entry.id === id)) {
    throw new UserError('assessment.setting-not-planned', { setting, id });
  }
  return {
    ...plan,
    indicators: plan.indicators.map((entry) =>
      entry.id === id ? { id, parameters: { ...entry.parameters, [name]: value } } : entry,
    ),
  };
}

/** The plan on another engine: a report is verified on the one that made it. */
export const withEngine = (plan: PlanRecord, engine: EngineName): PlanRecord => ({ ...plan, engine });

/** Longer lists than anyone types: each value of one multiplies the work. */
const longestList = 1000;

function checkLists(id: string, parameters: Plan['indicators'][number]['parameters']): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value) && value.length > longestList)
      throw new UserError('assessment.plan-list', {
        name: `${id}.${name}`,
        count: value.length,
        most: longestList,
      });
  }
}

/**
 * The plan with every parameter spelled out for this subject.
 * @throws UserError for an unknown or repeated indicator and for parameters that do not fit.
 */
export function resolvePlan(plan: Plan, subject: SubjectInfo, registry: Registry): PlanRecord {
  if (plan.indicators.length === 0) throw new UserError('assessment.no-indicator');
  const seen = new Set<string>();
  const indicators = plan.indicators.map(({ id, parameters: given }) => {
    const indicator = indicatorOf(registry, id);
    if (seen.has(id)) throw new UserError('assessment.indicator-twice', { id });
    seen.add(id);
    checkLists(id, given);
    const hindered = hindrance(indicator, subject);
    if (hindered) throw new UserError(hindered.id, hindered.values);
    const resolved = indicator.resolve(given, subject) as Readonly<Record<string, unknown>>;
    return { id, parameters: resolved };
  });
  const { samples, offset, order, seed, engine, thresholds } = plan;
  return { indicators, samples, offset, order, seed, engine, thresholds };
}
