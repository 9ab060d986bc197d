import * as v from 'valibot';
import { mostShards, schemaVersion } from './report.ts';
import { settingSchema } from './setting.ts';
import type { Status } from './types.ts';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const natural = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
/** As many as data may have. */
const classes = v.pipe(natural, v.maxValue(10_000));
const finite = v.pipe(v.number(), v.finite());
const record = v.record(v.string(), v.unknown());
const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'base64'));

const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, 'a time such as 2026-01-31T12:00:00.000Z'),
  v.check((text) => Number.isFinite(Date.parse(text)), 'a time such as 2026-01-31T12:00:00.000Z'),
);

const statuses = [
  'measured',
  'met',
  'not-met',
  'undecided',
  'by-hand',
  'not-applicable',
  'not-run',
  'partial',
  'error',
] as const satisfies readonly Status[];

const message = v.strictObject({
  id: v.string(),
  values: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});

const interval = v.strictObject({
  low: finite,
  high: finite,
  method: v.string(),
  level: v.optional(finite),
});

const point = v.strictObject({
  x: finite,
  y: finite,
  low: finite,
  high: finite,
  correct: v.nullable(count),
  n: count,
  stored: v.optional(count),
  seeds: v.optional(natural),
});

const curve = v.strictObject({
  attack: v.string(),
  norm: v.optional(v.picklist(['linf', 'l2'])),
  kind: v.picklist(['raw', 'envelope']),
  x: v.strictObject({ name: v.picklist(['epsilon', 'iterations', 'queries']), unit: v.string() }),
  sampler: v.optional(v.string()),
  measure: v.optional(v.picklist(['accuracy', 'fidelity', 'deviation', 'transferability'])),
  epsilon: v.optional(finite),
  points: v.pipe(
    v.array(point),
    v.check(
      (points) => points.every(({ x }, at) => at === 0 || x > points[at - 1].x),
      'points by ascending x',
    ),
  ),
});

const estimate = v.strictObject({ value: finite, ...interval.entries });
const rate = v.pipe(finite, v.minValue(0), v.maxValue(1));

const roc = v.strictObject({
  attack: v.string(),
  defence: v.optional(v.string()),
  points: v.pipe(
    v.array(v.strictObject({ fpr: rate, tpr: rate, threshold: v.nullable(finite) })),
    v.check(
      (points) =>
        points.every(
          ({ fpr, tpr }, at) => at === 0 || (fpr >= points[at - 1].fpr && tpr >= points[at - 1].tpr),
        ),
      'points that rise',
    ),
  ),
  band: v.optional(v.array(v.strictObject({ fpr: rate, low: rate, high: rate }))),
  auc: estimate,
  tprAtFpr: v.record(
    v.string(),
    v.strictObject({
      fpr: rate,
      inSample: rate,
      tpr: v.nullable(estimate),
      achieved: v.nullable(estimate),
    }),
  ),
  advantage: v.strictObject({ ...estimate.entries, inSample: finite, byChance: v.nullable(finite) }),
  successRate: estimate,
  counts: v.strictObject({ members: count, nonMembers: count, truePositives: count, falsePositives: count }),
});

/** Whether no two of a list are named alike. */
const distinct = (names: readonly string[]) => new Set(names).size === names.length;

const bytesOf = (text: string) => (text.length / 4) * 3 - (text.match(/=*$/)?.[0].length ?? 0);

const detailsNote =
  'Further kinds of detail. A.5-3: `samples` (adversarial samples), `attacks`, `checks`, and `falls`: when each of `ids` fell in the run of an ' +
  'attack at an ε, `width` bits each, least significant first, base64; 0 = stood to the end, 1 + t = fell first at iteration t ' +
  '(0 = start point, or wrong before the attack: see the outcome `clean`). A.1-4: `areas`, `controls`, `asked` (queries, alarms and classes by sampler) ' +
  'and `roles`; its curves name the `sampler`, as `attack` too.';

const item = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.regex(/^A\.[1-6]-[0-9]+[ab]?$/, 'an id of Appendix A')),
    status: v.picklist(statuses),
    value: v.nullable(finite),
    interval: v.nullable(interval),
    correct: v.nullable(count),
    n: count,
    parameters: record,
    curves: v.pipe(
      v.array(curve),
      v.check(
        (curves) =>
          distinct(
            curves.map(({ attack, kind, norm, x, measure, epsilon }) =>
              JSON.stringify([attack, kind, norm, x.name, measure, epsilon]),
            ),
          ),
        'one curve for each attack, kind, norm, axis, measure and ε',
      ),
    ),
    roc: v.optional(
      v.pipe(
        v.array(roc),
        v.check(
          (curves) => distinct(curves.map(({ attack, defence }) => JSON.stringify([attack, defence]))),
          'one curve for each attack and defence',
        ),
      ),
    ),
    warnings: v.array(message),
    ids: v.array(count),
    outcomes: v.array(v.strictObject({ name: v.string(), bits: base64 })),
    reliable: v.optional(v.boolean()),
    parts: v.optional(record),
    details: v.pipe(record, v.description(detailsNote)),
  }),
  v.check(
    ({ ids, outcomes }) => outcomes.every(({ bits }) => bytesOf(bits) === Math.ceil(ids.length / 8)),
    'outcomes hold one bit per id',
  ),
);

