import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assess, type AssessOptions } from '../../../src/assessment/assess.ts';
import type { ShardCache } from '../../../src/assessment/executor.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { parsePlan, resolvePlan, type Registry } from '../../../src/assessment/plan.ts';
import { ShardRunner } from '../../../src/assessment/shard-runner.ts';
import { prepareSubject, type Subject } from '../../../src/assessment/subject.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { readReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import { toText } from '../../../src/document/text.ts';
import type { Curve, Item } from '../../../src/document/types.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { whiteBoxAccuracy } from '../../../src/indicators/a-5-3.ts';
import { shardSizes, type ShardSizes } from '../../../src/indicators/robustness/plan.ts';
import type { Indicator } from '../../../src/indicators/types.ts';
import type { Norm } from '../../../src/numeric/balls.ts';
import { FolderShardCache } from '../../../src/workers/node/cache.ts';
import { SeveralRunners } from '../../support/assessment/several.ts';
import { fetchPublic } from '../../support/public-files.ts';

const SAMPLES = 20;
const ATTACKS = evasionAttacks.map(({ id }) => id);

const dataset = await loadBundled('digits', fetchPublic);
const means = await readFile(new URL('../../fixtures/golden/means.onnx', import.meta.url));
const subject = prepareSubject({ model: new Uint8Array(means), target: null, dataset });
/** Bent enough that samples that fell stand again at a larger ε: raw curves rise, and envelopes have work to do. */
const cnn = await fetchPublic('models/digits-cnn.onnx');
const bent = prepareSubject({ model: cnn, target: null, dataset });
const folder = await mkdtemp(join(tmpdir(), 'touchstone-laws-'));
afterAll(async () => {
  await rm(folder, { recursive: true });
  expect(createWasmRuntime().openSessions).toBe(0);
});

const sizesOf = (length: number): ShardSizes => ({ work: 1, smallest: length, largest: length });
const small = sizesOf(4);
const registryOf = (sizes: ShardSizes): Registry => [whiteBoxAccuracy(sizes) as Indicator];

const runnerOf = (registry: Registry) =>
  new ShardRunner(registry, async () => ({
    runtime: createWasmRuntime(),
    report: { engine: 'wasm', agreement: null },
  }));

interface Wanted extends Partial<AssessOptions> {
  readonly sizes?: ShardSizes;
  readonly workers?: number;
  readonly on?: Subject;
}

/** How the plans differ for which the laws are held. */
interface Way {
  readonly norm: Norm;
  readonly mode?: 'full' | 'cascade';
  readonly count?: 'first-success' | 'last-iterate';
  readonly epsilons?: readonly number[];
}

const EPSILONS = { linf: [0, 0.0625, 0.15], l2: [0, 0.4, 0.9] };
/** As far as nothing that was in a sample is left. */
const FAR = { linf: [0, 0.15, 0.4, 1], l2: [0, 0.9, 4] };

/** Runs the real indicator on the model, as `touchstone assess` and the page do. */
async function run(attacks: readonly string[], way: Way, wanted: Wanted = {}): Promise<Report> {
  const { sizes = shardSizes, workers = 1, on = subject, ...options } = wanted;
  const registry = registryOf(sizes);
  const parameters = {
    epsilons: EPSILONS[way.norm],
    ...way,
    attacks,
    iterations: 3,
    selfChecks: false,
    samples: 20,
    batch: 8,
  };
  const given = { indicators: [{ id: 'A.5-3', parameters }], samples: SAMPLES, order: 'random', seed: 5 };
  const plan = resolvePlan(parsePlan(given), on.info, registry);
  const executor = new SeveralRunners(Array.from({ length: workers }, () => runnerOf(registry)));
  try {
    const report = await assess(plan, on, { registry, executor, host: 'test', ...options });
    if (report.timings.computed > workers) expect(executor.busiest).toBe(workers);
    return report;
  } finally {
    await executor.close();
  }
}

const once = new Map<string, Promise<Item>>();

/** The item of a run in one piece, which the others are held against. */
function itemOf(attacks: readonly string[], way: Way, on = subject): Promise<Item> {
  const name = JSON.stringify([attacks, way, on.model.sha256]);
  const found = once.get(name) ?? run(attacks, way, { on }).then(({ items }) => items[0]);
  once.set(name, found);
  return found;
}

/** The same on the bent model, up to where nothing is left of a sample. */
const farItemOf = (attacks: readonly string[], way: Way) =>
  itemOf(attacks, { ...way, epsilons: FAR[way.norm] }, bent);

const ableTo = (norm: Norm) => evasionAttacks.filter(({ norms }) => norms.includes(norm)).map(({ id }) => id);

const ofAttack = ({ curves }: Item, attack: string) => curves.filter((curve) => curve.attack === attack);

/** Standing samples at each point of a curve: as iterates, and in their stored form. */
const standing = ({ points }: Curve) =>
  points.flatMap(({ correct, stored = correct }) => [[correct, stored]]);

/** No point of the curve stands above the one before. */
function expectFalling(curve: Curve): void {
  const points = standing(curve);
  for (const [at, [correct, stored]] of points.slice(1).entries()) {
    expect(correct).toBeLessThanOrEqual(points[at][0]!);
    expect(stored).toBeLessThanOrEqual(points[at][1]!);
  }
}

/** Nowhere above the other, at every x that both have; the shorter of two runs stays where it ended. */
function expectBelow(lower: Curve, upper: Curve): void {
  expect(upper.points.length).toBeGreaterThan(1);
  for (const { x, correct, n, stored = correct } of lower.points) {
    const there = upper.points.filter((point) => point.x <= x).at(-1)!;
    expect(n).toBe(there.n);
    expect(correct).toBeLessThanOrEqual(there.correct!);
    expect(stored).toBeLessThanOrEqual((there.stored ?? there.correct)!);
  }
}

