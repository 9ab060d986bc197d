import { describe, expect, test } from 'vitest';
import { guessPreprocessing } from '../../../src/assessment/guess.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { sealed } from '../../../src/datasets/samples.ts';
import type { ImageDataset, TableDataset } from '../../../src/datasets/types.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { float } from '../../../src/graph/ir.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { presetIn, presetOf, presets, withPreset } from '../../../src/graph/presets.ts';
import { text } from '../../../src/messages/index.ts';
import { values } from '../../support/graph/nets.ts';

type Front = (b: GraphBuilder, x: string) => string;

/** A model's file: its front, then a mean of each channel and a linear layer. */
function file(
  shape: readonly number[],
  {
    producer = 'pytorch',
    front = (_, x) => x,
    classes = 10,
  }: { producer?: string; front?: Front; classes?: number } = {},
): Uint8Array {
  const b = new GraphBuilder(17);
  const x = front(b, b.input('x', { dtype: 'float32', shape: [-1, ...shape] }));
  const made = b.shape(x).slice(1);
  const pooled = made.length === 3 ? b.reshape(b.emit('GlobalAveragePool', [x]), [-1, made[0]]) : x;
  const width = b.shape(pooled)[1];
  const logits = b.emit('MatMul', [pooled, b.floats(values(width * classes, 'head'), [width, classes])]);
  return writeOnnx({ ...b.build([logits]), producer });
}

function pictures(shape: readonly number[], classes = 10): ImageDataset {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const y = Int32Array.from({ length: classes }, (_, label) => label);
  return sealed({
    id: 'file',
    kind: 'image' as const,
    shape,
    range: [0, 1] as const,
    classes,
    train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
    test: { x: new Float32Array(size * classes).fill(0.5), y, count: classes },
  });
}

const ids = (guesses: ReturnType<typeof guessPreprocessing>) => guesses.map(({ preset }) => preset);
const reasons = ([first]: ReturnType<typeof guessPreprocessing>) => first.reasons.map(({ id }) => id);
const last: Front = (b, x) => b.transpose(x, [0, 3, 1, 2]);

describe('shapes', () => {
  test('channels last', () => {
    const [first] = guessPreprocessing(
      file([32, 32, 3], { front: last, producer: 'tf2onnx' }),
      pictures([3, 32, 32]),
    );
    expect(first.preprocessing).toEqual({ layout: 'nhwc' });
    expect(first.reasons[0]).toEqual({ id: 'guess.nhwc', values: { shape: '[32, 32, 3]' } });
  });

  test('grey pictures for a model of colours, of another size', () => {
    const [first] = guessPreprocessing(file([3, 224, 224]), pictures([1, 28, 28]));
    expect(first.preprocessing).toEqual({
      channels: 'repeat',
      resize: { height: 224, width: 224, mode: 'linear', antialias: true },
      ...presetOf('imagenet')!.steps,
    });
    expect(first.reasons.map(({ id }) => id)).toEqual(['guess.repeat', 'guess.resize', 'guess.framework']);
  });

  test('a border of zeros before scaling, where little is missing', () => {
    const guesses = guessPreprocessing(file([1, 32, 32]), pictures([1, 28, 28]));
    expect(guesses.slice(0, 2).map(({ preprocessing }) => preprocessing.resize?.mode)).toEqual([
      'pad',
      'linear',
    ]);
  });

  test('flat rows of a Keras model have the channels of a pixel side by side', () => {
    const guesses = guessPreprocessing(file([108], { producer: 'tf2onnx' }), pictures([3, 6, 6]));
    expect(guesses.slice(0, 2).map(({ preprocessing }) => preprocessing.layout)).toEqual(['nhwc', undefined]);
  });

  test.each<[readonly number[], readonly number[], Front]>([
    [[3, 8, 8], [3, 8, 8], (_, x) => x],
    [[8, 8, 3], [1, 6, 6], last],
    [[1, 16, 16], [3, 28, 28], (_, x) => x],
    [[64], [1, 8, 8], (_, x) => x],
    [[1, 8, 8], [64], (_, x) => x],
  ])('all that is guessed for a model of %j and data of %j fits', (model, data, front) => {
    const bytes = file(model, { front });
    for (const { preprocessing } of guessPreprocessing(bytes, pictures(data)))
      prepareSubject({ model: bytes, target: null, dataset: pictures(data), setting: { preprocessing } });
  });
});

