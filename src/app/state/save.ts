import type { Report } from '../../document/report.ts';
import type { LabClient } from '../lab/client.ts';

/** Hands a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The name of a report's file: subject, date and time. */
export function reportName({ model, timings }: Report): string {
  const stamp = timings.started.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
  return `touchstone_${model.target ?? model.sha256.slice(0, 8)}_${stamp}.json`;
}

export async function save(report: Report, client: LabClient): Promise<void> {
  const text = await client.api.saved(report);
  download(reportName(report), new Blob([text], { type: 'application/json' }));
}
