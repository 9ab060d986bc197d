import { guessPreprocessing, takesOwnUnits } from '../../../assessment/guess.ts';
import type { ImportSetting } from '../../../assessment/import-setting.ts';
import { checkImportCard, importCard } from '../../../assessment/model-card.ts';
import type { Dataset } from '../../../datasets/types.ts';
import { UserError } from '../../../messages/index.ts';
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

/**
 * The ways in which a wish can be met, likeliest first: itself; where nothing was wished, what is guessed from model and data,
 * and in the end nothing at all. Names that are known stay.
 */
export function waysOf(
  { setting, origin }: Wish,
  model: Uint8Array,
  dataset: Dataset,
): readonly ImportInfo[] {
  if (origin !== 'plain') return [{ setting, origin, reasons: [] }];
  const guesses = guessPreprocessing(model, dataset).map(({ preprocessing, reasons }): ImportInfo => {
    const says = Object.keys(preprocessing).length > 0;
    return says
      ? { setting: { ...setting, preprocessing }, origin: 'guess', reasons }
      : { setting, origin: 'plain', reasons };
  });
  const plain: ImportInfo = { setting, origin, reasons: [] };
  const ways = takesOwnUnits(model, setting, dataset) ? [plain, ...guesses] : [...guesses, plain];
  return beginAtOne(dataset) ? [...ways, ...ways.map((way) => oneLower(way, dataset.classes))] : ways;
}

/** Labels of other tools may begin at 1; where they do and do not fit as they are, they are taken one lower. */
function beginAtOne({ train, test }: Dataset): boolean {
  const least = [train.y, test.y].map((labels) => labels.reduce((a, b) => Math.min(a, b), Infinity));
  return Math.min(...least) === 1;
}

const oneLower = ({ setting, reasons }: ImportInfo, labels: number): ImportInfo => ({
  setting: { ...setting, labels: Array.from({ length: labels }, (_, label) => label - 1) },
  origin: 'guess',
  reasons: [...reasons, { id: 'diagnosis.labels-late' }],
});

/** What the first of some ways gives that fits; where none does, the trouble with the first. */
export function firstThatFits<T>(ways: readonly ImportInfo[], read: (way: ImportInfo) => T): T {
  let trouble: UserError | undefined;
  for (const way of ways) {
    try {
      return read(way);
    } catch (error) {
      const user = UserError.from(error);
      if (!user) throw error;
      trouble ??= user;
    }
  }
  throw trouble ?? new RangeError('no way to read a model was given');
}
