import { basename, dirname, join } from 'node:path';
import { guessPreprocessing, takesOwnUnits } from '../assessment/guess.ts';
import type { ImportSetting } from '../assessment/import-setting.ts';
import { parseImportCard, settingFor, type ImportCard } from '../assessment/model-card.ts';
import { parseClassNames, type ClassNames } from '../datasets/class-names.ts';
import type { Dataset } from '../datasets/types.ts';
import { presets } from '../graph/presets.ts';
import { inFile, UserError } from '../messages/index.ts';
import { readTyped } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

/** What was typed about how a model is to be read. */
export interface SettingRequest {
  readonly card?: ImportCard;
  /** Id of a preset, or `guess`. */
  readonly preprocess?: string;
  readonly output?: string;
  readonly single?: 'logit' | 'probability';
  /** Added to every label of the data. */
  readonly labelOffset?: number;
  /** Names of the model's classes, from a file. */
  readonly classNames?: ClassNames;
}

/** The options that say how a model is read. */
export const settingOptions = ['card', 'preprocess', 'output', 'single', 'label-offset'] as const;

/** Class names in a typed file. @throws UserError when it cannot be read or holds none. */
export async function classNamesIn(host: Host, path: string): Promise<ClassNames> {
  return parseClassNames(new TextDecoder().decode(await readTyped(host, path)), path);
}

/** The model that a card names, in the card's own folder. */
export function modelBeside(path: string, { model }: ImportCard): string | undefined {
  return model.file === undefined ? undefined : join(dirname(path), basename(model.file));
}

async function cardIn(host: Host, path: string): Promise<ImportCard> {
  const bytes = await readTyped(host, path);
  return inFile(path, () => parseImportCard(bytes));
}

/**
 * Card and single settings as typed.
 * @throws UserError for a card that cannot be read, an unknown preset, or another word than an option takes.
 */
export async function settingRequest(host: Host, options: Options): Promise<SettingRequest> {
  const path = options.text('card');
  const preprocess = options.text('preprocess');
  if (preprocess !== undefined && preprocess !== 'guess' && !presets.some(({ id }) => id === preprocess)) {
    const known = ['guess', ...presets.map(({ id }) => id)].join(', ');
    throw new UserError('cli.preset', { value: preprocess, known });
  }
  const single = options.text('single');
  if (single !== undefined && single !== 'logit' && single !== 'probability')
    throw new UserError('cli.single', { value: single });
  const labelOffset = options.number('label-offset');
  if (labelOffset !== undefined && !(Number.isInteger(labelOffset) && Math.abs(labelOffset) < 10_000))
    throw new UserError('cli.label-offset', { value: String(labelOffset) });
  const names = options.text('class-names');
  return {
    ...(path === undefined ? {} : { card: await cardIn(host, path) }),
    preprocess,
    output: options.text('output'),
    single,
    labelOffset,
    ...(names === undefined ? {} : { classNames: await classNamesIn(host, names) }),
  };
}

/** A preset with the sizes, channels and layout that model and data ask for; the card's own where there is one. */
function preprocessingOf(id: string, model: Uint8Array, dataset: Dataset): ImportSetting['preprocessing'] {
  if (id === 'guess' && takesOwnUnits(model, {}, dataset)) return {};
  const guesses = guessPreprocessing(model, dataset);
  const found = id === 'guess' ? guesses[0] : guesses.find(({ preset }) => preset === id);
  if (!found) throw new UserError('cli.preset-unfit', { preset: id });
  return found.preprocessing;
}

/**
 * The setting for this model and these data: the card's, with what was typed on top.
 * @throws UserError when the card belongs to another model, or the preset does not fit.
 */
export function settingFrom(
  request: SettingRequest,
  model: Uint8Array,
  dataset: Dataset | undefined,
): ImportSetting | undefined {
  const { card, preprocess, output, single, labelOffset, classNames } = request;
  const setting: ImportSetting = card ? settingFor(card, model) : {};
  const { classes = 0 } = dataset ?? {};
  return {
    ...setting,
    ...(output === undefined ? {} : { output }),
    ...(single === undefined ? {} : { single }),
    ...(classNames === undefined ? {} : { classNames: classNames.names }),
    ...(preprocess === undefined || !dataset
      ? {}
      : { preprocessing: preprocessingOf(preprocess, model, dataset) }),
    ...(labelOffset === undefined
      ? {}
      : { labels: Array.from({ length: classes }, (_, label) => Math.max(-1, label + labelOffset)) }),
  };
}
