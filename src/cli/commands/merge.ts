import { mergeReports } from '../../assessment/merge.ts';
import { readReport } from '../../document/read.ts';
import type { Report } from '../../document/report.ts';
import { toText } from '../../document/text.ts';
import { indicators } from '../../indicators/index.ts';
import { inFile, UserError } from '../../messages/index.ts';
import { OutputFile, readTyped } from '../files.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';
import { summary } from '../summary.ts';

/** A report from a typed file; trouble names the file. */
export async function readTypedReport(host: Host, path: string): Promise<Report> {
  const bytes = await readTyped(host, path);
  return inFile(path, () => readReport(bytes));
}

export async function runMerge(host: Host, options: Options): Promise<number> {
  if (options.positionals.length === 0) throw new UserError('assessment.nothing-to-merge');
  const output = await OutputFile.prepare(host, options.required('out'));
  const reports: Report[] = [];
  for (const path of options.positionals) reports.push(await readTypedReport(host, path));
  const report = mergeReports(reports, indicators);
  await output.write(toText(report));
  for (const line of summary(report, host.language)) host.say(line);
  const unmet = report.judgement.some(({ outcome }) => outcome !== 'met');
  return unmet || report.items.some(({ status }) => status === 'error') ? exit.unmet : exit.done;
}
