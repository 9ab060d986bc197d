import { describe, expect, it } from 'vitest';
import { definitions } from '../../../scripts/models/definitions.ts';
import {
  checkLayers,
  formFor,
  parameterFault,
  planFault,
  planOf,
  ready,
  rowsOf,
  viewFor,
  workOf,
  type TrainingForm,
} from '../../../src/app/state/training-form.ts';
import {
  added,
  figuresOf,
  freshLayer,
  kindsFor,
  moved,
  replaced,
  without,
} from '../../../src/app/components/train/layer-edit.ts';
import {
  countsOf,
  paintDecisions,
  placeOf,
  sharesOf,
  type Rgb,
} from '../../../src/app/components/train/decisions.ts';
import { accuracySpec, leakSpec, lossSpec } from '../../../src/app/components/train/curve-specs.ts';
import type { Picture } from '../../../src/app/lab/train/types.ts';
import { checkPlan } from '../../../src/training/check.ts';
import { conv, dense, maxPool, relu } from '../../../src/training/layers.ts';
import { prepareRecipe, recipes } from '../../../src/training/recipes/index.ts';

const digits = { kind: 'image', shape: [1, 8, 8], classes: 10, train: 1297 } as const;
const signs = { kind: 'image', shape: [3, 32, 32], classes: 10, train: 2000 } as const;
const purchases = { kind: 'table', shape: [600], classes: 100, train: 10_000 } as const;
const cancer = { kind: 'table', shape: [30], classes: 2, train: 400 } as const;

describe('the training form', () => {
  it.each([
    ['digits-cnn', digits],
    ['signs-cnn', signs],
    ['breast-cancer-mlp', cancer],
    ['purchases-mlp', purchases],
  ] as const)('begins with the plan and layers of the bundled model: %s', (id, data) => {
    const definition = definitions.find((known) => known.id === id)!;
    const form = formFor(data);
    expect(form.layers).toEqual(definition.layers);
    const { recipe, ...plan } = definition.training;
    expect(planOf(form, data)).toEqual({ ...plan, recipe: { ...recipe, parameters: {} } });
  });

  it('gives a plan that can be trained for every recipe', () => {
    for (const data of [digits, signs, cancer, purchases])
      for (const { id } of recipes) {
        const form = { ...formFor(data), recipe: id };
        expect(ready(form, data)).toBe(true);
        const plan = planOf(form, data);
        expect(() => checkPlan(plan)).not.toThrow();
        expect(() => prepareRecipe(plan.recipe)).not.toThrow();
      }
  });

  it.each<[Partial<TrainingForm>]>([
    [{ epochs: 0 }],
    [{ epochs: 2.5 }],
    [{ batchSize: NaN }],
    [{ learningRate: 0 }],
    [{ seed: -1 }],
    [{ recipe: 'overfit', parameters: { overfit: { rows: 3 } } }],
    [{ layers: [dense(9)] }],
    [{ layers: [] }],
  ])('does not start with %j', (part) => {
    expect(ready({ ...formFor(digits), ...part }, digits)).toBe(false);
  });

  it('says what is wrong with a figure, and only with that one', () => {
    const form = {
      ...formFor(digits),
      epochs: 5000,
      recipe: 'overfit',
      parameters: { overfit: { rows: 12.5 } },
    };
    expect(planFault(form, 'epochs')).toEqual({ id: 'train.bad-whole', values: { min: '1', max: '1000' } });
    expect(planFault(form, 'batchSize')).toBeNull();
    expect(parameterFault(form, 'rows')).toMatchObject({ id: 'train.bad-whole' });
    expect(checkLayers({ ...form, layers: [maxPool(9), dense(10)] }, digits).fault).toMatchObject({
      id: 'training.layer-size',
      values: { layer: '1' },
    });
  });

  it('estimates the work from rows, epochs and the recipe’s passes', () => {
    const form = formFor(digits);
    const { facts } = checkLayers(form, digits);
    const standard = workOf(form, digits, facts!);
    expect(standard).toBe(facts!.multiplications * 1297 * 30 * 3);
    expect(workOf({ ...form, recipe: 'adversarial' }, digits, facts!)).toBe(8 * standard);
    expect(rowsOf({ ...form, recipe: 'overfit' }, digits)).toBe(100);
    expect(rowsOf({ ...form, earlyStop: true }, digits)).toBe(Math.round(1297 * 0.8));
  });

  it('draws no costly picture unasked', () => {
    expect(viewFor(signs)).toEqual({ kind: 'none' });
    expect(viewFor(digits)).toEqual({ kind: 'samples', classes: [0, 1, 2] });
    expect(viewFor({ ...digits, classes: 2 })).toEqual({ kind: 'components' });
    expect(viewFor({ ...cancer, shape: [2] })).toEqual({ kind: 'features', features: [0, 1] });
    expect(viewFor(cancer)).toEqual({ kind: 'components' });
  });
});

