import type { Registry } from '../../../src/assessment/plan.ts';
import type { Subject } from '../../../src/assessment/subject.ts';
import type { Runner } from '../../../src/assessment/in-process.ts';
import type { ShardJob } from '../../../src/assessment/executor.ts';
import type { DataFacts, ModelFacts } from '../../../src/document/report.ts';
import type { Item } from '../../../src/document/types.ts';
import { infoOf } from '../../../src/assessment/info.ts';
import type { Dataset } from '../../../src/datasets/types.ts';
import type { Indicator, PartialResult, Shard } from '../../../src/indicators/types.ts';
import { UserError } from '../../../src/messages/index.ts';
import { packBits } from '../../../src/numeric/bits.ts';

interface Parameters {
  readonly size: number;
}

interface Part extends PartialResult {
  readonly hits: Uint8Array;
  readonly least: number;
}

/** The arithmetic of an indicator without a model: a sample counts when its position is not a multiple of three. */
export function countingPart({ shard, seed }: ShardJob): Part {
  const hits = Uint8Array.from(shard.indices, (index) => (index % 3 === 0 ? 0 : 1));
  return { hits, least: hits.length > 1 ? (shard.indices[0] + seed) / 3 : Infinity };
}

export function countingIndicator(id: string, needs: Indicator['needs'] = 'label'): Indicator {
  const indicator: Indicator<Parameters, Part> = {
    id,
    title: 'assessment.failed',
    what: 'assessment.failed',
    fields: [],
    needs,
    defaults: () => ({ size: 4 }),
    resolve: (given) => {
      if ('size' in given && !Number.isInteger(given.size)) {
        throw new UserError('assessment.plan-field', { field: 'size', expected: '1, 2, 3 …' });
      }
      return { size: 4, ...given };
    },
    shards: ({ size }, _subject, { indices }) =>
      Array.from({ length: Math.ceil(indices.length / size) }, (_, at): Shard => {
        const own = indices.slice(at * size, (at + 1) * size);
        return { indicator: id, key: `${at}`, indices: own, settings: {} };
      }),
    run: async (shard, _parameters, { seed }) => countingPart({ shard, seed, parameters: {} }),
    merge: (parts, parameters, subject, { indices }): Item => {
      const hits = [...parts.values()].flatMap((part) => [...part.hits]);
      const correct = hits.reduce((sum, hit) => sum + hit, 0);
      const n = hits.length;
      return {
        id,
        status: 'measured',
        value: correct / n,
        interval: { low: correct / n - 0.1, high: correct / n + 0.1, method: 'made-up' },
        correct,
        n,
        parameters: { ...parameters },
        curves: [
          {
            attack: 'pgd',
            norm: 'linf',
            kind: 'raw',
            x: { name: 'epsilon', unit: 'input' },
            points: [{ x: 0.5, y: correct / n, low: 0, high: 1, correct, n }],
          },
        ],
        warnings: [],
        ids: [...indices].slice(0, n),
        outcomes: [{ name: 'correct', bits: packBits(hits) }],
        details: { kind: subject.kind, parts: [...parts.keys()].join() },
      };
    },
  };
  return indicator as Indicator;
}

export const registry: Registry = [countingIndicator('A.5-3', 'gradient'), countingIndicator('A.3-1')];

/** Runs shards of the indicators above in place; the model is never looked at. */
export const countingRunner = (
  before: (job: ShardJob) => void | Promise<void> = () => undefined,
): Runner => ({
  open: async () => ({ engine: 'wasm', agreement: null }),
  run: async (job, signal, progress) => {
    await before(job);
    signal.throwIfAborted();
    progress(1);
    return countingPart(job);
  },
  close: async () => undefined,
});

const hash = (digit: string) => digit.repeat(64);

/** A subject of `count` samples in `classes` classes that come in blocks, the last class first. */
export function countingSubject(count = 30, classes = 3): Subject {
  const y = Int32Array.from(
    { length: count },
    (_, index) => classes - 1 - Math.floor((index * classes) / count),
  );
  const dataset: Dataset = {
    id: 'file',
    kind: 'image',
    shape: [1, 1, 1],
    classes,
    sha256: hash('d'),
    range: [0, 1],
    train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
    test: { x: new Float32Array(count), y, count },
  };
  const model: ModelFacts = {
    sha256: hash('a'),
    bytes: 8,
    target: null,
    input: [1, 1, 1],
    classes,
    opset: 17,
    producer: null,
    notDifferentiable: [],
    zeroGradient: [],
  };
  const data: DataFacts = {
    sha256: dataset.sha256,
    id: 'file',
    kind: 'image',
    shape: [1, 1, 1],
    classes,
    train: 0,
    test: count,
    range: [0, 1],
    preparation: {},
  };
  return {
    info: infoOf(model, data),
    withTraining() {
      return Promise.resolve(this);
    },
    model,
    data,
    dataset,
    source: ({ indices }, engine) => ({
      model: new Uint8Array(8),
      modelSha256: model.sha256,
      dataset,
      testIndices: indices,
      testCount: count,
      engine,
    }),
  };
}
