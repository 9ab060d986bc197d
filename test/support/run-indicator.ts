import type { Item } from '../../src/document/types.ts';
import type { Dataset, ImageDataset } from '../../src/datasets/types.ts';
import type { Indicator, PartialResult, Selection, SubjectInfo } from '../../src/indicators/types.ts';
import type { GradientOracle } from '../../src/oracles/types.ts';

const none = { x: new Float32Array(), y: new Int32Array(), count: 0 };

/** A data set of images without training part. */
export function images(
  x: Float32Array,
  y: Int32Array,
  shape: readonly number[],
  classes: number,
  step?: number,
): ImageDataset {
  const test = { x, y, count: y.length };
  const grid = step === undefined ? undefined : { step };
  return { kind: 'image', id: 'test', shape, classes, sha256: '', range: [0, 1], grid, train: none, test };
}

export function subjectOf(dataset: Dataset): SubjectInfo {
  const { kind, classes, shape } = dataset;
  if (dataset.kind === 'table') return { kind, classes, shape };
  return { kind, classes, shape, range: dataset.range, gridStep: dataset.grid?.step };
}

export function firstOf(count: number, of = count): Selection {
  return { order: 'file', indices: Array.from({ length: count }, (_, i) => i), of };
}

/** For indicators that train nothing. */
const noTraining = {
  engine: { name: 'none', open: () => Promise.reject(new Error('nothing is trained here')) },
  openTrained: () => {
    throw new Error('nothing is trained here');
  },
};

/** Runs the pieces of an indicator in this thread, one after the other, in the order given by `arrange`. */
export async function runParts<P, R extends PartialResult>(
  indicator: Indicator<P, R>,
  given: Readonly<Record<string, unknown>>,
  dataset: Dataset,
  oracle: GradientOracle,
  selection: Selection,
  options: {
    seed?: number;
    arrange?: <T>(shards: T[]) => T[];
    wanted?: (key: string) => boolean;
    signal?: AbortSignal;
  } = {},
): Promise<{ parts: Map<string, R>; merge: (parts: ReadonlyMap<string, R>) => Item }> {
  const subject = subjectOf(dataset);
  const parameters = indicator.resolve(given, subject);
  const { seed = 1, arrange = (shards) => shards, wanted = () => true } = options;
  const signal = options.signal ?? new AbortController().signal;
  const parts = new Map<string, R>();
  for (const shard of arrange(indicator.shards(parameters, subject, selection)).filter((s) => wanted(s.key)))
    parts.set(
      shard.key,
      await indicator.run(shard, parameters, {
        dataset,
        oracle,
        ...noTraining,
        seed,
        signal,
        progress: () => undefined,
      }),
    );
  return { parts, merge: (some) => indicator.merge(some, parameters, subject, selection, seed) };
}

export async function runIndicator<P, R extends PartialResult>(
  ...args: Parameters<typeof runParts<P, R>>
): Promise<Item> {
  const { parts, merge } = await runParts(...args);
  return merge(parts);
}
