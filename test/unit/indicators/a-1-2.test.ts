import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { shardKey } from '../../../src/assessment/keys.ts';
import { a12 } from '../../../src/indicators/a-1-2.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareRecorded } from '../../../src/assessment/recorded.ts';
import { prepareSubject, type Subject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { checkReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import type { Item, RocCurve } from '../../../src/document/types.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { loadTarget } from '../../../src/training/bundled.ts';
import { knowledgeOf } from '../../../src/training/card.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { describeShared, sharedBytes, sharedJson } from '../../support/shared.ts';
import { npyFile } from '../../support/data-files.ts';
import {
  membershipReference,
  REFERENCE_MODELS,
  referenceScores,
} from '../../support/membership-references.ts';
import { loadFiles, type SourceFile } from '../../../src/datasets/load.ts';
import { areaOf } from '../../../src/indicators/membership/curves.ts';
import { fetchPublic } from '../../support/subject.ts';

async function measured(
  subject: Subject,
  parameters: Record<string, unknown>,
  options: { samples?: number; thresholds?: string[]; shard?: { index: number; of: number } } = {},
): Promise<Report> {
  const { samples, thresholds = [], shard } = options;
  const plan = parsePlan({
    indicators: [{ id: 'A.1-2', parameters }],
    ...(samples === undefined ? {} : { samples, order: 'random' }),
    thresholds,
    seed: 3,
  });
  return assess(resolvePlan(plan, subject.info, indicators), subject, {
    registry: indicators,
    executor: realExecutor(),
    shard,
    host: 'test',
  });
}

async function bundled(id: string): Promise<Subject> {
  const { card, bytes } = await loadTarget(id, fetchPublic);
  const dataset = await loadBundled(card.dataset.id, fetchPublic);
  return prepareSubject({ model: bytes, target: id, dataset, training: knowledgeOf(card) });
}

const rowOf = (report: Report): Item => report.items[0];
const curveOf = (item: Item, attack: string, defence?: string): RocCurve =>
  item.roc!.find((curve) => curve.attack === attack && curve.defence === defence)!;

interface Reference {
  samples: { is_member: number[]; label: number[]; logits: number[][] };
  attacks: Record<
    string,
    {
      auc: number;
      'tpr_at_fpr_0.01': number;
      'tpr_at_fpr_0.001': number;
      max_advantage_tpr_minus_fpr: number;
    }
  >;
}

/** The reference's names of the scores. */
const named = {
  gap: 'correctness',
  loss: 'negative_loss',
  confidence: 'true_class_confidence',
  entropy: 'negative_entropy',
  'modified-entropy': 'negative_modified_entropy',
  logit: 'logit_scaled_confidence',
  hinge: 'logit_margin',
};

describeShared('membership of recorded predictions', (shared) => {
  test.for(['breast-cancer-mlp', 'digits-mlp-noisy-labels', 'digits-mlp-overfit'])(
    '%s: areas, low rates and advantages of the reference',
    async (model) => {
      const reference = sharedJson<Reference>(shared, `reference/results/${model}.membership-inference.json`);
      const { is_member, label, logits } = reference.samples;
      const header = ['label', 'member', ...logits[0].map((_, c) => `score_${c}`)].join();
      const lines = logits.map((row, i) => [label[i], is_member[i], ...row].join());
      const bytes = new TextEncoder().encode([header, ...lines].join('\n'));
      const { subject } = prepareRecorded({ name: 'scores.csv', bytes });
      const report = await measured(subject, { attacks: Object.keys(named) });
      const item = rowOf(report);
      for (const [attack, name] of Object.entries(named)) {
        const curve = curveOf(item, attack);
        const wanted = reference.attacks[name];
        expect(curve.auc.value, `${attack} auc`).toBeCloseTo(wanted.auc, 6);
        expect(curve.tprAtFpr['0.01'].inSample, `${attack} 1 %`).toBeCloseTo(wanted['tpr_at_fpr_0.01'], 6);
        expect(curve.tprAtFpr['0.001'].inSample, `${attack} 0.1 %`).toBeCloseTo(
          wanted['tpr_at_fpr_0.001'],
          6,
        );
        expect(curve.advantage.inSample, `${attack} advantage`).toBeCloseTo(
          wanted.max_advantage_tpr_minus_fpr,
          6,
        );
      }
      expect(item.warnings.map(({ id }) => id)).toContain('membership.no-baselines');
      expect(checkReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
    },
  );
});

describeShared('own attacks on the reference models, through the engine', (shared) => {
  /** Rows of a reference as two arrays, as a person would drop them. */
  const filesOf = (rows: readonly number[][], labels: readonly number[], name: string): SourceFile[] => [
    { name: `x-${name}.npy`, bytes: npyFile('<f4', [rows.length, rows[0].length], rows.flat()) },
    { name: `y-${name}.npy`, bytes: npyFile('<i8', [labels.length], labels) },
  ];

  function inputsOf(model: string): (row: number) => number[] {
    const { mean, std } = sharedJson<{ mean?: number[]; std?: number[] }>(
      shared,
      `reference/models/${model}.weights.json`,
    );
    const file = mean ? 'breast-cancer' : 'uci-digits';
    const [, ...lines] = new TextDecoder()
      .decode(sharedBytes(shared, `datasets/${file}.csv`))
      .trim()
      .split('\n');
    return (row) => {
      const values = lines[row].split(',').slice(0, -1).map(Number);
      return values.map((value, at) => (mean && std ? (value - mean[at]) / std[at] : value / 16));
    };
  }

  test.for(REFERENCE_MODELS)('%s: areas within the interval of the reference', async (model) => {
    const { samples, ART } = membershipReference(shared, model);
    const inputs = inputsOf(model);
    const part = (member: number) => {
      const places = samples.is_member.flatMap((flag, at) => (flag === member ? [at] : []));
      const rows = places.map((at) => inputs(samples.row[at]));
      return filesOf(
        rows,
        places.map((at) => samples.label[at]),
        member ? 'train' : 'test',
      );
    };
    const subject = prepareSubject({
      model: sharedBytes(shared, `reference/models/${model}.onnx`),
      target: null,
      dataset: loadFiles(part(0), { train: part(1) }),
    });
    const item = rowOf(
      await measured(subject, { attacks: [...Object.keys(named), 'trained'], baselines: false }),
    );
    const scores = referenceScores({ samples });
    for (const [attack, name] of Object.entries(named)) {
      const reference = areaOf(Float64Array.from(scores[name]), samples.is_member);
      const { value } = curveOf(item, attack).auc;
      expect(value, attack).toBeGreaterThanOrEqual(reference.low);
      expect(value, attack).toBeLessThanOrEqual(reference.high);
    }
    // Attackers trained on half of the records, from losses: that library's were asked about other halves.
    const best = Math.max(
      ...['lr', 'nn'].map((kind) => ART[`MembershipInferenceBlackBox ${kind} on loss`].balanced_accuracy),
    );
    expect(curveOf(item, 'trained').successRate.high, 'trained').toBeGreaterThanOrEqual(best);
  });
});

describe('a bundled model that overfits', async () => {
  const subject = await bundled('breast-cancer-mlp-overfit');
  const cheap = { attacks: ['gap', 'loss', 'lira-offline'], shadows: 4, defences: ['none', 'top-1'] };
  const report = await measured(subject, cheap);
  const item = rowOf(report);

  test('the roles are disjoint, declared and from one part', () => {
    expect(item.details.roles).toMatchObject({
      members: 60,
      nonMembers: 255,
      population: 85,
      othersFrom: 'training',
      shadowRows: 60,
      shadows: 4,
      known: 'card',
    });
    expect(report.training).toMatchObject({ source: 'card', members: 60, others: 340 });
  });

  test('every attack is measured on every form of the answers', () => {
    const names = item.roc!.map(({ attack, defence }) => `${attack} ${defence ?? 'none'}`);
    expect(names).toEqual(
      ['none', 'top-1'].flatMap((defence) => cheap.attacks.map((attack) => `${attack} ${defence}`)),
    );
    for (const { points, auc, counts } of item.roc!) {
      expect([points[0].fpr, points[0].tpr, points[0].threshold]).toEqual([0, 0, null]);
      expect([points.at(-1)!.fpr, points.at(-1)!.tpr]).toEqual([1, 1]);
      expect(auc.low).toBeLessThan(auc.value);
      expect(auc.high).toBeGreaterThan(auc.value);
      expect(counts.members + counts.nonMembers).toBe(315);
    }
  });

  test('the gap rule finds what the accuracies say: half of their difference above chance', () => {
    const { members, nonMembers } = item.details.accuracy as { members: number; nonMembers: number };
    expect(curveOf(item, 'gap').auc.value).toBeCloseTo(0.5 + (members - nonMembers) / 2, 12);
  });

  test('a false-positive rate that so few non-members cannot resolve has no calibrated figure', () => {
    expect(curveOf(item, 'loss').tprAtFpr['0.01']).toMatchObject({ tpr: null, achieved: null });
  });

  test('what the largest probability alone shows is never more than its whole row', () => {
    const [whole, top] = [curveOf(item, 'gap'), curveOf(item, 'gap', 'top-1')];
    expect(top.auc.value).toBe(whole.auc.value);
  });

  test('parts of a division give the same row as one run', async () => {
    const parts = [];
    for (const index of [1, 2]) parts.push(await measured(subject, cheap, { shard: { index, of: 2 } }));
    const merged = mergeReports(parts, indicators);
    expect(merged.items).toEqual(report.items);
    expect(merged.training).toEqual(report.training);
  });

  test('an attack that cannot be scored is named', async () => {
    const few = rowOf(await measured(subject, { attacks: ['loss', 'lira'], shadows: 2 }, { samples: 40 }));
    expect(few.roc!.map(({ attack }) => attack)).toEqual(['loss']);
    expect(few.warnings).toContainEqual({ id: 'membership.unscored', values: { attacks: 'lira' } });
  });

  test('a limit on samples holds for members and non-members', async () => {
    const few = rowOf(await measured(subject, { attacks: ['loss'] }, { samples: 40 }));
    expect(few.details.roles).toMatchObject({ members: 40, nonMembers: 40 });
    expect(few.warnings.map(({ id }) => id)).toContain('membership.few');
  });
});

describe('LiRA on copies of images', async () => {
  const subject = await bundled('digits-cnn-overfit');
  const few = { attacks: ['lira', 'loss'], shadows: 4, baselines: false };
  const at = async (parameters: object) =>
    rowOf(await measured(subject, { ...few, ...parameters }, { samples: 40 }));
  const [plain, copied] = [await at({}), await at({ augmented: true })];

  test('asks about them only where they are wanted, and scores by all of them', () => {
    expect(curveOf(copied, 'lira').points).not.toEqual(curveOf(plain, 'lira').points);
    expect(curveOf(copied, 'loss')).toEqual(curveOf(plain, 'loss'));
  });

  test('tables have none: nothing changes', async () => {
    const table = await bundled('breast-cancer-mlp-overfit');
    const row = async (augmented: boolean) =>
      rowOf(await measured(table, { ...few, augmented }, { samples: 40 })).roc;
    expect(await row(true)).toEqual(await row(false));
  });

  test('the spread is as asked for', async () => {
    const own = await at({ variance: 'per-record' });
    expect(curveOf(own, 'lira').points).not.toEqual(curveOf(plain, 'lira').points);
    expect(curveOf(await at({ variance: 'fixed' }), 'lira')).toEqual(curveOf(plain, 'lira'));
  });
});

test('another list of attacks, or more shadows, needs no shadow anew; another defence does', async () => {
  const { info } = await bundled('breast-cancer-mlp-overfit');
  const selection = { order: 'random', indices: [0, 1, 2], of: 3 } as const;
  const context = { versions: {}, build: '', engine: 'wasm', model: 'm', data: 'd', seed: 0 };
  const keys = (given: Record<string, unknown>) => {
    const parameters = a12.resolve({ attacks: ['lira'], shadows: 4, ...given }, info);
    return a12
      .shards(parameters, info, selection)
      .filter(({ part }) => part === 'shadows')
      .map((shard) => shardKey(context, { ...parameters }, shard));
  };
  const before = keys({});
  expect(new Set(before).size).toBe(4);
  expect(keys({ attacks: ['rmia', 'loss'], baselines: false, records: true })).toEqual(before);
  expect(keys({ shadows: 6 }).slice(0, 4)).toEqual(before);
  expect(keys({ defences: ['top-1'] }).some((key) => before.includes(key))).toBe(false);
});

test('rows in file order differ by themselves: the baselines say so and nothing is judged', async () => {
  const report = await measured(
    await bundled('digits-cnn'),
    { attacks: ['loss'] },
    { thresholds: ['A.1-2<=0.9', 'A.1-2<=0.1'] },
  );
  expect(rowOf(report).reliable).toBe(false);
  expect(report.judgement.map(({ outcome, reason }) => [outcome, reason.id])).toEqual([
    ['undecided', 'assessment.judged-differ'],
    ['undecided', 'assessment.judged-differ'],
  ]);
});

test('scores without the rows of the other side are refused in one sentence', () => {
  const bytes = new TextEncoder().encode('label,member,score_0,score_1\n0,1,0.9,0.1\n1,1,0.2,0.8\n');
  const { subject } = prepareRecorded({ name: 'scores.csv', bytes });
  const plan = parsePlan({ indicators: ['A.1-2'] });
  expect(() => resolvePlan(plan, subject.info, indicators)).toThrowError(
    expect.objectContaining({ id: 'assessment.no-member-column' }),
  );
});