describe('values', () => {
  const colour = pictures([3, 32, 32]);
  const figures = (b: GraphBuilder, list: readonly number[]) => b.floats(list, [1, 3, 1, 1]);

  test.each<[string, Front]>([
    ['unit', (b, x) => b.div(b.sub(x, figures(b, [0.49, 0.48, 0.45])), figures(b, [0.25, 0.24, 0.26]))],
    ['unit', (b, x) => b.sub(b.mul(x, b.scalar(2)), b.scalar(1))],
    ['bytes', (b, x) => b.mul(x, b.scalar(1 / 255))],
    ['bytes', (b, x) => b.sub(b.div(x, b.scalar(127.5)), b.scalar(1))],
    ['bytes', (b, x) => b.sub(x, figures(b, [103.9, 116.8, 123.7]))],
    ['bytes', (b, x) => b.div(b.sub(x, figures(b, [123, 117, 104])), figures(b, [58, 57, 57]))],
  ])('a model that normalises by itself: %s', (wanted, front) => {
    const guesses = guessPreprocessing(file([3, 32, 32], { front }), colour);
    expect(guesses[0].preset).toBe(wanted);
    expect(reasons(guesses)).toEqual([`guess.front-${wanted}`]);
  });

  test.each([
    ['unit', [0.48, 0.46, 0.41], [0.05, 0.05, 0.05]],
    ['bytes', [120, 118, 104], [3600, 3500, 3700]],
  ] as const)('a batch norm at the input tells what it was trained on: %s', (wanted, mean, variance) => {
    const front: Front = (b, x) => {
      const [gamma, beta, m, v] = [[1, 1, 1], [0, 0, 0], mean, variance].map((list) => b.floats(list));
      return b.emit('BatchNormalization', [x, gamma, beta, m, v], { epsilon: float(1e-3) });
    };
    expect(guessPreprocessing(file([3, 32, 32], { front }), colour)[0].preset).toBe(wanted);
  });

  test.each([
    ['pytorch', [3, 32, 32], 10, 'cifar10'],
    ['pytorch', [3, 32, 32], 43, 'gtsrb'],
    ['pytorch', [3, 224, 224], 10, 'imagenet'],
    ['tf2onnx', [3, 224, 224], 10, 'signed'],
    ['PaddlePaddle', [1, 28, 28], 10, 'signed'],
    ['MindSpore', [1, 28, 28], 10, 'mnist'],
    ['pytorch', [1, 28, 28], 10, 'unit'],
    ['', [3, 32, 32], 10, 'unit'],
  ] as const)('%s, %j, %d classes: %s first', (producer, shape, classes, wanted) => {
    const guesses = guessPreprocessing(file(shape, { producer, classes }), pictures(shape, classes));
    expect(guesses[0].preset).toBe(wanted);
    // Each preset that fits is there, once.
    const fitting = presets.filter(({ channels }) => channels === null || channels === shape[0]);
    expect([...ids(guesses)].sort()).toEqual(fitting.map(({ id }) => id).sort());
  });

  test('data standardised when read stay as they are', () => {
    const guesses = guessPreprocessing(file([3, 32, 32]), { ...colour, range: [-1, 1] });
    expect(guesses).toHaveLength(1);
    expect(guesses[0].preprocessing).toEqual({});
  });
});

describe('tables', () => {
  const table = (mean: number, std: number): TableDataset => ({
    id: 'file',
    kind: 'table',
    shape: [2],
    classes: 2,
    sha256: '',
    stats: {
      min: Float64Array.of(0, 0),
      max: Float64Array.of(1, 1),
      mean: Float64Array.of(mean, mean),
      std: Float64Array.of(std, std),
    },
    train: { x: new Float32Array(0), y: new Int32Array(0), count: 0 },
    test: { x: Float32Array.of(1, 2), y: Int32Array.of(0), count: 1 },
  });
  const plain = (producer: string, front?: Front) =>
    file([2], { producer, classes: 2, ...(front ? { front } : {}) });

  test('are standardised for a network, not for a pipeline, nor where they or the model are already', () => {
    const first = (bytes: Uint8Array, data: TableDataset) => guessPreprocessing(bytes, data)[0];
    expect(first(plain('pytorch'), table(50, 9))).toMatchObject({
      preprocessing: { mean: [50, 50], std: [9, 9] },
    });
    expect(first(plain('pytorch'), table(0.01, 1.02)).preprocessing).toEqual({});
    expect(first(plain('skl2onnx'), table(50, 9)).preprocessing).toEqual({});
    const own: Front = (b, x) => b.div(b.sub(x, b.floats([50, 50])), b.floats([9, 9]));
    expect(reasons(guessPreprocessing(plain('pytorch', own), table(50, 9)))).toEqual(['guess.front']);
  });
});

test('presets: names in both languages, and each is recognised by its steps', () => {
  for (const preset of presets) {
    expect(presetIn({ ...preset.steps, layout: 'nhwc', invert: true })).toBe(preset);
    expect(text(preset.title, 'zh')).not.toBe(text(preset.title, 'en'));
    expect(preset.source).not.toBe('');
  }
  expect(withPreset({ order: 'bgr', multiply: 255, layout: 'nhwc' }, presetOf('mnist')!)).toEqual({
    mean: [0.1307],
    std: [0.3081],
    layout: 'nhwc',
  });
});
