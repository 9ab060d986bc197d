import { describe, expect, test } from 'vitest';
import { lira } from '../../src/attacks/membership/lira.ts';
import { signalsOf } from '../../src/attacks/membership/signals.ts';
import type { Evidence, Shadow } from '../../src/attacks/membership/types.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { mean, tInterval } from '../../src/numeric/intervals.ts';
import { stream } from '../../src/numeric/random.ts';
import { rankingOf, rocArea } from '../../src/numeric/ranking.ts';
import { rocOf, rocPoint, stepAtFpr } from '../../src/numeric/roc.ts';
import { loadTarget } from '../../src/training/bundled.ts';
import { inputSpace, subset, type TrainingData } from '../../src/training/data.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { trainShadow } from '../../src/training/shadow.ts';
import { fetchPublic } from '../support/subject.ts';

const SPLITS = [1, 2, 3, 4, 5];
const SHADOWS = 8;
/** Non-members that every model is asked about. */
const OTHERS = 2500;
const MINUTES = 60_000;

const engine = graphEngine(createWasmRuntime());

/** Training and test part of purchases as one: both are of one distribution. */
async function wholeOf(): Promise<TrainingData> {
  const dataset = await loadBundled('purchases', fetchPublic);
  const { train, test } = dataset;
  const x = new Float32Array(train.x.length + test.x.length);
  x.set(train.x);
  x.set(test.x, train.x.length);
  return {
    x,
    y: Int32Array.from([...train.y, ...test.y]),
    count: train.count + test.count,
    shape: dataset.shape,
    classes: dataset.classes,
    space: inputSpace(dataset),
  };
}

async function recipeOf(id: string) {
  const { card } = await loadTarget(id, fetchPublic);
  return {
    architecture: card.architecture,
    plan: card.training,
    rows: card.members?.length ?? card.accuracy.train.n,
  };
}

const sorted = (rows: Int32Array) => rows.slice().sort();

/** Signals of records under a model trained on `rows`. */
async function asked(
  recipe: Awaited<ReturnType<typeof recipeOf>>,
  data: TrainingData,
  rows: Int32Array,
  records: Int32Array,
  seed: number,
) {
  const shadow = await trainShadow({ ...recipe, engine, data, rows, seed });
  try {
    const { y } = subset(data, records);
    return signalsOf(await shadow.logitsOfRows(records), y, data.classes);
  } finally {
    await shadow.close();
  }
}

const areaOf = (scores: Float64Array, members: Uint8Array): number => rocArea(rankingOf(scores), members)!;
const lowRate = (scores: Float64Array, members: Uint8Array): number => {
  const roc = rocOf(rankingOf(scores), members);
  return rocPoint(roc, stepAtFpr(roc, 0.01)).tpr;
};
const negative = (loss: Float64Array) => loss.map((value) => -value);

/** Mean of paired differences with its t interval, told to whoever runs this. */
function compared(name: string, first: readonly number[], second: readonly number[]) {
  const differences = first.map((value, i) => value - second[i]);
  const { low, high } = tInterval(differences);
  const said = [mean(first), mean(second), mean(differences), low, high].map((one) => one.toFixed(4));
  console.log(`${name}: ${said[0]} against ${said[1]}, difference ${said[2]} (${said[3]} to ${said[4]})`);
  return { low, high };
}

