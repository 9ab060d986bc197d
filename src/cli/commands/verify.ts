import { verify, type Difference } from '../../assessment/verify.ts';
import { parsePlan, resolvePlan } from '../../assessment/plan.ts';
import type { Report } from '../../document/report.ts';
import { indicators } from '../../indicators/index.ts';
import { text, UserError } from '../../messages/index.ts';
import { versions } from '../../assessment/version.ts';
import { checkWorkers, createExecutor } from '../engine.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';
import { progressPrinter } from '../progress-line.ts';
import type { Subject } from '../../assessment/subject.ts';
import { settingRequest, type SettingRequest } from '../setting.ts';
import { loadRecorded, loadSubject, recordedRequest, targetOf, type SubjectRequest } from '../subject.ts';
import { readTypedReport } from './merge.ts';

/** A bundled id, or nothing: a report names no files, and one changed by hand may not have them opened. */
const bundledId = (id: string | null): string | undefined =>
  id !== null && id !== 'file' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) ? id : undefined;

/** What is typed, else what the report says of itself. */
function requestOf(report: Report, options: Options, setting: SettingRequest): SubjectRequest {
  const typed = options.has('card') ? targetOf(options, setting) : options.text('target');
  const target = typed ?? bundledId(report.model.target);
  if (target === undefined) throw new UserError('cli.verify-target');
  const data = options.text('data') ?? bundledId(report.data.id);
  if (data === undefined) throw new UserError('cli.verify-data');
  const { scale, labelColumn, standardised, resize } = report.data.preparation;
  const standardise = options.text('standardise');
  if (standardised && standardise === undefined) throw new UserError('cli.verify-standardise');
  return {
    target,
    data,
    scale: options.number('scale') ?? scale,
    labelColumn: options.text('label-column') ?? labelColumn,
    standardise,
    resize: options.size('resize') ?? resize,
    setting,
    reported: report.model.setting,
  };
}

async function subjectOf(host: Host, report: Report, options: Options): Promise<Subject> {
  if (!report.model.recorded)
    return loadSubject(host, requestOf(report, options, await settingRequest(host, options)));
  if (!options.has('predictions')) throw new UserError('cli.verify-predictions');
  const request = recordedRequest(options);
  return loadRecorded(host, {
    ...request,
    labelColumn: request.labelColumn ?? report.data.preparation.labelColumn,
  });
}

/** A person reads no more. */
const shownPlaces = 20;

const short = (value: unknown) => {
  const shown = JSON.stringify(value) ?? '–';
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
};

function tell(host: Host, found: readonly Difference[]): void {
  host.say(text({ id: 'cli.verify-differs', values: { count: found.length } }, host.language));
  for (const { place, was, now } of found.slice(0, shownPlaces))
    host.say(`  ${place}: ${short(was)} → ${short(now)}`);
}

export async function runVerify(host: Host, options: Options): Promise<number> {
  if (options.positionals.length !== 1) throw new UserError('cli.verify-one');
  const [path] = options.positionals;
  const size = checkWorkers(options.number('workers'));
  const report = await readTypedReport(host, path);
  if (report.engine.name !== 'wasm') throw new UserError('cli.no-webgpu');
  if (report.items.some(({ status }) => status === 'partial') && !report.shard)
    throw new UserError('cli.verify-partial');
  const subject = await subjectOf(host, report, options);
  resolvePlan(parsePlan(report.plan), subject.info, indicators);
  const executor = createExecutor(size);
  try {
    const found = await verify(report, subject, {
      registry: indicators,
      executor,
      signal: host.signal,
      onProgress: progressPrinter(host),
      host: host.name,
    });
    if (
      report.versions.touchstone !== versions.touchstone ||
      report.versions.onnxruntimeWeb !== versions.onnxruntimeWeb
    ) {
      const { touchstone, onnxruntimeWeb } = report.versions;
      host.say(text({ id: 'cli.verify-versions', values: { touchstone, onnxruntimeWeb } }, host.language));
    }
    if (found.length > 0) tell(host, found);
    else host.say(text('cli.verify-agrees', host.language));
    return found.length > 0 ? exit.unmet : exit.done;
  } catch (error) {
    if (!host.signal.aborted) throw error;
    host.say(text('cli.stopped', host.language));
    return exit.interrupted;
  } finally {
    await executor.close();
  }
}
