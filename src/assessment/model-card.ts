import * as v from 'valibot';
import { settingSchema, titleSchema } from '../document/setting.ts';
import { toText } from '../document/text.ts';
import { UserError } from '../messages/index.ts';
import { fileHash } from '../numeric/hash.ts';
import { statedSetting, type ImportSetting } from './import-setting.ts';

/** What makes a file one of these, and not the card of a bundled model, which tells how that was trained. */
const kind = 'touchstone-model-card';
const version = 1;

/**
 * How one model file is to be read, kept beside it (`model.card.json`) and used again. The cards of bundled models
 * (`training/card.ts`) are another thing: they tell how a model was trained.
 */
export interface ImportCard {
  readonly kind: typeof kind;
  readonly version: typeof version;
  readonly model: {
    readonly sha256: string;
    /** The model's file name, without folders; a model of this name beside the card is taken when none is named. */
    readonly file?: string;
  };
  readonly setting: ImportSetting;
  readonly title?: string;
  readonly notes?: string;
}

const plainName = /^[^/\\\p{Cc}]{1,255}$/u;

const schema = v.strictObject({
  kind: v.literal(kind),
  version: v.literal(version),
  model: v.strictObject({
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex')),
    file: v.optional(v.pipe(v.string(), v.regex(plainName, 'a file name without folders'))),
  }),
  setting: settingSchema,
  title: v.optional(titleSchema),
  notes: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
});

/** The card of thousands of class names stays far below this. */
const largest = 8 * 1024 * 1024;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a file's content claims to be a model card; tells it from reports, plans and the cards of bundled models. */
export const isImportCard = (value: unknown): boolean => isRecord(value) && value.kind === kind;

/** Where in the card something is wrong, as people write it: `setting.preprocessing.mean[0]`. */
const placeOf = ({ path }: v.BaseIssue<unknown>) =>
  (path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || '–';

/**
 * A card from parsed JSON of any origin.
 * @throws UserError when it is another kind of file, of a newer version, or a field is not what it must be.
 */
export function checkImportCard(value: unknown): ImportCard {
  if (isRecord(value) && value.kind === undefined && 'architecture' in value && 'training' in value)
    throw new UserError('assessment.card-of-training');
  if (!isImportCard(value)) throw new UserError('assessment.not-a-card');
  const given = (value as Record<string, unknown>).version;
  if (typeof given === 'number' && given > version)
    throw new UserError('assessment.card-newer', { version: given, known: version });
  const result = v.safeParse(schema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new UserError('assessment.card-field', {
      place: placeOf(issue),
      expected: issue.expected ?? issue.message,
    });
  }
  return result.output;
}

/**
 * A card from a file's bytes.
 * @throws UserError as `checkImportCard`, and when the bytes are too many or no JSON.
 */
export function parseImportCard(bytes: Uint8Array): ImportCard {
  let value: unknown;
  try {
    if (bytes.length > largest) throw new RangeError('too large');
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('assessment.not-a-card', {}, { cause });
  }
  return checkImportCard(value);
}

/** The setting of a card for this very model. @throws UserError when the card speaks of another file. */
export function settingFor(card: ImportCard, model: Uint8Array): ImportSetting {
  const found = fileHash(model);
  if (found !== card.model.sha256)
    throw new UserError('assessment.card-other-model', {
      card: card.model.sha256.slice(0, 12),
      found: found.slice(0, 12),
    });
  return card.setting;
}

/** A card for a model and the setting that it was read with. */
export function importCard(
  model: { readonly sha256: string; readonly file?: string },
  setting: ImportSetting | undefined,
  words: Pick<ImportCard, 'title' | 'notes'> = {},
): ImportCard {
  return {
    kind,
    version,
    model: { sha256: model.sha256, ...(model.file === undefined ? {} : { file: model.file }) },
    setting: statedSetting(setting) ?? {},
    ...words,
  };
}

/** The card as a file's text; equal cards give equal text. */
export const importCardText = (card: ImportCard): string => toText(card);
