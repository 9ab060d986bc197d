import { unpack } from '../document/packing.ts';
import type { PlannedIndicator, Report, Timings } from '../document/report.ts';
import { canonical } from '../document/text.ts';
import type { Item } from '../document/types.ts';
import type { PartialResult, Selection, SubjectInfo } from '../indicators/types.ts';
import { UserError } from '../messages/index.ts';
import { itemOf, judgementOf, planShards, type Planned } from './assess.ts';
import { engineChangedIn } from './engine-change.ts';
import { withGradientCheck } from './gradient-check.ts';
import { infoOf } from './info.ts';
import { blankItem } from './items.ts';
import { indicatorOf, parsePlan, resolvePlan, type Registry } from './plan.ts';
import { selectionOf } from './selection.ts';
import { withJudgement } from './threshold.ts';

/** What must be equal in all reports of a merge, and how a person would call it. */
const common = [
  ['versions', 'assessment.same-versions'],
  ['model', 'assessment.same-model'],
  ['data', 'assessment.same-data'],
  ['training', 'assessment.same-data'],
  ['plan', 'assessment.same-plan'],
  ['seed', 'assessment.same-plan'],
  ['samples', 'assessment.same-plan'],
  ['engine', 'assessment.same-engine'],
] as const satisfies readonly (readonly [keyof Report, string])[];

function checkCommon(reports: readonly Report[]): void {
  const [first, ...others] = reports;
  for (const [field, id] of common) {
    const wanted = canonical(first[field]);
    others.forEach((report, index) => {
      if (canonical(report[field]) !== wanted) throw new UserError(id, { first: 1, second: index + 2 });
    });
  }
}

/** Each given shard `index/of` may come once, and all must divide the work alike. */
function checkShards(reports: readonly Report[]): void {
  const seen = new Map<number, number>();
  reports.forEach(({ shard, items }, position) => {
    if (!shard && !items.some((item) => item.parts))
      throw new UserError('assessment.not-partial', { report: position + 1 });
    if (!shard) return;
    const first = reports.find((report) => report.shard)!.shard!;
    if (shard.of !== first.of) throw new UserError('assessment.shard-counts', { a: first.of, b: shard.of });
    if (seen.has(shard.index)) {
      throw new UserError('assessment.shard-twice', { shard: `${shard.index}/${shard.of}` });
    }
    seen.set(shard.index, position);
  });
  const of = reports.find((report) => report.shard)?.shard?.of ?? 0;
  if (seen.size < of && reports.every((report) => report.shard))
    throw new UserError('assessment.shards-missing', { missing: namesOfMissing(seen, of) });
}

/** A person reads no more. */
const shownShards = 20;

/** The first shards that are not there, without a list of all that may be. */
function namesOfMissing(seen: ReadonlyMap<number, unknown>, of: number): string {
  const names: string[] = [];
  for (let index = 1; index <= of && names.length <= shownShards; index++)
    if (!seen.has(index)) names.push(names.length < shownShards ? `${index}/${of}` : '…');
  return names.join(', ');
}

/** Samples that all pieces of one indicator may name together: a million at some thirty attacks and ε. */
const mostVisits = 33_000_000;
const probe = 100;

/**
 * Refuses a plan whose pieces would fill the memory before any of them was looked at: how many there are grows with the
 * number of samples, so a few samples tell.
 */
function checkSize(
  { id, parameters }: PlannedIndicator,
  info: SubjectInfo,
  whole: Selection,
  registry: Registry,
) {
  const few = { ...whole, indices: whole.indices.slice(0, probe) };
  const pieces = indicatorOf(registry, id).shards(parameters, info, few);
  const named = pieces.reduce((sum, { indices }) => sum + indices.length, 0);
  const visits = Math.round((named * whole.indices.length) / few.indices.length);
  if (visits > mostVisits)
    throw new UserError('assessment.merge-too-large', { id, visits, most: mostVisits });
}

