import type { ImportSetting } from '../../../assessment/import-setting.ts';
import { checkImportCard, importCard } from '../../../assessment/model-card.ts';
import type { ImportInfo } from './types.ts';

/** A wish for how a model is to be read, before the data have a say. */
export type Wish = Pick<ImportInfo, 'setting' | 'origin'>;

export const plainInfo: ImportInfo = { setting: {}, origin: 'plain', reasons: [] };

/**
 * A setting that came from outside: of an address, or of what this page kept.
 * @throws UserError that says which field is not what it must be.
 */
export const checkSetting = (setting: ImportSetting): ImportSetting =>
  checkImportCard(importCard({ sha256: '0'.repeat(64) }, setting)).setting;
