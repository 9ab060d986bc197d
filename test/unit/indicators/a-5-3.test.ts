import { describe, expect, test } from 'vitest';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import type { Curve, Item } from '../../../src/document/types.ts';
import { a53 } from '../../../src/indicators/a-5-3.ts';
import type { AttackSummary } from '../../../src/indicators/robustness/summary.ts';
import type { ReportSample } from '../../../src/indicators/robustness/merge.ts';
import { fromBase64, unpackBits } from '../../../src/numeric/bits.ts';
import { linearSubject } from '../../support/linear-subject.ts';
import { firstOf, runIndicator, runParts, subjectOf } from '../../support/run-indicator.ts';

const N = 130;
const { oracle, dataset } = linearSubject(N);
const plan = {
  epsilons: [0.2, 0, 0.0625, 0.125],
  attacks: ['fgsm', 'pgd', 'mi-fgsm', 'apgd-dlr'],
  iterations: 12,
  restarts: 2,
  selfChecks: false,
};
const run = (given: Readonly<Record<string, unknown>> = {}) =>
  runIndicator(a53, { ...plan, ...given }, dataset, oracle, firstOf(N));
const item = run();

const curve = (
  { curves }: Item,
  attack: string,
  kind: Curve['kind'],
  axis: string,
  epsilon?: number,
): Curve => {
  const found = curves.filter(
    (c) => c.attack === attack && c.kind === kind && c.x.name === axis && c.epsilon === epsilon,
  );
  expect(found).toHaveLength(1);
  return found[0];
};
const ys = ({ points }: Curve) => points.map(({ y }) => y);

describe('curves of A.5-3', () => {
  test('start at the clean accuracy and go through every ε in ascending order', async () => {
    const clean = [...dataset.test.y].filter((_, i) => i % 10 !== 9).length;
    for (const attack of ['worst-case', ...plan.attacks]) {
      const { points } = curve(await item, attack, 'envelope', 'epsilon');
      expect(points.map(({ x }) => x)).toEqual([0, 0.0625, 0.125, 0.2]);
      expect(points[0]).toMatchObject({ correct: clean, n: N, y: clean / N, stored: clean });
    }
  });

  test('envelopes never rise and never lie above the raw curve; the worst case is below all', async () => {
    const worst = ys(curve(await item, 'worst-case', 'envelope', 'epsilon'));
    for (const attack of plan.attacks) {
      const raw = ys(curve(await item, attack, 'raw', 'epsilon'));
      const envelope = ys(curve(await item, attack, 'envelope', 'epsilon'));
      envelope.forEach((y, i) => {
        expect(y).toBeLessThanOrEqual(raw[i]);
        expect(worst[i]).toBeLessThanOrEqual(y);
        if (i > 0) expect(y).toBeLessThanOrEqual(envelope[i - 1]);
      });
    }
  });

  test('curves against iterations end where the raw curve against ε is, and never rise', async () => {
    for (const attack of plan.attacks) {
      const raw = curve(await item, attack, 'raw', 'epsilon');
      for (const { x: epsilon, correct } of raw.points.slice(1)) {
        const { points } = curve(await item, attack, 'raw', 'iterations', epsilon);
        const length = { fgsm: 1, 'mi-fgsm': 12 }[attack] ?? 24;
        expect(points.map(({ x }) => x)).toEqual(Array.from({ length: length + 1 }, (_, i) => i));
        expect(points.at(-1)?.correct).toBe(correct);
        points.forEach(({ y }, i) => expect(y).toBeLessThanOrEqual(points[Math.max(0, i - 1)].y));
      }
    }
  });

  test('every point is a rate with its Wilson interval, numerator and denominator', async () => {
    for (const { points } of (await item).curves)
      for (const { y, low, high, correct, n } of points) {
        expect(y).toBe((correct ?? NaN) / n);
        expect(low).toBeLessThanOrEqual(y);
        expect(high).toBeGreaterThanOrEqual(y);
        expect(high - low).toBeGreaterThan(0);
      }
  });

  test('stored forms stand at least as often as the iterates they come from', async () => {
    const all = (await item).curves.flatMap(({ points }) => points);
    for (const { correct, stored } of all) expect(stored).toBeGreaterThanOrEqual(correct ?? Infinity);
    expect(all.some(({ correct, stored }) => stored !== correct)).toBe(true);
  });
});

