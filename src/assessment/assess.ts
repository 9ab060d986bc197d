import type { EngineRecord, Judgement, PlanRecord, Report, SampleRecord } from '../document/report.ts';
import { schemaVersion } from '../document/report.ts';
import type { Item } from '../document/types.ts';
import type { Indicator, PartialResult, Selection, Shard } from '../indicators/types.ts';
import type { Message } from '../messages/index.ts';
import { engineChanged } from './engine-change.ts';
import type { EngineReport, Executor, ShardCache } from './executor.ts';
import { decidingSetting } from './import-setting.ts';
import { withGradientCheck } from './gradient-check.ts';
import { blankItem, finishItem, partialItem } from './items.ts';
import { shardKey } from './keys.ts';
import { indicatorOf, type Registry } from './plan.ts';
import type { Progress } from './progress.ts';
import type { RunControl } from './queue.ts';
import { failureOf, runShards, type RunResult, type Task } from './run-shards.ts';
import { select, selectionWarnings, toRuns } from './selection.ts';
import type { Subject } from './subject.ts';
import { judge, parseThresholds, withJudgement } from './threshold.ts';
import { build, versions } from './version.ts';

export interface AssessOptions {
  readonly registry: Registry;
  readonly executor: Executor;
  readonly signal?: AbortSignal;
  readonly cache?: ShardCache;
  /** One part of the work, counted from 1: the report is partial and `mergeReports` puts it together with the others. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly onProgress?: (progress: Progress) => void;
  /** Milliseconds between two words on progress; 100 unless told. */
  readonly progressEvery?: number;
  /** Moves items of the queue and sets them aside while the run goes on. */
  readonly control?: RunControl;
  /** An indicator's row so far, at most about once in `itemEvery` milliseconds. */
  readonly onItem?: (item: Item) => void;
  readonly itemEvery?: number;
  /** Words for the machine, e.g. `node v20.20.2 linux x64`; goes to `timings`. */
  readonly host: string;
  /** Milliseconds from any start; default `performance.now`. */
  readonly now?: () => number;
}

/** An indicator of a plan with all its shards. */
export interface Planned {
  readonly indicator: Indicator;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly shards: readonly Shard[];
}

/** The shards of each indicator of a plan. The same for every host, so that parts made anywhere fit together. */
export function planShards(
  plan: PlanRecord,
  subject: Pick<Subject, 'info'>,
  selection: Selection,
  registry: Registry,
): Planned[] {
  return plan.indicators.map(({ id, parameters }) => {
    const indicator = indicatorOf(registry, id);
    return { indicator, parameters, shards: indicator.shards(parameters, subject.info, selection) };
  });
}

/** Shard `index` of `of` takes every `of`-th piece of the whole list, so that each gets its share of every kind of work. */
function mine(planned: readonly Planned[], shard: AssessOptions['shard']): Set<Shard> {
  const all = planned.flatMap(({ shards }) => shards);
  return new Set(shard ? all.filter((_, position) => position % shard.of === shard.index - 1) : all);
}

/**
 * Assesses a subject by a plan. Resolves with a report also when `signal` fires: what is finished stays, and items that are
 * not finished have status `partial`. An indicator that fails becomes an item of status `error`; the others go on.
 * @throws UserError when the plan does not fit the subject, or the executor cannot open it.
 */
export async function assess(plan: PlanRecord, given: Subject, options: AssessOptions): Promise<Report> {
  const { registry, executor, shard, now = () => performance.now() } = options;
  const started = new Date().toISOString();
  const start = now();
  parseThresholds(
    plan.thresholds,
    plan.indicators.map(({ id }) => id),
  );
  const looksAt = plan.indicators.map(({ id }) => indicatorOf(registry, id).looksAt).find(Boolean);
  const subject = looksAt ? await given.withTraining() : given;
  const selection = select(subject.dataset.test.y, subject.dataset.classes, plan);
  const planned = planShards(plan, subject, selection, registry);
  const engine = await executor.open(subject.source(selection, plan.engine, looksAt));
  const tasks = tasksOf(planned, mine(planned, shard), subject, engine, plan.seed);
  const live = options.onItem ? liveItems(planned, subject, selection, plan.seed, options) : undefined;
  const result = await runShards(tasks, executor, {
    signal: options.signal ?? new AbortController().signal,
    engine: engine.engine,
    cache: options.cache,
    now,
    onProgress: options.onProgress,
    progressEvery: options.progressEvery,
    control: options.control,
    onPart: live,
  });
  const samples = sampleRecord(plan, selection, subject);
  const items = planned.map((entry) => {
    const failure = result.failures.get(entry.indicator.id);
    if (failure) return { ...blankItem(entry.indicator.id, 'error', entry.parameters), warnings: [failure] };
    const warnings = [...samples.warnings, ...engineWarnings(entry.indicator.id, result)];
    const item = itemOf(entry, partsOf(entry, result), subject, selection, plan.seed, warnings, {
      onlyPart: shard !== undefined,
    });
    return withGradientCheck(item, entry.indicator.needs, engine.check?.gradient);
  });
  const judgement = judgementOf(plan, items);
  const pass = engine.check?.milliseconds;
  return {
    schemaVersion,
    seed: plan.seed,
    plan,
    ...(shard ? { shard: { index: shard.index, of: shard.of } } : {}),
    model: subject.model,
    data: subject.data,
    ...(looksAt && subject.training ? { training: subject.training } : {}),
    samples,
    engine: engineRecord(engine),
    versions,
    items: items.map((item) => withJudgement(item, judgement)),
    judgement,
    timings: {
      started,
      seconds: seconds(now() - start),
      workers: executor.width,
      computed: result.computed,
      cached: result.cached,
      items: Object.fromEntries(
        planned.map(({ indicator: { id } }) => [id, seconds(result.spent.get(id) ?? 0)]),
      ),
      host: options.host,
      ...(pass ? { pass } : {}),
      ...(engine.milliseconds ? { engines: engine.milliseconds } : {}),
    },
  };
}

