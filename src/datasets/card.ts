import * as v from 'valibot';

/** Runs of neighbouring rows: [first, last], both included. */
const rows = v.array(v.tuple([v.number(), v.number()]));
const bilingual = v.object({ en: v.string(), zh: v.string() });
const bilingualList = v.object({ en: v.array(v.string()), zh: v.array(v.string()) });

const common = {
  id: v.string(),
  title: bilingual,
  description: bilingual,
  source: v.string(),
  licence: v.string(),
  shape: v.array(v.number()),
  classes: v.number(),
  classNames: bilingualList,
  /** How many samples each part has. */
  counts: v.object({ train: v.number(), test: v.number() }),
  /** How the parts were made. */
  split: v.string(),
  /** `datasetHash` of the loaded set. */
  sha256: v.string(),
};

const fromFile = {
  /** Beside the card. */
  file: v.string(),
  fileSha256: v.string(),
  rows: v.object({ train: rows, test: rows }),
};

const generated = {
  /** One of `generators`, and what it is given. */
  generator: v.object({ name: v.string(), version: v.number(), seed: v.number() }),
  /** `datasetHash` of the set without its training part. */
  testSha256: v.string(),
};

/** What `public/datasets/<id>.json` says of a bundled set. */
export const cardSchema = v.variant('form', [
  v.object({
    ...common,
    ...fromFile,
    form: v.literal('image-file'),
    kind: v.literal('image'),
    range: v.tuple([v.number(), v.number()]),
    gridStep: v.number(),
    scale: v.number(),
  }),
  v.object({ ...common, ...fromFile, form: v.literal('table-file'), kind: v.literal('table') }),
  v.object({
    ...common,
    ...generated,
    form: v.literal('generated-images'),
    kind: v.literal('image'),
    range: v.tuple([v.number(), v.number()]),
    gridStep: v.number(),
  }),
  v.object({
    ...common,
    ...generated,
    form: v.literal('generated-table'),
    kind: v.literal('table'),
    featureNames: v.array(v.string()),
    overlap: v.object({
      /** How the generator makes classes overlap, and why so. */
      how: bilingual,
      /** Accuracy on the test part of Bayes' rule, which knows the generator's chances, with its Wilson interval (95 %). */
      bayes: v.object({
        correct: v.number(),
        n: v.number(),
        accuracy: v.number(),
        low: v.number(),
        high: v.number(),
      }),
      /** Accuracies of the bundled models on it, on the rows that each was trained on and on the test part. */
      models: v.array(v.object({ id: v.string(), train: v.number(), test: v.number() })),
    }),
  }),
]);

export type DatasetCard = v.InferOutput<typeof cardSchema>;

/** Positions of a list of runs. */
export function expandRows(runs: readonly (readonly [number, number])[]): number[] {
  return runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