describe('on purchases, over five member splits and seeds', async () => {
  const data = await wholeOf();
  /** Area of the loss attack by split. */
  async function areas(id: string): Promise<number[]> {
    const recipe = await recipeOf(id);
    const found: number[] = [];
    for (const split of SPLITS) {
      const order = stream(split, 'orders').permutation(data.count);
      const rows = sorted(order.slice(0, recipe.rows));
      const scored = Math.min(recipe.rows, OTHERS);
      const records = Int32Array.from([
        ...order.subarray(0, scored),
        ...order.subarray(recipe.rows, recipe.rows + OTHERS),
      ]);
      const members = new Uint8Array(records.length).fill(1, 0, scored);
      const { loss } = await asked(recipe, data, rows, records, split);
      found.push(areaOf(negative(loss), members));
    }
    return found;
  }

  test(
    'what was learned by heart leaks more than the standard model, and differential privacy least',
    async () => {
      const overfit = await areas('purchases-mlp-overfit');
      const standard = await areas('purchases-mlp');
      const regularised = await areas('purchases-mlp-regularised');
      const dp = await areas('purchases-mlp-dp');
      expect(compared('overfit > standard', overfit, standard).low).toBeGreaterThan(0);
      // At least as much: no difference the other way round.
      expect(compared('standard ≥ regularised', standard, regularised).high).toBeGreaterThan(0);
      expect(compared('regularised > DP', regularised, dp).low).toBeGreaterThan(0);
    },
    30 * MINUTES,
  );

  test(
    'LiRA finds more members than the loss at 1 % false alarms',
    async () => {
      const recipe = await recipeOf('purchases-mlp-overfit');
      const rates = { lira: [] as number[], loss: [] as number[] };
      for (const split of SPLITS) {
        const records = sorted(stream(split, 'lira-records').sample(data.count, 2 * recipe.rows));
        const half = (key: number) =>
          sorted(stream(split, 'lira-half', key).sample(records.length, recipe.rows));
        const inside = (rows: Int32Array) => {
          const flags = new Uint8Array(records.length);
          for (const row of rows) flags[row] = 1;
          return flags;
        };
        const trained = (rows: Int32Array, seed: number) =>
          asked(
            recipe,
            data,
            rows.map((at) => records[at]),
            records,
            seed,
          );
        const own = half(0);
        const target = await trained(own, split);
        const shadows: Shadow[] = [];
        for (let k = 1; k <= SHADOWS; k++) {
          const rows = half(k);
          const signals = await trained(rows, 1000 * split + k);
          shadows.push({ inside: inside(rows), signals, queries: [signals.logit] });
        }
        const members = inside(own);
        const evidence: Evidence = {
          count: records.length,
          classes: data.classes,
          labels: Int32Array.from(records, (row) => data.y[row]),
          members,
          target,
          queries: [target.logit],
          shadows,
          random: (purpose) => stream(split, purpose),
        };
        rates.lira.push(lowRate(lira.score(evidence), members));
        rates.loss.push(lowRate(negative(target.loss), members));
      }
      expect(compared('LiRA ≥ loss, TPR at 1 % FPR', rates.lira, rates.loss).low).toBeGreaterThan(0);
    },
    30 * MINUTES,
  );

  test(
    'labels drawn by lot are learned by heart: area near 1; a model that saw none of the records: 0.5',
    async () => {
      const { architecture, plan, rows: count } = await recipeOf('purchases-mlp-overfit');
      const records = sorted(stream(1, 'random-labels').sample(data.count, 2 * count));
      const draws = stream(1, 'labels-by-lot');
      const y = data.y.map((_, i) => draws.integer(i, data.classes));
      const random = { ...data, y };
      const members = new Uint8Array(records.length).fill(1, 0, count);
      const recipe = { architecture, plan, rows: count };
      const byHeart = await asked(recipe, random, records.slice(0, count), records, 1);
      expect(areaOf(negative(byHeart.loss), members)).toBeGreaterThan(0.95);
      const others = Int32Array.from(data.y.keys()).filter((row) => !records.includes(row));
      const never = await asked(recipe, data, others.slice(0, count), records, 1);
      const area = areaOf(negative(never.loss), members);
      // Five standard errors of an area of ½ with as many on both sides.
      expect(Math.abs(area - 0.5)).toBeLessThan(5 * Math.sqrt((2 * count + 1) / (12 * count * count)));
    },
    10 * MINUTES,
  );
});
