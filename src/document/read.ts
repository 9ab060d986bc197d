import * as v from 'valibot';
import { UserError } from '../messages/index.ts';
import { schemaVersion, type Report } from './report.ts';
import { reportSchema } from './schema.ts';
import { upgrade } from './upgrade.ts';

/** Reports with thousands of samples stay below a tenth of this. */
const largest = 256 * 1024 * 1024;

function versionOf(value: unknown): number {
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new UserError('document.not-a-report');
  }
  return version;
}

/** Where in the document something is wrong, as people write it: `items[0].interval.low`. */
function placeOf(issue: v.BaseIssue<unknown>): string {
  const steps = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  return steps.join('').replace(/^\./, '');
}

/**
 * A report from parsed JSON of any origin; older versions are upgraded first.
 * @throws UserError when it is no report, of a newer version, or does not fit the schema.
 */
export function checkReport(value: unknown): Report {
  const version = versionOf(value);
  if (version > schemaVersion) throw new UserError('document.newer', { version, known: schemaVersion });
  const result = v.safeParse(reportSchema, upgrade(value as Readonly<Record<string, unknown>>, version));
  if (!result.success) {
    const [issue] = result.issues;
    const place = placeOf(issue) || '–';
    if (issue.type === 'strict_object' && issue.input === undefined)
      throw new UserError('document.lacks', { place });
    throw new UserError('document.invalid', {
      place,
      expected: issue.expected ?? issue.message,
    });
  }
  return result.output as Report;
}

/**
 * A report from a file's bytes.
 * @throws UserError as `checkReport`, and when the bytes are too many or no JSON.
 */
export function readReport(bytes: Uint8Array): Report {
  if (bytes.length > largest) throw new UserError('document.too-large', { megabytes: largest / 1048576 });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('document.not-a-report', {}, { cause });
  }
  return checkReport(value);
}