describe('editing layers', () => {
  const layers = [conv(4, 3), relu, dense(10)];

  it('moves, removes, replaces and adds without touching the old list', () => {
    expect(moved(layers, 0, 1)).toEqual([relu, conv(4, 3), dense(10)]);
    expect(without(layers, 1)).toEqual([conv(4, 3), dense(10)]);
    expect(replaced(layers, 0, maxPool(2))).toEqual([maxPool(2), relu, dense(10)]);
    expect(added(layers, maxPool(2), true)).toEqual([conv(4, 3), relu, maxPool(2), dense(10)]);
    expect(added([conv(4, 3)], relu, false)).toEqual([conv(4, 3), relu]);
    expect(layers).toEqual([conv(4, 3), relu, dense(10)]);
  });

  it('offers kinds that can stand there, each with its figures', () => {
    expect(kindsFor(false, false)).toEqual(['dense', 'activation', 'batch-norm', 'dropout']);
    expect(kindsFor(true, true)).not.toContain('residual');
    for (const kind of kindsFor(true, false)) expect(freshLayer(kind).kind).toBe(kind);
    expect(figuresOf(conv(4, 3))).toEqual([
      ['filters', 4],
      ['kernel', 3],
      ['stride', 1],
      ['padding', 0],
    ]);
    expect(figuresOf(maxPool(3))).toEqual([
      ['size', 3],
      ['stride', 3],
    ]);
  });
});

describe('the picture of decisions', () => {
  // Two rows of two: below 0 and 1, above 1 and 1.
  const picture: Picture = {
    view: { kind: 'components' },
    step: 1,
    side: 2,
    decided: Uint8Array.of(0, 1, 1, 1),
    confidence: Uint8Array.of(255, 0, 255, 255),
    range: [
      [0, 2],
      [0, 4],
    ],
    points: {
      first: Float32Array.of(1, 3),
      second: Float32Array.of(1, 1),
      label: Uint8Array.of(1, 1),
      decided: Uint8Array.of(1, 0),
    },
  };
  const colours: Rgb[] = [
    [255, 0, 0],
    [0, 0, 255],
  ];

  it('has its first row at the bottom, and surer places in stronger colours', () => {
    const pixels = paintDecisions(picture, colours, [255, 255, 255]);
    const at = (x: number, y: number) => [...pixels.slice(4 * (2 * y + x), 4 * (2 * y + x) + 4)];
    expect(at(0, 1)[0]).toBe(255);
    expect(at(0, 1)[1]).toBeLessThan(120);
    expect(at(0, 0)[2]).toBe(255);
    expect(at(1, 1)[0]).toBeGreaterThan(at(1, 0)[0]);
    expect(at(1, 1)[3]).toBe(255);
  });

  it('counts shares, puts names inside their class, and tells right samples from wrong ones', () => {
    expect(sharesOf(picture).map(({ label, share }) => [label, share])).toEqual([
      [1, 0.75],
      [0, 0.25],
    ]);
    const [, zero] = sharesOf(picture);
    expect([zero.x, zero.y]).toEqual([0.25, 0.25]);
    expect(countsOf(picture, 1)).toEqual({ n: 2, right: 1 });
    expect(placeOf(picture, 0)).toEqual({ x: 0.5, y: 0.25 });
    expect(placeOf(picture, 1)).toBeUndefined();
  });
});

describe('the curves of a training', () => {
  const words = {
    epoch: 'e',
    loss: 'l',
    accuracy: 'a',
    train: 't',
    heldOut: 'h',
    leak: 'm',
    batches: 'b',
    number: String,
    percent: String,
    whole: String,
  };
  const live = {
    start: null,
    progress: null,
    batches: [{ at: 0.5, loss: 2 }],
    epochs: [{ epoch: 1, loss: 1, accuracy: 0.5, heldOutLoss: 1.5, heldOutAccuracy: 0.25 }],
  };

  it('show both parts against epochs, up to the planned end', () => {
    const loss = lossSpec(live, 4, words);
    expect(loss.series.map(({ id, points }) => [id, points[0].x, points[0].y])).toEqual([
      ['batches', 0.5, 2],
      ['train', 1, 1],
      ['held-out', 1, 1.5],
    ]);
    expect(loss.x.domain).toEqual([0, 4]);
    expect(accuracySpec(live, 4, words).series.map(({ points }) => points[0].y)).toEqual([0.5, 0.25]);
    expect(lossSpec({ ...live, epochs: [] }, 4, words).series).toHaveLength(1);
  });

  it('show what the loss gives away with its interval, and no point for an epoch without it', () => {
    const [first] = live.epochs;
    const leak = { auc: 0.7, low: 0.6, high: 0.8, rows: 50 };
    const spec = leakSpec({ ...live, epochs: [first, { ...first, epoch: 2, leak }] }, 4, words);
    expect(spec.series[0].points).toEqual([{ x: 2, y: 0.7, low: 0.6, high: 0.8, n: 100 }]);
    expect(spec.y.domain).toEqual([0, 1]);
  });
});
