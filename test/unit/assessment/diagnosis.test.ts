import { afterAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/assessment/diagnosis.ts';
import type { ImportSetting } from '../../../src/assessment/import-setting.ts';
import { sealed, takeRows } from '../../../src/datasets/samples.ts';
import type { ImageDataset, TableDataset } from '../../../src/datasets/types.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { int } from '../../../src/graph/ir.ts';
import { importModel } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import type { Preprocessing } from '../../../src/graph/preprocessing.ts';
import { presetOf } from '../../../src/graph/presets.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));
const openEngine = async () => ({ runtime, report: { engine: 'wasm' as const, agreement: null } });

/** Mean colours of the classes, in [0, 1]; no order of channels turns one set into another. */
const colours = [
  [0.7, 0.25, 0.15],
  [0.15, 0.3, 0.6],
  [0.3, 0.7, 0.4],
  [0.75, 0.65, 0.1],
];
const caffe = presetOf('caffe')!.steps;
const right: Preprocessing = { ...caffe, layout: 'nhwc' };

/** Which of the mean colours is nearest, [N, colours], and the mean itself, [N, 3]; takes [N, 6, 6, 3], blue first, bytes less the mean. */
function nearestColour(of: readonly (readonly number[])[] = colours) {
  const centres = of.map((rgb) => [...rgb].reverse().map((value, c) => 255 * value - caffe.mean![c]));
  const b = new GraphBuilder(17);
  const pictures = b.transpose(b.input('image', { dtype: 'float32', shape: [-1, 6, 6, 3] }), [0, 3, 1, 2]);
  const mean = b.emit('Flatten', [b.emit('GlobalAveragePool', [pictures])]);
  const weights = [0, 1, 2].flatMap((c) => centres.map((centre) => 2 * centre[c]));
  const bias = centres.map((centre) => -centre.reduce((sum, value) => sum + value * value, 0));
  const logits = b.add(b.emit('MatMul', [mean, b.floats(weights, [3, centres.length])]), b.floats(bias));
  return { b, mean, logits };
}

const count = 160;
const draws = stream(5, 'diagnosis-test');
const pixels = Float32Array.from({ length: count * 108 }, (_, at) => {
  const [index, channel] = [Math.floor(at / 108), Math.floor((at % 108) / 36)];
  const value = colours[index % 4][channel] + 0.3 * (draws.uniform(at) - 0.5);
  return Math.round(255 * Math.min(1, Math.max(0, value))) / 255;
});

/** Pictures of noise around the mean colours, as bytes. */
function pictures(labelOf: (index: number) => number = (index) => index % 4): ImageDataset {
  const y = Int32Array.from({ length: count }, (_, index) => labelOf(index));
  return sealed({
    id: 'file',
    kind: 'image' as const,
    shape: [3, 6, 6],
    range: [0, 1] as const,
    grid: { step: 1 / 255 },
    classes: Math.max(...y) + 1,
    train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
    test: { x: pixels, y, count },
  });
}

const { b: colour, logits: nearest } = nearestColour();
const model = writeOnnx(colour.build([colour.emit('Softmax', [nearest])]));
const run = (setting: ImportSetting, dataset: ImageDataset | TableDataset = pictures(), more = {}) =>
  diagnose({ model, dataset, setting, openEngine, samples: 120, ...more });

describe('a model that takes blue first, channels last, bytes less the mean', () => {
  test('read rightly, it is good and nothing is searched for', async () => {
    const found = await run({ preprocessing: right });
    expect(found).toMatchObject({ verdict: 'good', tried: 0, alternatives: [], chance: 0.25 });
    expect(found.measured.accuracy).toBe(1);
    expect(found.messages.map(({ id }) => id)).toEqual(['diagnosis.accuracy']);
  });

  test('even when looked for, nothing is better', async () => {
    expect((await run({ preprocessing: right }, pictures(), { search: 'always' })).alternatives).toEqual([]);
  });

  test.each<[string, Preprocessing, readonly string[]]>([
    ['red first', { multiply: 255, mean: caffe.mean, layout: 'nhwc' }, ['diagnosis.bgr']],
    ['nothing said', {}, ['presets.caffe']],
    ['in [−1, 1]', { mean: [0.5], std: [0.5] }, ['presets.caffe']],
  ])('%s: the right steps are offered', async (_, preprocessing, changes) => {
    const found = await run({ preprocessing });
    expect(found.verdict).not.toBe('good');
    const [best] = found.alternatives;
    expect(best.measured.accuracy).toBe(1);
    expect(best.setting.preprocessing).toMatchObject(caffe);
    expect(best.changes.map(({ id }) => id)).toEqual(expect.arrayContaining([...changes]));
    expect(best.present.accuracy).toBeLessThan(0.8);
    expect(found.messages.at(-1)!.id).toBe('diagnosis.found');
    // Taken, it leaves nothing to be found.
    expect((await run(best.setting)).verdict).toBe('good');
  });

  test('steps that were guessed wrongly do not hide what the bare file is missing', async () => {
    // Wrong scale and deviation on top of the wrong order: no single step from here is right, one from the bare file is.
    const wrong: Preprocessing = { mean: [0.9, 0.1, 0.5], std: [0.02, 4, 0.5], multiply: 3 };
    const bare = await run({});
    const found = await run({ preprocessing: wrong });
    expect(found.alternatives[0].measured.accuracy).toBe(bare.alternatives[0].measured.accuracy);
    expect(found.alternatives[0].setting).toEqual(bare.alternatives[0].setting);
  });

  test('labels that begin at 1, of which the last is beyond the model', async () => {
    const found = await run(
      { preprocessing: right },
      pictures((index) => 1 + (index % 4)),
    );
    expect(found.alternatives.map(({ setting }) => setting.labels)).toEqual([[-1, 0, 1, 2, 3]]);
    expect(found.alternatives[0].changes).toEqual([{ id: 'diagnosis.labels-late' }]);
  });

  test('labels in another order are found on one half of the samples and judged on the other', async () => {
    const order = [2, 0, 1, 3];
    const found = await run(
      { preprocessing: right },
      pictures((index) => order[index % 4]),
    );
    expect(found.alternatives).toHaveLength(1);
    expect(found.alternatives[0]).toMatchObject({ setting: { labels: [1, 2, 0, 3] }, measured: { n: 60 } });
    expect(found.alternatives[0].changes[0].id).toBe('diagnosis.labels-shuffled');
  });
});

test.each<[string, Preprocessing, readonly string[]]>([
  [
    'channels',
    { multiply: 255, mean: caffe.mean, layout: 'nhwc' },
    ['diagnosis.bgr', 'diagnosis.labels-shuffled'],
  ],
  ['steps', { layout: 'nhwc' }, ['presets.caffe', 'diagnosis.labels-shuffled']],
])('labels and %s in another order at once are found together', async (_, preprocessing, changes) => {
  // No class keeps its place, nor moves by one: no rule hints at it.
  const order = [2, 3, 0, 1];
  const found = await run(
    { preprocessing },
    pictures((index) => order[index % 4]),
  );
  const [best] = found.alternatives;
  expect(best.setting).toMatchObject({ labels: order, preprocessing: caffe });
  expect(best.changes.map(({ id }) => id)).toEqual(changes);
  expect(best.measured).toMatchObject({ accuracy: 1, n: 60 });
});

describe('a good reading of a model that takes blue first', () => {
  // The first three look alike with red and blue exchanged; the last two are taken for each other.
  const made = [
    [0.2, 0.5, 0.2],
    [0.6, 0.2, 0.6],
    [0.8, 0.8, 0.8],
    [0.8, 0.3, 0.3],
    [0.3, 0.3, 0.8],
  ];
  const { b, logits } = nearestColour(made);
  const blueFirst = writeOnnx(b.build([b.emit('Softmax', [logits])]));
  /** Of a hundred pictures `few` are of one of the last two colours. */
  function mostlyAlike(samples: number, few: number): ImageDataset {
    const y = Int32Array.from({ length: samples }, (_, index) =>
      index % 100 < few ? 3 + (index % 2) : index % 3,
    );
    const noise = stream(6, 'mostly-alike');
    const x = Float32Array.from({ length: samples * 108 }, (_, at) => {
      const [index, channel] = [Math.floor(at / 108), Math.floor((at % 108) / 36)];
      return Math.round(255 * (made[y[index]][channel] + 0.2 * (noise.uniform(at) - 0.5))) / 255;
    });
    return sealed({ ...pictures(), classes: 5, test: { x, y, count: samples } });
  }
  const redFirst: Preprocessing = { multiply: 255, mean: caffe.mean, layout: 'nhwc' };
  const read = (samples: number, few: number, preprocessing = redFirst) =>
    diagnose({
      model: blueFirst,
      dataset: mostlyAlike(samples, few),
      setting: { preprocessing },
      openEngine,
    });

  test('has a better one, judged on samples that it was not chosen by', async () => {
    const found = await read(1200, 5);
    expect(found.verdict).toBe('good');
    expect(found.measured).toMatchObject({ n: 256 });
    const [better, ...others] = found.alternatives;
    expect(others).toEqual([]);
    expect(better.changes.map(({ id }) => id)).toEqual(['diagnosis.bgr']);
    expect(better.measured).toMatchObject({ n: 944, correct: 944 });
    expect(better.present.correct).toBe(944 - Math.round(0.05 * 944));
    // All that differ favour the other: McNemar's p is 2 · 2⁻ⁿ.
    expect(better.p).toBeCloseTo(2 * 2 ** -(944 - better.present.correct), 18);
    expect(found.messages.map(({ id }) => id)).toEqual(['diagnosis.accuracy', 'diagnosis.better']);
  });

  test('is left at that where other samples do not tell, or are too few', async () => {
    expect((await read(1200, 0)).alternatives).toEqual([]);
    const few = await read(300, 5);
    expect(few).toMatchObject({ verdict: 'good', alternatives: [], tried: 0 });
    expect(few.messages.map(({ id }) => id)).toEqual(['diagnosis.accuracy']);
  });

  test('and the better one has none', async () => {
    expect(await read(1200, 5, right)).toMatchObject({ verdict: 'good', alternatives: [], tried: 0 });
  });
});

test('labels that have nothing to do with the pictures: nothing is offered, and that is said', async () => {
  for (let seed = 0; seed < 5; seed++) {
    const labels = stream(seed, 'random-labels');
    const found = await run(
      { preprocessing: right },
      pictures((index) => Math.floor(4 * labels.uniform(index))),
    );
    expect(found).toMatchObject({ verdict: 'near-chance', alternatives: [] });
    expect(found.messages.map(({ id }) => id)).toEqual([
      'diagnosis.accuracy',
      'diagnosis.near-chance',
      'diagnosis.nothing',
    ]);
  }
});

test('a table that the model wants standardised', async () => {
  const values = stream(9, 'table');
  const x = Float32Array.from({ length: 2 * count }, (_, at) =>
    at % 2 === 0 ? 1000 + 200 * values.uniform(at) : values.uniform(at),
  );
  const y = Int32Array.from({ length: count }, (_, row) =>
    (x[2 * row] - 1100) / 57.7 + (x[2 * row + 1] - 0.5) / 0.2887 > 0 ? 1 : 0,
  );
  const table = sealed<Omit<TableDataset, 'sha256'>>({
    id: 'file',
    kind: 'table',
    shape: [2],
    classes: 2,
    stats: {
      min: Float64Array.of(1000, 0),
      max: Float64Array.of(1200, 1),
      mean: Float64Array.of(1100, 0.5),
      std: Float64Array.of(57.7, 0.2887),
    },
    train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
    test: { x, y, count },
  });
  const b = new GraphBuilder(17);
  const sum = b.emit('MatMul', [
    b.input('x', { dtype: 'float32', shape: [-1, 2] }),
    b.floats([-1, 1, -1, 1], [2, 2]),
  ]);
  const found = await diagnose({ model: writeOnnx(b.build([sum])), dataset: table, openEngine });
  expect(found.verdict).toBe('near-chance');
  expect(found.alternatives[0].setting).toEqual({
    preprocessing: { mean: [1100, 0.5], std: [57.7, 0.2887] },
  });
  expect(found.alternatives[0].measured.accuracy).toBeGreaterThan(0.98);
});

test('what does not fit at all is said as such; a fired signal ends the search', async () => {
  await expect(run({ preprocessing: { channels: 'repeat' } })).rejects.toMatchObject({
    id: 'graph.preprocessing-channels',
  });
  const gone = AbortSignal.abort();
  await expect(run({}, pictures(), { signal: gone })).rejects.toMatchObject({ name: 'AbortError' });
});

describe('a model with an embedding in front of its logits', () => {
  const { b, mean, logits } = nearestColour();
  const both = writeOnnx(b.build([mean, logits]));

  test.each<[string, Preprocessing, readonly string[]]>([
    ['the logits are offered by their name', right, ['diagnosis.output']],
    ['with the steps that go with them', { layout: 'nhwc' }, ['diagnosis.output', 'presets.caffe']],
  ])('%s', async (_, preprocessing, changes) => {
    const dataset = pictures();
    const found = await diagnose({
      model: both,
      dataset,
      setting: { preprocessing },
      openEngine,
      samples: 120,
    });
    expect(found.verdict).not.toBe('good');
    expect(found.alternatives).toHaveLength(1);
    const [best] = found.alternatives;
    expect(best.setting).toMatchObject({ output: logits, preprocessing: right });
    expect(best.changes.map(({ id }) => id)).toEqual(changes);
    expect(best.changes[0].values).toEqual({ name: logits });
    expect(best.measured.accuracy).toBe(1);
    const taken = await diagnose({ model: both, dataset, setting: best.setting, openEngine, samples: 120 });
    expect(taken).toMatchObject({ verdict: 'good', alternatives: [] });
  });

  test('names of the classes that the other output does not have stay out of the offer', async () => {
    const setting = { preprocessing: right, classNames: ['a', 'b', 'c'] };
    const found = await diagnose({ model: both, dataset: pictures(), setting, openEngine, samples: 120 });
    expect(found.alternatives[0].setting).toEqual({ output: logits, preprocessing: right });
  });
});

describe('a model of one value', () => {
  /** How much more red than blue there is. */
  function redder(scale: number, after: (b: GraphBuilder, value: string) => string): Uint8Array {
    const b = new GraphBuilder(17);
    const x = b.input('x', { dtype: 'float32', shape: [-1, 3, 6, 6] });
    const mean = b.emit('Flatten', [b.emit('GlobalAveragePool', [x])]);
    const value = b.emit('MatMul', [mean, b.floats([scale, 0, -scale], [3, 1])]);
    return writeOnnx(b.build([after(b, value)]));
  }
  const logit = redder(20, (b, value) => b.add(value, b.scalar(0)));
  const probability = redder(2, (b, value) =>
    b.emit('Clip', [b.add(value, b.scalar(0.5)), b.scalar(0.02), b.scalar(0.98)]),
  );
  /** The first two colours, red and blue, as classes 1 and 0. */
  const two = (() => {
    const whole = pictures((index) => 1 - (index % 2));
    const rows = [...whole.test.y.keys()].filter((index) => index % 4 < 2);
    return { ...whole, test: takeRows(whole.test, 108, rows) };
  })();

  test.each([
    ['a logit that is read as a probability, and gives no numbers', logit, 'probability', 'logit'],
    ['a probability that is read as a logit', probability, 'logit', 'probability'],
  ] as const)('%s', async (_, one, single, meant) => {
    const found = await diagnose({ model: one, dataset: two, setting: { single }, openEngine });
    expect(found.verdict).toBe('near-chance');
    expect(found.alternatives[0].setting).toEqual({ single: meant });
    expect(found.alternatives[0].changes).toEqual([{ id: `diagnosis.${meant}` }]);
    expect(found.alternatives[0].measured.accuracy).toBe(1);
    const taken = await diagnose({ model: one, dataset: two, setting: { single: meant }, openEngine });
    expect(taken).toMatchObject({ verdict: 'good', tried: 0 });
  });
});

describe('a model that tells labels alone', () => {
  const { b, logits } = nearestColour();
  // The addition hides what the class was decided by.
  const decided = b.emit('ArgMax', [logits], { axis: int(1), keepdims: int(0) });
  const labels = writeOnnx(b.build([b.emit('Add', [decided, b.int64([0])])]));
  const classNames = ['red', 'blue', 'green', 'yellow'];
  const read = (setting: ImportSetting, dataset = pictures()) =>
    diagnose({ model: labels, dataset, setting: { ...setting, classNames }, openEngine, samples: 120 });

  test('is good where it is read rightly, and its mistakes are found where not', async () => {
    expect(importModel(labels, { sampleShape: [6, 6, 3], classes: 4 }).access).toBe('label');
    expect(await read({ preprocessing: right })).toMatchObject({
      verdict: 'good',
      measured: { accuracy: 1 },
    });
    const turned = await read({ preprocessing: { multiply: 255, mean: caffe.mean, layout: 'nhwc' } });
    expect(turned.alternatives[0]).toMatchObject({
      setting: { preprocessing: right, classNames },
      changes: [{ id: 'diagnosis.bgr' }],
      measured: { accuracy: 1 },
    });
    const order = [2, 0, 1, 3];
    const shuffled = await read(
      { preprocessing: right },
      pictures((index) => order[index % 4]),
    );
    expect(shuffled.alternatives.map(({ setting }) => setting.labels)).toEqual([[1, 2, 0, 3]]);
  });
});
