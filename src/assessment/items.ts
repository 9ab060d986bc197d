import type { DataFacts } from '../document/report.ts';
import { pack } from '../document/packing.ts';
import type { Item, Status } from '../document/types.ts';
import type { PartialResult } from '../indicators/types.ts';
import type { Message } from '../messages/index.ts';

/** A row without figures. */
export function blankItem(id: string, status: Status, parameters: Readonly<Record<string, unknown>>): Item {
  return {
    id,
    status,
    value: null,
    interval: null,
    correct: null,
    n: 0,
    parameters,
    curves: [],
    warnings: [],
    ids: [],
    outcomes: [],
    details: {},
  };
}

/** The row of unfinished work: its figures so far, and what a merge needs of the shards there are. */
export function partialItem(item: Item, parts: ReadonlyMap<string, PartialResult>): Item {
  const { details, ...rest } = item;
  const packed = Object.fromEntries([...parts].map(([key, part]) => [key, pack(part)]));
  return { ...rest, status: item.status === 'error' ? 'error' : 'partial', parts: packed, details };
}

/** ε of tables in the features' own units: ε × standard deviation, for each ε that a curve shows. */
function featureUnits(item: Item, { features }: DataFacts): Readonly<Record<string, unknown>> | undefined {
  if (!features) return undefined;
  const shown = item.curves.flatMap(({ x, epsilon, points }) => [
    ...(x.name === 'epsilon' ? points.map((point) => point.x) : []),
    ...(epsilon === undefined ? [] : [epsilon]),
  ]);
  const epsilons = [...new Set(shown)].sort((a, b) => a - b);
  if (epsilons.length === 0) return undefined;
  return {
    epsilons,
    features: features.map(({ name, std }) => ({ name, epsilons: epsilons.map((epsilon) => epsilon * std) })),
  };
}

/** Adds what the assessment knows and the indicator does not: warnings on the choice of samples, ε in a table's own units. */
export function finishItem(item: Item, data: DataFacts, warnings: readonly Message[]): Item {
  const units = featureUnits(item, data);
  return {
    ...item,
    warnings: [...warnings, ...item.warnings],
    details: units ? { ...item.details, epsilonInFeatureUnits: units } : item.details,
  };
}
