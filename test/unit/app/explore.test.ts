import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns, margin, pairKinds } from '../../../src/app/components/explore/compare.ts';
import { jobFor, jobName, keptByName, nextBatch } from '../../../src/app/components/explore/jobs.ts';
import { RunOutcomes, STANDS, worstCase } from '../../../src/app/components/explore/outcomes.ts';
import {
  atIteration,
  BoundedCache,
  answerOf,
  topOther,
} from '../../../src/app/components/explore/samples.ts';
import type { Path } from '../../../src/app/components/explore/samples.ts';
import { readingOf } from '../../../src/app/components/explore/reading.ts';
import { cellAfter } from '../../../src/app/components/explore/tiles.ts';
import {
  brushed,
  brushedPlaces,
  emptyBrush,
  fallBins,
  readView,
  writeView,
} from '../../../src/app/components/explore/view.ts';
import { readReport } from '../../../src/document/read.ts';
import type { Item } from '../../../src/document/types.ts';
import { packBits } from '../../../src/numeric/bits.ts';

const golden = readReport(
  new Uint8Array(readFileSync(new URL('../../fixtures/golden/report.json', import.meta.url))),
);
const item = golden.items.find(({ id }) => id === 'A.5-3')!;
const run = new RunOutcomes(item);
const places = run.ids.map((_, place) => place);
const attacks = [worstCase, ...run.attacks];

describe('outcomes of the golden report', () => {
  test('count what every curve says, at every stop of both axes', () => {
    expect(run.epsilons).toEqual([0, 0.0625, 0.125, 0.25]);
    let points = 0;
    for (const attack of attacks) {
      for (const epsilon of run.epsilons) {
        const standing = places.filter((place) => run.stands(attack, epsilon, place)).length;
        expect(standing).toBe(run.pointAt(attack, 'epsilon', epsilon, epsilon)!.correct);
        points++;
      }
      for (const epsilon of run.epsilons.slice(1))
        for (const stop of run.stops('iterations', epsilon)) {
          const standing = places.filter((place) => {
            const time = run.fallTime(attack, epsilon, place);
            return time === STANDS || time > stop;
          });
          expect(standing.length).toBe(run.pointAt(attack, 'iterations', epsilon, stop)!.correct);
          points++;
        }
    }
    expect(points).toBeGreaterThan(60);
  });

  test('the strip counts every sample once, on both axes and for every attack', () => {
    for (const axis of ['epsilon', 'iterations'] as const)
      for (const attack of attacks) {
        const { bins, binOf } = fallBins(run, { axis, attack, epsilon: 0.125 });
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(run.count);
        bins.forEach((bin, at) => {
          const inside = places.filter((place) => binOf[place] === at);
          expect(inside).toHaveLength(bin.count);
          if (bin.kind === 'before') expect(inside.every((place) => !run.clean[place])).toBe(true);
          if (bin.kind === 'stands' && axis === 'epsilon')
            for (const place of inside) expect(run.fallsAt(attack, place)).toBe(STANDS);
        });
      }
  });

  test('a broken sample is shown with an attack that broke it, at the first ε where one did', () => {
    for (const place of places.filter((one) => run.clean[one] && !run.stands(worstCase, 0.25, one))) {
      const { attack, epsilon } = run.breaker('epsilon', 0.25, place, 'none');
      expect(run.stands(attack, epsilon, place)).toBe(false);
      expect(epsilon).toBe(run.epsilons[run.fallsAt(worstCase, place)]);
    }
    const standing = places.find((place) => run.stands(worstCase, 0.0625, place))!;
    expect(run.breaker('epsilon', 0.0625, standing, 'pgd')).toEqual({ attack: 'pgd', epsilon: 0.0625 });
    const fallen = places.find((place) => run.fallTime(worstCase, 0.25, place) > 0)!;
    const { attack } = run.breaker('iterations', 0.25, fallen, 'none');
    expect(run.fallTime(attack, 0.25, fallen)).toBe(run.fallTime(worstCase, 0.25, fallen));
  });

  test('what a report holds in another form is absent, and nothing breaks', () => {
    const odd = new RunOutcomes({
      ...item,
      outcomes: [{ name: 'clean', bits: '!!' }, ...item.outcomes.slice(1)],
      details: { ...item.details, falls: [{ attack: 'pgd', epsilon: 0.125, width: 99, data: 'AA==' }, null] },
    });
    expect(odd.hasIterations).toBe(false);
    expect(odd.clean.every(Boolean)).toBe(true);
    const empty = new RunOutcomes({
      ...item,
      outcomes: [],
      ids: [],
      curves: [],
      parameters: {},
      details: {},
    });
    expect(empty.epsilons).toEqual([0]);
    expect(empty.stops('iterations', 0.125)).toEqual([]);
  });
});

