import { toJsonSchema } from '@valibot/to-json-schema';
import { schemaVersion } from './report.ts';
import { reportSchema } from './schema.ts';

/** The report's JSON Schema (draft 2020-12), made from the definition that `checkReport` uses. */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...body } = toJsonSchema(reportSchema, {
    target: 'draft-2020-12',
    ignoreActions: ['check', 'finite'],
  });
  return {
    $schema,
    title: `Touchstone report, version ${schemaVersion}`,
    ...body,
  };
}
