import type { SubjectInfo } from '../indicators/types.ts';
import { hindrance } from './access.ts';
import { defaultPlan, type Plan, type Registry } from './plan.ts';

/** Enough for a curve within seconds. */
const firstSamples = 200;

/** A small plan that shows its first points within seconds; everything can be made larger. */
export function firstPlan(subject: SubjectInfo, testSamples: number, registry: Registry): Plan {
  const fits = registry.filter(
    (indicator) =>
      indicator.first && (indicator.first.when?.(subject) ?? true) && !hindrance(indicator, subject),
  );
  return {
    ...defaultPlan,
    indicators: [...fits]
      .sort((a, b) => a.first!.place - b.first!.place)
      .map(({ id, first }) => ({ id, parameters: first!.parameters(subject) })),
    // What was recorded costs nothing to look at.
    samples: subject.recorded ? null : Math.min(firstSamples, testSamples),
    order: 'random',
    seed: 1,
  };
}