/** What a report says of its engine: figures that the same plan gives again, no times. */
function engineRecord({ engine, agreement, reason, check }: EngineReport): EngineRecord {
  return {
    name: engine,
    agreement,
    ...(reason ? { reason } : {}),
    ...(check?.gradient ? { check: check.gradient } : {}),
  };
}

function tasksOf(
  planned: readonly Planned[],
  taken: ReadonlySet<Shard>,
  subject: Subject,
  { engine }: EngineReport,
  seed: number,
): Task[] {
  const { model, data } = subject;
  const setting = decidingSetting(model.setting);
  const context = {
    versions,
    build,
    engine,
    model: model.sha256,
    setting,
    data: data.sha256,
    recorded: model.recorded,
    seed,
  };
  return planned.flatMap(({ parameters, shards }) =>
    shards
      .filter((shard) => taken.has(shard))
      .map((shard) => ({ shard, parameters, seed, key: shardKey(context, parameters, shard) })),
  );
}

function sampleRecord(plan: PlanRecord, selection: Selection, { dataset }: Subject): SampleRecord {
  const { order, offset } = plan;
  const { indices, of } = selection;
  const warnings = selectionWarnings(dataset.test.y, dataset.classes, selection, offset);
  return { order, offset, count: indices.length, of, runs: toRuns(indices), warnings };
}

const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;

export function judgementOf(plan: PlanRecord, items: readonly Item[]): Judgement[] {
  const thresholds = parseThresholds(
    plan.thresholds,
    plan.indicators.map(({ id }) => id),
  );
  return thresholds.map((threshold) =>
    judge(
      threshold,
      items.find(({ id }) => id === threshold.indicator),
    ),
  );
}

/** Says how much of an indicator another engine computed, after the one that was opened was lost. */
function engineWarnings(id: string, { elsewhere, parts }: RunResult): Message[] {
  const own = (tasks: Iterable<Task>) => [...tasks].filter(({ shard }) => shard.indicator === id).length;
  return engineChanged(own(elsewhere), own(parts.keys()));
}

/** An indicator's parts in the order of its shards, whatever order they came in. */
function partsOf({ shards }: Planned, { parts }: Pick<RunResult, 'parts'>): Map<string, PartialResult> {
  const bySource = new Map([...parts].map(([task, part]) => [task.shard, part]));
  return new Map(
    shards.filter((shard) => bySource.has(shard)).map((shard) => [shard.key, bySource.get(shard)!]),
  );
}

/** The report's row from all parts; a partial one, which keeps its parts, where some are missing or only a part was asked for. */
export function itemOf(
  { indicator, parameters, shards }: Planned,
  parts: ReadonlyMap<string, PartialResult>,
  subject: Pick<Subject, 'info' | 'data'>,
  selection: Selection,
  seed: number,
  warnings: Item['warnings'],
  { onlyPart = false } = {},
): Item {
  try {
    if (parts.size === 0 && shards.length > 0)
      return partialItem(blankItem(indicator.id, 'partial', parameters), parts);
    const item = indicator.merge(parts, parameters, subject.info, selection, seed);
    const finished = finishItem(item, subject.data, warnings);
    return onlyPart || parts.size < shards.length ? partialItem(finished, parts) : finished;
  } catch (error) {
    return { ...blankItem(indicator.id, 'error', parameters), warnings: [failureOf(error)] };
  }
}

/** Of the time, merging for display may take this share: large rows are shown less often, so that work is not held up. */
const mergeShare = 0.2;

/** Rows grow as parts arrive; merging costs time, so not after each. */
function liveItems(
  planned: readonly Planned[],
  subject: Subject,
  selection: Selection,
  seed: number,
  { onItem, itemEvery = 1000, now = () => performance.now() }: AssessOptions,
) {
  const soFar = new Map(
    planned.map((entry) => [
      entry.indicator.id,
      { entry, parts: new Map<Task, PartialResult>(), due: -Infinity },
    ]),
  );
  return (task: Task, part: PartialResult) => {
    const row = soFar.get(task.shard.indicator)!;
    row.parts.set(task, part);
    const start = now();
    if (row.parts.size < row.entry.shards.length && start < row.due) return;
    const item = itemOf(row.entry, partsOf(row.entry, row), subject, selection, seed, []);
    onItem?.({ ...item, parts: undefined });
    row.due = itemEvery === 0 ? start : start + Math.max(itemEvery, (now() - start) / mergeShare);
  };
}