/** A cache that stops the run once it has taken so many parts. */
function stopAfter(cache: ShardCache, count: number) {
  const stop = new AbortController();
  let left = count;
  const put: ShardCache['put'] = async (key, part) => {
    await cache.put(key, part);
    if (--left === 0) stop.abort();
  };
  return { signal: stop.signal, cache: { get: (key: string) => cache.get(key), put } };
}

test('the model is right about most samples, and attacks break some of them but not all', async () => {
  for (const norm of ['linf', 'l2'] as const) {
    const [{ points }] = ofAttack(await itemOf(ableTo(norm), { norm }), 'worst-case');
    const [clean, first, last] = points.map(({ correct }) => correct!);
    expect(clean).toBeLessThan(SAMPLES);
    expect(first).toBeLessThan(clean);
    expect(last).toBeLessThan(first);
    expect(last).toBeGreaterThan(0);
  }
});

test('on the bent model some raw curve rises with ε, which no envelope may', async () => {
  const { curves } = await farItemOf(ableTo('linf'), { norm: 'linf' });
  const raw = curves.filter(({ kind, x }) => kind === 'raw' && x.name === 'epsilon');
  const rises = ({ points }: Curve) =>
    points.some(({ correct }, at) => at > 0 && correct! > points[at - 1].correct!);
  expect(raw.some(rises)).toBe(true);
});

describe.each(ATTACKS)('%s in A.5-3', (attack) => {
  const { norms } = evasionAttacks.find(({ id }) => id === attack)!;
  const ways = norms.flatMap((norm): Way[] => [
    { norm },
    { norm, count: 'last-iterate' },
    { norm, mode: 'cascade' },
  ]);
  const full = ways.filter(({ mode }) => mode !== 'cascade');

  test.each(full)('envelopes never rise, and lie on or below the raw curve: %o', async (way) => {
    const item = await farItemOf([attack], way);
    const [raw, envelope] = ['raw', 'envelope'].map((kind) =>
      ofAttack(item, attack).find((one) => one.kind === kind && one.x.name === 'epsilon')!,
    );
    expect(envelope.points.map(({ x }) => x)).toEqual(FAR[way.norm]);
    expectFalling(envelope);
    expectBelow(envelope, raw);
    expect(envelope.points[0]).toEqual(raw.points[0]);
    expect(item.details.attacks).toMatchObject([{ attack }]);
  });

  test.each(full)('the worst case over all attacks is on or below each of its curves: %o', async (way) => {
    const item = await farItemOf(ableTo(way.norm), way);
    const own = ofAttack(item, attack);
    // What an attack does to a sample does not depend on the others of the plan.
    expect(own).toEqual(ofAttack(await farItemOf([attack], way), attack));
    expect(own).toHaveLength(2 + FAR[way.norm].length - 1);
    for (const curve of own) {
      const same = (other: Curve) => other.x.name === curve.x.name && other.epsilon === curve.epsilon;
      const worst = ofAttack(item, 'worst-case').filter(same);
      expect(worst).toHaveLength(1);
      if (curve.x.name === 'epsilon') expectFalling(worst[0]);
      // Counted at the last iterate, a run that is over says nothing of later iterations of longer ones.
      if (curve.x.name === 'epsilon' || way.count !== 'last-iterate') expectBelow(worst[0], curve);
    }
  });

  test.each(ways)(
    'a cut into other shards, done by 1, 2 or 5 workers, gives the same item: %o',
    async (way) => {
      const item = await itemOf([attack], way);
      for (const [length, workers] of [
        [4, 1],
        [9, 2],
        [1, 5],
      ]) {
        const report = await run([attack], way, { sizes: sizesOf(length), workers });
        const shards = Math.ceil(SAMPLES / length) * (way.mode === 'cascade' ? 2 : EPSILONS[way.norm].length);
        expect(report.timings.computed).toBe(shards);
        expect(report.items).toEqual([item]);
      }
    },
  );

  test.each(ways)('three parts, filed and merged in another order, give the same item: %o', async (way) => {
    const parts: Report[] = [];
    for (const index of [2, 3, 1]) {
      const part = await run([attack], way, { sizes: small, workers: 2, shard: { index, of: 3 } });
      expect(part.items[0].status).toBe('partial');
      parts.push(readReport(new TextEncoder().encode(toText(part))));
    }
    expect(mergeReports(parts, registryOf(small)).items).toEqual([await itemOf([attack], way)]);
  });

  test.each(ways)('cancelled and resumed from what was kept, it gives the same item: %o', async (way) => {
    const cache = new FolderShardCache(join(folder, `${attack}-${Object.values(way).join('-')}`));
    const cut = await run([attack], way, { sizes: small, workers: 2, ...stopAfter(cache, 5) });
    expect(cut.items[0].status).toBe('partial');
    const resumed = await run([attack], way, { sizes: small, workers: 2, cache });
    const all = await run([attack], way, { sizes: small, workers: 2, cache });
    expect(resumed.timings.cached).toBe(cut.timings.computed);
    expect(resumed.timings.computed).toBeGreaterThan(0);
    expect(all.timings).toMatchObject({
      cached: resumed.timings.cached + resumed.timings.computed,
      computed: 0,
    });
    expect(resumed.items).toEqual([await itemOf([attack], way)]);
    expect(all.items).toEqual(resumed.items);
  });
});