function unpackPart(id: string, key: string, packed: unknown): PartialResult {
  try {
    const part = unpack(packed);
    if (typeof part === 'object' && part !== null) return part as PartialResult;
  } catch (cause) {
    throw new UserError('assessment.part-broken', { id, key }, { cause });
  }
  throw new UserError('assessment.part-broken', { id, key });
}

/** All parts of one indicator, each once, exactly those of its shards. */
function collectParts(
  { indicator: { id }, shards }: Planned,
  items: readonly Item[],
): Map<string, PartialResult> {
  const found = new Map<string, unknown>();
  for (const [key, part] of items.flatMap((item) => Object.entries(item.parts ?? {}))) {
    if (found.has(key)) throw new UserError('assessment.part-twice', { id, key });
    found.set(key, part);
  }
  const keys = new Set(shards.map(({ key }) => key));
  for (const key of found.keys()) {
    if (!keys.has(key)) throw new UserError('assessment.part-unknown', { id, key });
  }
  const missing = shards.filter(({ key }) => !found.has(key)).length;
  if (missing > 0) throw new UserError('assessment.parts-missing', { id, missing, all: shards.length });
  return new Map(shards.map(({ key }) => [key, unpackPart(id, key, found.get(key))]));
}

function mergeTimings(reports: readonly Report[]): Timings {
  const all = reports.map(({ timings }) => timings);
  const sum = (of: (timings: Timings) => number) =>
    Math.round(all.reduce((total, timings) => total + of(timings), 0) * 1000) / 1000;
  const ids = Object.keys(all[0].items);
  return {
    started: all.map(({ started }) => started).sort()[0],
    seconds: sum(({ seconds }) => seconds),
    workers: sum(({ workers }) => workers),
    computed: sum(({ computed }) => computed),
    cached: sum(({ cached }) => cached),
    items: Object.fromEntries(ids.map((id) => [id, sum(({ items }) => items[id] ?? 0)])),
    host: [...new Set(all.map(({ host }) => host))].join('; '),
  };
}

/**
 * The report that one run over all shards would have given, but for `timings`. An indicator that failed in a part has failed.
 * @throws UserError when versions, model, data, plan or engine differ, or shards are missing, doubled or strange.
 */
export function mergeReports(reports: readonly Report[], registry: Registry): Report {
  if (reports.length === 0) throw new UserError('assessment.nothing-to-merge');
  checkCommon(reports);
  checkShards(reports);
  const [first] = reports;
  const { seed } = first;
  const info = infoOf(first.model, first.data, first.training);
  // Resolving again changes nothing in a plan of ours and refuses one that was changed by hand.
  const plan = resolvePlan(parsePlan(first.plan), info, registry);
  const selection = selectionOf(first.samples);
  for (const entry of plan.indicators) checkSize(entry, info, selection, registry);
  const items = planShards(plan, { info }, selection, registry).map((entry) => {
    const { indicator, parameters } = entry;
    const rows = reports.flatMap((report) => report.items.filter(({ id }) => id === indicator.id));
    const failed = rows.find(({ status }) => status === 'error');
    if (failed) return { ...blankItem(indicator.id, 'error', parameters), warnings: failed.warnings };
    const item = itemOf(entry, collectParts(entry, rows), { info, data: first.data }, selection, seed, [
      ...first.samples.warnings,
      ...engineChangedIn(rows, entry.shards.length),
    ]);
    return withGradientCheck(item, indicator.needs, first.engine.check);
  });
  const judgement = judgementOf(plan, items);
  return {
    schemaVersion: first.schemaVersion,
    seed,
    plan,
    model: first.model,
    data: first.data,
    ...(first.training ? { training: first.training } : {}),
    samples: first.samples,
    engine: first.engine,
    versions: first.versions,
    items: items.map((item) => withJudgement(item, judgement)),
    judgement,
    timings: mergeTimings(reports),
  };
}