describe('the view in the address', () => {
  const view = readView({}, run);

  test('starts at the worst case in the middle, and what does not fit the run falls back to that', () => {
    expect(view).toMatchObject({ axis: 'epsilon', attack: worstCase, epsilon: 0.125, sample: null });
    expect(
      readView({ attack: 'zap', epsilon: '7', axis: 'up', brush: 'class.x_fell.3-1_pair.z' }, run),
    ).toEqual(view);
    expect(readView({ axis: 'iterations', epsilon: '0' }, run).epsilon).toBe(0.125);
  });

  test('comes back from the address', () => {
    const brush = fc.record(
      {
        label: fc.nat(999),
        predicted: fc.nat(999),
        fell: fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
        ids: fc.uniqueArray(fc.nat(99_999), { minLength: 1, maxLength: 20 }),
        pair: fc.constantFrom('both' as const, 'first' as const, 'second' as const, 'neither' as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.record({
          axis: fc.constantFrom('epsilon' as const, 'iterations' as const),
          attack: fc.constantFrom(...attacks),
          epsilon: fc.constantFrom(...run.epsilons.slice(1)),
          brush,
          sample: fc.option(fc.nat(99_999)),
          over: fc.uniqueArray(fc.nat(20), { maxLength: 4 }),
        }),
        fc.option(fc.nat(100)),
        (rest, iteration) => {
          const one = { ...rest, iteration: rest.axis === 'iterations' ? iteration : null };
          const written = Object.entries(writeView(one)).filter(([, value]) => value !== undefined);
          expect(readView(Object.fromEntries(written) as Record<string, string>, run)).toEqual(one);
          for (const [, value] of written) expect(value!.length).toBeLessThanOrEqual(200);
        },
      ),
    );
  });

  test('a brush means the samples that satisfy all its parts', () => {
    const labels = run.ids.map((id) => id % 3);
    const { binOf } = fallBins(run, view);
    const facts = { labels, binOf, predicted: (place: number) => place % 2, pair: () => 'both' as const };
    const meant = (brush: typeof emptyBrush) => brushedPlaces(run.count, run.ids, brush, facts);
    expect(meant(emptyBrush)).toEqual(places);
    const brush = brushed(brushed(emptyBrush, { label: 1 }), { fell: [1, 2] });
    expect(meant(brush)).toEqual(places.filter((p) => labels[p] === 1 && binOf[p] >= 1 && binOf[p] <= 2));
    expect(meant(brushed(brush, { label: undefined, fell: undefined, ids: [run.ids[4]] }))).toEqual([4]);
    expect(meant({ pair: 'first' })).toEqual([]);
    expect(meant({ predicted: 1, pair: 'both' })).toEqual(places.filter((p) => p % 2 === 1));
  });
});

/** A run whose worst case at ε 0.1 leaves these standing. */
function runOf(ids: readonly number[], stands: readonly boolean[]): RunOutcomes {
  const outcomes = [
    { name: 'clean', bits: packBits(ids.map(() => true)) },
    { name: `${worstCase}@0.1`, bits: packBits(stands) },
  ];
  const parameters = { attacks: ['pgd'], epsilons: [0, 0.1] };
  return new RunOutcomes({ ...item, ids, outcomes, parameters, curves: [], details: {} } as Item);
}

describe('runs held against each other', () => {
  const ids = Array.from({ length: 400 }, (_, i) => i);
  const first = runOf(
    ids,
    ids.map((i) => i < 200),
  );
  const better = runOf(
    [...ids].reverse(),
    [...ids].reverse().map((i) => i < 220),
  );

  test('shared samples are paired: the example of the measurement rules', () => {
    const [found] = compareRuns(first, [{ run: better, sameData: true }], 0.1);
    // 20 discordant pairs, all in one direction: 2 × 0.5^20.
    expect(found).toMatchObject({ kind: 'paired', verdict: 'second', pairs: { first: 0, second: 20 } });
    expect(found!.p).toBeCloseTo(2 / 2 ** 20, 12);
    expect(found!.difference).toBeCloseTo(-0.05, 12);
    expect(pairKinds(first, better, 0.1).filter((kind) => kind === 'second')).toHaveLength(20);
  });

  test('several comparisons are adjusted, and one that only just differs becomes undecided', () => {
    const slightly = runOf(
      ids,
      ids.map((i) => (i < 180 ? true : i >= 380)),
    );
    const barely = runOf(
      ids,
      ids.map((i) => i < 206),
    );
    const alone = compareRuns(first, [{ run: barely, sameData: true }], 0.1)[0]!;
    expect(alone.p).toBeCloseTo(2 / 64, 12);
    const both = compareRuns(
      first,
      [
        { run: barely, sameData: true },
        { run: slightly, sameData: true },
      ],
      0.1,
    );
    expect(both[0]!.p).toBeCloseTo(4 / 64, 12);
    expect([alone.verdict, both[0]!.verdict]).toEqual(['second', 'undecided']);
    expect(both[1]!.verdict).toBe('undecided');
  });

  test('only an interval inside the margin is the same', () => {
    const many = Array.from({ length: 3000 }, (_, i) => i);
    const one = runOf(
      many,
      many.map((i) => i % 2 === 0),
    );
    const [same] = compareRuns(one, [{ run: one, sameData: true }], 0.1);
    expect(same).toMatchObject({ verdict: 'same', p: 1, difference: 0 });
    expect(same!.interval.high).toBeLessThanOrEqual(margin);
    const few = runOf(
      ids.slice(0, 20),
      ids.slice(0, 20).map((i) => i % 2 === 0),
    );
    expect(compareRuns(few, [{ run: few, sameData: true }], 0.1)[0]!.verdict).toBe('undecided');
  });

  test('other data, other samples: the rates alone, without a test of pairs', () => {
    const [found] = compareRuns(first, [{ run: better, sameData: false }], 0.1);
    expect(found).toMatchObject({ kind: 'apart', p: null, verdict: 'undecided' });
    const far = runOf(
      ids.map((i) => i + 5000),
      ids.map(() => true),
    );
    expect(compareRuns(first, [{ run: far, sameData: true }], 0.1)[0]).toMatchObject({
      kind: 'apart',
      verdict: 'second',
    });
    expect(compareRuns(first, [{ run: better, sameData: true }], 0.3)).toEqual([null]);
    expect(pairKinds(first, far, 0.1).every((kind) => kind === undefined)).toBe(true);
  });
});

test('a walk at an iteration: the iterate itself, and once it has fallen the one that fell', () => {
  const step = (iteration: number, kept = true) => ({
    iteration,
    restart: 0,
    loss: 0,
    logits: Float32Array.of(iteration, 2.5),
    point: kept ? Float32Array.of(iteration) : null,
  });
  const path: Path = {
    id: 3,
    label: 1,
    attack: 'pgd',
    epsilon: 0.1,
    clean: Float32Array.of(-1),
    before: null,
    engine: 'wasm',
    steps: [step(0), step(1), step(2, false), step(3), step(4)],
  };
  const before = answerOf(Float32Array.of(0, 1));
  const at = (iteration: number, first: number) => [
    ...atIteration(path, iteration, first, before).adversarial,
  ];
  expect([0, 1, 2, 3, 4].map((iteration) => at(iteration, -1))).toEqual([[0], [1], [1], [3], [4]]);
  expect([2, 3, 4].map((iteration) => at(iteration, 3))).toEqual([[1], [3], [3]]);
  expect(atIteration(path, 4, 3, before).after.predicted).toBe(0);
  expect(topOther([0.2, 0.5, 0.3], 1)).toBe(2);
});

test('what is kept stays below its bound, and what was used last stays', () => {
  const cache = new BoundedCache<number>(100);
  for (let i = 0; i < 10; i++) cache.set(`k${i}`, i, 10);
  expect(cache.get('k0')).toBe(0);
  cache.set('new', 11, 15);
  expect([cache.has('k0'), cache.has('k1'), cache.has('k2'), cache.has('k3')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  cache.set('huge', 1, 1000);
  expect([cache.has('huge'), cache.has('k0')]).toEqual([true, false]);
});

describe('what is computed for a sample', () => {
  const at = { axis: 'epsilon', attack: worstCase, epsilon: 0.25 } as const;
  const broken = places.find((place) => run.clean[place] && !run.stands(worstCase, 0.0625, place))!;
  const wrong = places.find((place) => !run.clean[place])!;

  test('nothing is attacked at ε 0, nor what was wrong before', () => {
    const none = { kind: 'look', attacks: [], epsilon: 0 };
    expect(jobFor(run, { ...at, epsilon: 0 }, broken, 'pgd')).toEqual(none);
    expect(jobFor(run, at, wrong, 'pgd')).toEqual(none);
    expect(jobFor(run, { ...at, axis: 'iterations' }, wrong, 'pgd')).toEqual(none);
  });

  test('the worst case by what broke it first, an attack by itself, iterations by their walk, a cascade in its order', () => {
    const worst = jobFor(run, at, broken, 'pgd');
    expect(worst.epsilon).toBe(0.0625);
    expect(run.stands(worst.attacks[0], 0.0625, broken)).toBe(false);
    expect(jobFor(run, { ...at, attack: 'fgsm' }, broken, 'pgd')).toEqual({
      kind: 'look',
      attacks: ['fgsm'],
      epsilon: 0.25,
    });
    const walk = jobFor(run, { ...at, axis: 'iterations' }, broken, 'pgd');
    expect(walk).toMatchObject({ kind: 'path', epsilon: 0.25 });
    expect(run.fallTime(walk.attacks[0], 0.25, broken)).toBe(run.fallTime(worstCase, 0.25, broken));
    const outcomes = item.outcomes.filter(({ name }) => /^(clean|worst-case)/.test(name));
    const cascade = new RunOutcomes({ ...item, outcomes, details: {} });
    expect(jobFor(cascade, at, broken, '')).toEqual({
      kind: 'look',
      attacks: run.planned,
      epsilon: 0.0625,
    });
  });

  test('samples kept in the report stand for those that would be computed', () => {
    const subject = { kind: 'image', shape: golden.data.shape, range: [0, 1], gridStep: 1 / 16 } as const;
    const kept = keptByName(item, subject);
    expect(kept.size).toBeGreaterThan(5);
    for (const [name, shown] of kept) {
      const { attack, epsilon, id } = shown;
      expect(name).toBe(`${jobName({ kind: 'look', attacks: [attack!], epsilon })} ${id}`);
      expect(shown.after.predicted).not.toBe(shown.label);
      expect(shown.source).toBe('kept');
    }
  });

  test('batches hold what is computed alike, the first missing sample first, and end', () => {
    const job = (epsilon: number) => ({ kind: 'look' as const, attacks: ['pgd'], epsilon });
    const wanted = [0, 1, 2, 3, 4, 5].map((id) => ({ id, job: job(id % 2 ? 0.1 : 0.2) }));
    const done = new Set<string>();
    const batches: (readonly number[])[] = [];
    for (;;) {
      const batch = nextBatch(
        wanted,
        (name, id) => done.has(`${name} ${id}`),
        () => 2,
      );
      if (!batch) break;
      batches.push(batch.ids);
      for (const id of batch.ids) done.add(`${jobName(batch.job)} ${id}`);
    }
    expect(batches).toEqual([[0, 2], [1, 3], [4], [5]]);
  });
});

test('keys in a grid never leave it', () => {
  const keys = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(39),
      fc.constantFrom(...keys),
      fc.boolean(),
      (count, columns, from, key, ctrl) => {
        const next = cellAfter(key, from % count, { count, columns, ctrl })!;
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThan(count);
        if (key === 'ArrowUp' || key === 'ArrowDown') expect(next % columns).toBe((from % count) % columns);
      },
    ),
  );
  expect(cellAfter('a', 0, { count: 3, columns: 2, ctrl: false })).toBeUndefined();
});

test('what can be read from one sample', () => {
  const answer = (...confidences: number[]) => ({
    predicted: confidences.indexOf(Math.max(...confidences)),
    confidences,
    logits: null,
  });
  const shown = {
    id: 1,
    label: 0,
    clean: new Float32Array(1),
    adversarial: new Float32Array(1),
    before: answer(0.9, 0.1, 0),
    after: answer(0.2, 0.7, 0.1),
    attack: 'pgd' as string | null,
    epsilon: 0.1,
    firstContinuous: 4,
    firstStored: 4,
    stored: true,
    source: 'computed' as const,
  };
  const told = (change: object, more: object = {}) =>
    readingOf({
      shown: { ...shown, ...change },
      stands: false,
      before: false,
      epsilon: '0.1',
      attack: 'PGD',
      fellAt: 4,
      className: String,
      share: (value) => `${Math.round(100 * value)}%`,
      ...more,
    });
  expect(told({})).toEqual({
    id: 'explore.read-fell-at',
    values: {
      attack: 'PGD',
      epsilon: '0.1',
      label: '0',
      taken: '1',
      before: '90%',
      after: '20%',
      confidence: '70%',
      iteration: 4,
    },
  });
  expect(told({}, { fellAt: 0 }).id).toBe('explore.read-fell-start');
  expect(told({}, { fellAt: null }).id).toBe('explore.read-fell');
  expect(told({ after: answer(0.6, 0.3, 0.1) }, { stands: true })).toMatchObject({
    id: 'explore.read-stands',
    values: { other: '1', otherConfidence: '30%', after: '60%' },
  });
  expect(told({ attack: null }).id).toBe('explore.read-clean');
  expect(told({}, { before: true }).id).toBe('explore.read-before');
});