describe('figures of A.5-3', () => {
  test('the value is the mean of the worst case over the points, inside its interval', async () => {
    const worst = ys(curve(await item, 'worst-case', 'envelope', 'epsilon')).slice(1);
    const { value, interval, n, correct } = await item;
    expect(value).toBeCloseTo(worst.reduce((sum, y) => sum + y, 0) / 3, 12);
    expect(interval!.low).toBeLessThan(value!);
    expect(interval!.high).toBeGreaterThan(value!);
    expect([n, correct]).toEqual([N, null]);
  });

  test('chosen points alone are averaged; one point is one rate', async () => {
    const one = await run({ points: [0.125] });
    const worst = curve(await item, 'worst-case', 'envelope', 'epsilon').points[2];
    expect([one.value, one.correct]).toEqual([worst.y, worst.correct]);
  });

  test('success is newly wrong over initially correct', async () => {
    const { attacks } = (await item).details as unknown as { attacks: AttackSummary[] };
    for (const { attack, success } of attacks) {
      const raw = curve(await item, attack, 'raw', 'epsilon').points;
      success.forEach(({ numerator, denominator, epsilon }, i) => {
        expect(epsilon).toBe(raw[i + 1].x);
        expect(denominator).toBe(raw[0].correct);
        expect(numerator).toBe((raw[0].correct ?? NaN) - (raw[i + 1].correct ?? NaN));
      });
    }
  });

  test('outcomes by id agree with the curves', async () => {
    const { ids, outcomes } = await item;
    expect(ids).toEqual(firstOf(N).indices);
    const standing = (name: string) =>
      unpackBits(outcomes.find((one) => one.name === name)!.bits, N).filter(Boolean).length;
    curve(await item, 'worst-case', 'envelope', 'epsilon')
      .points.slice(1)
      .forEach(({ x, correct }) => expect(standing(`worst-case@${x}`)).toBe(correct));
    curve(await item, 'pgd', 'raw', 'epsilon')
      .points.slice(1)
      .forEach(({ x, correct }) => expect(standing(`pgd@${x}`)).toBe(correct));
  });

  test('kept samples hold what the model says of them', async () => {
    const { samples } = (await item).details as unknown as { samples: ReportSample[] };
    expect(samples).toHaveLength(plan.attacks.length * 3 * 2);
    const decode = (data: string) => Float32Array.from(fromBase64(data), (level) => level / 16);
    for (const { clean, adversarial, before, after, id, label, epsilon, distance } of samples) {
      const [x, origin] = [decode(adversarial.data), decode(clean.data)];
      expect(origin).toEqual(dataset.test.x.slice(id * 16, (id + 1) * 16));
      expect(label).toBe(dataset.test.y[id]);
      const says = (input: Float32Array) => oracle.labels({ data: input, count: 1, shape: [1, 4, 4] });
      expect([...(await says(origin)), ...(await says(x))]).toEqual([before.label, after.label]);
      expect(before.label).toBe(label);
      expect(after.label).not.toBe(label);
      expect(Math.max(...x.map((value, i) => Math.abs(value - origin[i])))).toBeCloseTo(distance.linf, 6);
      expect(distance.linf).toBeLessThanOrEqual(epsilon + 1e-6);
      expect(after.confidences.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  test('the report is plain JSON', async () => {
    expect(JSON.parse(JSON.stringify(await item))).toEqual(await item);
  });
});

describe('pieces of A.5-3', () => {
  test('come to the same item in any order, cut anywhere and gone on with', async () => {
    const { parts, merge } = await runParts(a53, plan, dataset, oracle, firstOf(N), {
      arrange: (shards) => shards.reverse(),
    });
    expect(merge(parts)).toEqual(await item);
    const keys = [...parts.keys()];
    const half = merge(new Map([...parts].filter(([key]) => keys.indexOf(key) % 3 === 0)));
    expect(half.status).toBe('partial');
    const rest = new Map([...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(merge(rest)).toEqual(await item);
  });

  test('a sample range does not decide what happens to a sample', async () => {
    const few = await runIndicator(a53, plan, dataset, oracle, {
      order: 'file',
      indices: [60, 17, 3],
      of: N,
    });
    const whole = await item;
    for (const { name, bits } of few.outcomes) {
      const all = unpackBits(whole.outcomes.find((one) => one.name === name)!.bits, N);
      expect(unpackBits(bits, 3)).toEqual([all[60], all[17], all[3]]);
    }
  });

  test('nothing known gives an empty, partial item', async () => {
    const { merge } = await runParts(a53, plan, dataset, oracle, firstOf(N), { wanted: () => false });
    expect(merge(new Map())).toMatchObject({
      status: 'partial',
      value: null,
      interval: null,
      n: 0,
      curves: [],
    });
  });

  test('a cut run speaks of the samples it finished', async () => {
    const long = { ...plan, attacks: ['pgd'], iterations: 40 };
    const wanted = (key: string) => key.startsWith('clean') || key.includes('/0-');
    const { parts, merge } = await runParts(a53, long, dataset, oracle, firstOf(N), { wanted });
    const cut = merge(parts);
    expect([cut.status, cut.n]).toEqual(['partial', 50]);
    expect(cut.ids).toEqual(firstOf(50).indices);
    expect(curve(cut, 'pgd', 'raw', 'epsilon').points.map(({ n }) => n)).toEqual([N, 50, 50, 50]);
  });
});

describe('modes of A.5-3', () => {
  test('a cascade finds the same worst case with less work', async () => {
    const full = curve(await item, 'worst-case', 'envelope', 'epsilon');
    const cascade = await run({ mode: 'cascade' });
    expect(curve(cascade, 'worst-case', 'envelope', 'epsilon')).toEqual(full);
    expect(cascade.value).toBe((await item).value);
    expect(cascade.curves).toHaveLength(1);
    expect(cascade.warnings.map(({ id }) => id)).toContain('indicators.cascade');
  });

  test('last-iterate counting looks at end points alone', async () => {
    const last = await run({ count: 'last-iterate' });
    for (const attack of plan.attacks) {
      const first = ys(curve(await item, attack, 'raw', 'epsilon'));
      ys(curve(last, attack, 'raw', 'epsilon')).forEach((y, i) => expect(y).toBeGreaterThanOrEqual(first[i]));
      for (const { x, correct } of curve(last, attack, 'raw', 'epsilon').points.slice(1))
        expect(curve(last, attack, 'raw', 'iterations', x).points.at(-1)?.correct).toBe(correct);
    }
  });

  test('ε below one grid step is marked, and no stored form falls there', async () => {
    const below = await run({ epsilons: [0, 0.05], attacks: ['bim'] });
    expect(below.warnings).toContainEqual({
      id: 'indicators.below-grid',
      values: { epsilons: '0.05', step: '0.0625' },
    });
    const [clean, attacked] = curve(below, 'bim', 'raw', 'epsilon').points;
    expect(attacked.correct).toBeLessThan(clean.correct!);
    expect(attacked.stored).toBe(clean.stored);
  });

  test('ε below one grid step is marked in L2 too, and written short', async () => {
    const below = await run({ epsilons: [0, 8 / 255, 0.2], attacks: ['bim'], norm: 'l2' });
    expect(below.warnings).toContainEqual({
      id: 'indicators.below-grid',
      values: { epsilons: '0.0314', step: '0.0625' },
    });
    const [clean, attacked] = curve(below, 'bim', 'raw', 'epsilon').points;
    expect(attacked.stored).toBe(clean.stored);
  });

  test('images without a grid say that no stored form was judged', async () => {
    const ids = async (step: number | undefined) => {
      const { grid, ...rest } = dataset;
      const some = step === undefined ? rest : { ...rest, grid };
      return (await runIndicator(a53, plan, some, oracle, firstOf(20))).warnings.map(({ id }) => id);
    };
    expect(await ids(undefined)).toContain('indicators.no-grid');
    expect(await ids(1 / 16)).not.toContain('indicators.no-grid');
  });

  test('operators whose gradient is zero everywhere are named', async () => {
    const subject = { ...subjectOf(dataset), zeroGradient: ['Round', 'Sign'] };
    const parameters = a53.resolve(plan, subject);
    expect(a53.merge(new Map(), parameters, subject, firstOf(N), 1).warnings).toContainEqual({
      id: 'indicators.zero-gradient-operators',
      values: { operators: 'Round, Sign' },
    });
  });

  test('operators whose gradient is passed straight through are named', () => {
    const subject = { ...subjectOf(dataset), straightThrough: ['QuantizeLinear'] };
    const parameters = a53.resolve(plan, subject);
    expect(a53.merge(new Map(), parameters, subject, firstOf(N), 1).warnings).toContainEqual({
      id: 'indicators.straight-through',
      values: { operators: 'QuantizeLinear' },
    });
  });

  test('tables without a training part say whose deviations and bounds they use', () => {
    const ids = (train: number) => {
      const subject = { kind: 'table', classes: 4, shape: [16], train } as const;
      const parameters = a53.resolve(plan, subject);
      return a53.merge(new Map(), parameters, subject, firstOf(N), 1).warnings.map(({ id }) => id);
    };
    expect(ids(0)).toContain('indicators.no-training-part');
    expect(ids(300)).not.toContain('indicators.no-training-part');
  });

  test('a partial cascade carries only what it looked at', async () => {
    const given = { ...plan, mode: 'cascade', iterations: 40 };
    const wanted = (key: string) => key.startsWith('clean') || key.endsWith('/20-40');
    const { parts, merge } = await runParts(a53, given, dataset, oracle, firstOf(N), { wanted });
    const { cascade } = merge(parts).details as unknown as { cascade: { run: number; carried: number }[] };
    const own = [...dataset.test.y.keys()].slice(20, 40).filter((i) => i % 10 !== 9).length;
    for (const { run: attacked, carried } of cascade) {
      expect(carried).toBeGreaterThanOrEqual(0);
      expect(attacked + carried).toBe(own);
    }
    const [key] = [...parts.keys()].filter((one) => one.startsWith('cascade'));
    const alone = merge(new Map([[key, parts.get(key)!]])).details as unknown as typeof parts & {
      cascade: unknown;
    };
    expect(alone.cascade).toEqual(cascade);
  });

  test('L2 attacks run with every attack there is', async () => {
    const l2 = await run({ norm: 'l2', epsilons: [0, 0.3], attacks: evasionAttacks.map(({ id }) => id) });
    expect(l2.curves.every(({ norm }) => norm === 'l2')).toBe(true);
    const [clean, attacked] = ys(curve(l2, 'worst-case', 'envelope', 'epsilon'));
    expect(attacked).toBeLessThan(clean);
  });

  test('tables are measured in standard deviations, without a stored form', async () => {
    const features = 16;
    const bounds = (value: number) => Float64Array.from({ length: features }, () => value);
    const stats = { min: bounds(0), max: bounds(1), mean: bounds(0), std: bounds(1) };
    const { id, classes, sha256, test: samples, train } = dataset;
    const table = {
      kind: 'table',
      id,
      shape: [features],
      classes,
      sha256,
      train,
      test: samples,
      stats,
    } as const;
    const result = await runIndicator(a53, plan, table, oracle, firstOf(N));
    expect(curve(result, 'worst-case', 'envelope', 'epsilon').x).toEqual({ name: 'epsilon', unit: 'std' });
    expect(result.curves.flatMap(({ points }) => points).every((point) => !('stored' in point))).toBe(true);
    expect(result.details.stored).toBeNull();
    expect(result.value).toBe((await item).value);
  });
});