const plan = v.strictObject({
  indicators: v.array(v.strictObject({ id: v.string(), parameters: record })),
  samples: v.nullable(natural),
  offset: count,
  order: v.picklist(['file', 'random']),
  seed: count,
  engine: v.picklist(['wasm', 'webgpu', 'auto']),
  thresholds: v.array(v.string()),
});

const model = v.strictObject({
  sha256: hash,
  bytes: count,
  target: v.nullable(v.string()),
  input: v.array(natural),
  classes,
  opset: count,
  producer: v.nullable(v.string()),
  notDifferentiable: v.array(v.string()),
  zeroGradient: v.array(v.string()),
  straightThrough: v.optional(v.array(v.string())),
  access: v.optional(v.picklist(['score', 'label'])),
  setting: v.optional(settingSchema),
  recorded: v.optional(v.literal(true)),
});

const data = v.strictObject({
  sha256: hash,
  id: v.string(),
  kind: v.picklist(['image', 'table']),
  shape: v.array(natural),
  classes,
  classNames: v.optional(v.array(v.string())),
  train: count,
  test: count,
  range: v.optional(v.tuple([finite, finite])),
  gridStep: v.optional(finite),
  features: v.optional(
    v.array(v.strictObject({ name: v.string(), mean: finite, std: finite, min: finite, max: finite })),
  ),
  preparation: v.strictObject({
    scale: v.optional(finite),
    labelColumn: v.optional(v.string()),
    standardised: v.optional(v.boolean()),
    resize: v.optional(v.tuple([natural, natural])),
  }),
});

const training = v.strictObject({
  source: v.picklist(['card', 'assumed', 'recorded']),
  members: count,
  others: count,
  recipe: v.optional(v.strictObject({ id: v.string(), epochs: natural })),
  sha256: hash,
});

const samples = v.strictObject({
  order: v.picklist(['file', 'random']),
  offset: count,
  count,
  of: count,
  runs: v.array(v.tuple([count, natural])),
  warnings: v.array(message),
});

const judgement = v.strictObject({
  threshold: v.string(),
  indicator: v.string(),
  outcome: v.picklist(['met', 'not-met', 'undecided']),
  reason: message,
});

const timings = v.strictObject({
  started: time,
  seconds: finite,
  workers: count,
  computed: count,
  cached: count,
  items: v.record(v.string(), finite),
  host: v.string(),
  pass: v.optional(v.strictObject({ forward: v.nullable(finite), gradient: v.nullable(finite) })),
  engines: v.optional(v.strictObject({ wasm: finite, webgpu: finite })),
});

const engine = v.strictObject({
  name: v.picklist(['wasm', 'webgpu']),
  agreement: v.nullable(finite),
  reason: v.optional(
    v.picklist([
      ...['no-gpu', 'software-gpu', 'gpu-failed', 'gpu-known-wrong'],
      ...['gpu-disagrees', 'gpu-slower', 'gpu-faster', 'forced'],
    ] as const),
  ),
  check: v.optional(
    v.strictObject({
      verdict: v.picklist(['agrees', 'disagrees', 'unsure', 'stepwise', 'not-finite']),
      directions: count,
      largest: v.nullable(finite),
      middle: v.nullable(finite),
    }),
  ),
});

/** The report as data: what a file must hold to be one. Unknown fields are refused, so that a misspelt one is noticed. */
export const reportSchema = v.strictObject({
  schemaVersion: v.literal(schemaVersion),
  seed: count,
  plan,
  shard: v.optional(
    v.pipe(
      v.strictObject({ index: natural, of: v.pipe(natural, v.maxValue(mostShards)) }),
      v.check(({ index, of }) => index <= of, 'an index from 1 to of'),
    ),
  ),
  model,
  data,
  training: v.optional(training),
  samples,
  engine,
  versions: v.strictObject({ touchstone: v.string(), onnxruntimeWeb: v.string() }),
  items: v.pipe(
    v.array(item),
    v.check((items) => distinct(items.map(({ id }) => id)), 'each indicator once'),
  ),
  judgement: v.array(judgement),
  timings,
});
