import { UserError, type Message } from '../messages/index.ts';
import type { ClassNames } from './class-names.ts';
import type { LabelledSamples } from './contract.ts';
import type { Parts } from './scaling.ts';

/** Of many classes the first are listed. */
const listed = 20;

/**
 * Numbers for classes that files have in words: places in a list of names where one is given, else in the sorted words of all parts, as
 * scikit-learn's LabelEncoder and pandas' categories number them.
 * @throws UserError where one part has words and the other numbers, or a word is not in the list.
 */
export function withNumberedWords(parts: Parts, given: ClassNames | undefined): Parts {
  const { train, test } = parts;
  const words = [train, test].flatMap((part) => part?.labelNames ?? []);
  if (words.length === 0) return parts;
  if (train && !train.labelNames !== !test.labelNames) throw new UserError('datasets.labels-mixed');
  const names = given?.names ?? [...new Set(words)].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  if (given) {
    const unknown = words.find((word) => !places.has(word));
    if (unknown !== undefined)
      throw new UserError('datasets.label-unlisted', { name: given.source, label: unknown.slice(0, 20) });
  }
  const numbered = (part: LabelledSamples): LabelledSamples => {
    const y = part.samples.y.map((label) => places.get(part.labelNames![label])!);
    return { ...part, samples: { ...part.samples, y } };
  };
  const shown = names.slice(0, listed).map((name, place) => `${place} ${name}`);
  const note: Message = {
    id: given ? 'datasets.labels-listed' : 'datasets.labels-sorted',
    values: { names: shown.join(', ') + (names.length > listed ? ', …' : '') },
  };
  return {
    ...parts,
    ...(train && { train: numbered(train) }),
    test: numbered(test),
    classNames: names,
    notes: [...(parts.notes ?? []), note],
  };
}
