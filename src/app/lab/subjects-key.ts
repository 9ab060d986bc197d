import type { ImportSetting } from '../../assessment/import-setting.ts';
import { canonical } from '../../document/text.ts';

/**
 * Names a model and its data, and how the model is read where that was set: kept runs speak of their subject by it, and what
 * is computed for one reading is never taken for another's. Names of classes decide nothing.
 */
export function keyOf(modelSha256: string, dataSha256: string, setting?: ImportSetting): string {
  const read = canonical({ ...setting, classNames: undefined });
  return `${modelSha256} ${dataSha256}${read === '{}' ? '' : ` ${read}`}`;
}

/** The same of what the page knows of a subject. */
export const keyOfSubject = (subject: {
  readonly modelSha256: string;
  readonly dataSha256: string;
  readonly setting?: ImportSetting;
}): string => keyOf(subject.modelSha256, subject.dataSha256, subject.setting);
