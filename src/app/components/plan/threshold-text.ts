/** A threshold as its fields have it; the text is what a plan holds. */
export interface ThresholdParts {
  readonly comparison: '>=' | '>' | '<=' | '<';
  readonly limit: number;
}

const form = /^\s*([A-Z]\.\d+-\d+[a-z]?)\s*(>=|<=|>|<)\s*(\S+)\s*$/;

/** The parts of a threshold of one indicator; null where the text is another's or of no such form. */
export function thresholdParts(text: string, id: string): ThresholdParts | null {
  const [, of, comparison, limit] = form.exec(text) ?? [];
  return of === id && Number.isFinite(Number(limit))
    ? { comparison: comparison as ThresholdParts['comparison'], limit: Number(limit) }
    : null;
}

export const thresholdText = (id: string, { comparison, limit }: ThresholdParts): string =>
  `${id}${comparison}${limit}`;
