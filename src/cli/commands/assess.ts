import { assess } from '../../assessment/assess.ts';
import {
  defaultPlan,
  parsePlan,
  resolvePlan,
  withField,
  withIndicators,
  withSetting,
  type Plan,
} from '../../assessment/plan.ts';
import { parseThresholds } from '../../assessment/threshold.ts';
import type { Report } from '../../document/report.ts';
import { toText } from '../../document/text.ts';
import { indicators } from '../../indicators/index.ts';
import { text, UserError } from '../../messages/index.ts';
import { openCache } from '../cache.ts';
import { checkWorkers, createExecutor } from '../engine.ts';
import { OutputFile, readJson } from '../files.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';
import { progressPrinter } from '../progress-line.ts';
import { settingRequest } from '../setting.ts';
import { loadRecorded, loadSubject, recordedRequest, requestOfOptions, targetOf } from '../subject.ts';
import { summary } from '../summary.ts';

/** Predictions have no model that could be attacked: what is measured of them by default needs none. */
const firstOf = (options: Options): Plan =>
  options.has('predictions') ? withIndicators(defaultPlan, ['A.3-1']) : defaultPlan;

/** The plan file, then what the command line says; settings come last. */
async function planOf(host: Host, options: Options): Promise<Plan> {
  const file = options.text('plan');
  let plan = file === undefined ? firstOf(options) : parsePlan(await readJson(host, file));
  const ids = options.text('indicators');
  if (ids !== undefined)
    plan = withIndicators(
      plan,
      ids
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    );
  if (options.text('samples') === 'all') plan = { ...plan, samples: null };
  else if (options.has('samples')) plan = withField(plan, 'samples', options.number('samples'));
  for (const name of ['offset', 'seed'] as const) {
    const value = options.number(name);
    if (value !== undefined) plan = withField(plan, name, value);
  }
  for (const name of ['order', 'engine'] as const) {
    const value = options.text(name);
    if (value !== undefined) plan = withField(plan, name, value);
  }
  const thresholds = options.list('threshold');
  if (thresholds.length > 0) plan = { ...plan, thresholds: thresholds.map((threshold) => threshold.trim()) };
  for (const setting of options.list('set')) plan = withSetting(plan, setting);
  parseThresholds(
    plan.thresholds,
    plan.indicators.map(({ id }) => id),
  );
  if (plan.engine === 'webgpu') throw new UserError('cli.no-webgpu');
  return plan;
}

/** `i/n` with 1 ≤ i ≤ n. */
export function parseShard(given: string | undefined): { index: number; of: number } | undefined {
  if (given === undefined) return undefined;
  const [, index, of] = (/^(\d{1,7})\/(\d{1,7})$/.exec(given) ?? []).map(Number);
  if (!(index >= 1 && index <= of)) throw new UserError('cli.shard-form', { value: given });
  return { index, of };
}

/** A part of a division is meant to be partial; nothing else is. */
function exitCode({ items, judgement, shard }: Report): number {
  const unmet = judgement.some(({ outcome }) => outcome !== 'met');
  const unfinished = items.some(({ status }) => status === 'error' || (status === 'partial' && !shard));
  return unmet || unfinished ? exit.unmet : exit.done;
}

export async function runAssess(host: Host, options: Options): Promise<number> {
  const setting = await settingRequest(host, options);
  const target = options.has('predictions') ? '' : targetOf(options, setting);
  const out = options.required('out');
  const shard = parseShard(options.text('shard'));
  const size = checkWorkers(options.number('workers'));
  const plan = await planOf(host, options);
  const output = await OutputFile.prepare(host, out);
  const subject = options.has('predictions')
    ? await loadRecorded(host, recordedRequest(options))
    : await loadSubject(host, requestOfOptions(options, target, setting));
  const resolved = resolvePlan(plan, subject.info, indicators);
  const kept = await openCache(host, options);
  const executor = createExecutor(size);
  try {
    const report = await assess(resolved, subject, {
      registry: indicators,
      executor,
      signal: host.signal,
      cache: kept.cache,
      shard,
      onProgress: progressPrinter(host),
      host: host.name,
    });
    if (host.signal.aborted) {
      host.say(text(kept.cache ? 'cli.stopped-resumable' : 'cli.stopped', host.language));
      return exit.interrupted;
    }
    await output.write(toText(report));
    await kept.done();
    for (const line of summary(report, host.language)) host.say(line);
    return exitCode(report);
  } finally {
    await executor.close();
  }
}
