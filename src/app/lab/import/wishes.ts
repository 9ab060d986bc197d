import type { ImportSetting } from '../../../assessment/import-setting.ts';
import { parseImportCard, settingFor } from '../../../assessment/model-card.ts';
import type { SourceFile } from '../../../datasets/load.ts';
import { inFile } from '../../../messages/index.ts';
import { fileHash } from '../../../numeric/hash.ts';
import type { FileOptions, FileRole } from '../types.ts';
import type { CardShelf } from './cards.ts';
import { namesIn } from './data.ts';
import type { Group } from './read.ts';
import { checkSetting, type Wish } from './setting.ts';

/** What a wish for how a model is read depends on. */
export interface Wishing {
  readonly model: Uint8Array | undefined;
  /** The model held before. */
  readonly before: Uint8Array | undefined;
  readonly card: SourceFile | undefined;
  readonly classes: SourceFile | undefined;
  /** What came just now. */
  readonly fresh: readonly Group[];
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && fileHash(a) === fileHash(b);

/**
 * How the model is wished to be read, before the data have a say, the strongest wish first: a card that came just now, else
 * what a person chose, a card that is held, or one that this browser kept for the same model. What was chosen or kept for
 * other files does not hold up new ones: then the next wish counts. Names of classes from a file join in.
 */
export async function wishesOf(
  { model, before, card, classes, fresh }: Wishing,
  { setting: asked }: FileOptions,
  cards: CardShelf,
): Promise<readonly [Wish, ...Wish[]]> {
  const came = (role: FileRole) => fresh.some((file) => file.role === role);
  const chosen = asked && asked !== 'guess' ? checkSetting(asked) : asked;
  const names = classes && namesIn(classes).names;
  const named = (setting: ImportSetting): ImportSetting =>
    names && (came('classes') || !setting.classNames) ? { ...setting, classNames: names } : setting;
  const plain: Wish = { setting: named({}), origin: 'plain' };
  if (chosen === 'guess' && !came('card')) return [plain];
  if (card && (came('card') || !chosen)) {
    const setting = inFile(card.name, () => {
      const parsed = parseImportCard(card.bytes);
      return model ? settingFor(parsed, model) : parsed.setting;
    });
    return [{ setting: named(setting), origin: 'card' }];
  }
  // What was chosen for one model says nothing of another.
  const other = before && model && before !== model && !sameBytes(before, model);
  const hand: Wish[] =
    chosen && chosen !== 'guess' && !other ? [{ setting: named(chosen), origin: 'hand' }] : [];
  const [first] = hand;
  if (first && !came('model') && !came('data')) return [first];
  const found = first ? undefined : model && (await cards.find(fileHash(model)));
  const kept: Wish[] = found ? [{ setting: named(found), origin: 'kept' }] : [];
  const [strongest = plain, ...rest] = [...hand, ...kept, plain];
  return [strongest, ...rest];
}
