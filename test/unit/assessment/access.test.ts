import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { firstPlan } from '../../../src/assessment/first-plan.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { loadFiles } from '../../../src/datasets/load.ts';
import { checkReport } from '../../../src/document/read.ts';
import { toText } from '../../../src/document/text.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { FLOAT, floats, INT64, int64s, ml, modelFile, node, value } from '../../support/graph/files.ts';
import { attributesOf, evaluate } from '../../support/graph/trees.ts';
import type { Tree } from '../../support/graph/trees.ts';

/** Thresholds that are values of the data: only the very values, not ones reckoned back, go the right way. */
const tree: Tree = {
  feature: 0,
  threshold: Math.fround(0.3),
  left: [0.7, 0.3],
  right: { feature: 1, threshold: Math.fround(17.1), left: [0.2, 0.8], right: [0.9, 0.1] },
};

const rows = Array.from({ length: 60 }, (_, i) => [i % 7 === 0 ? 0.3 : (i % 10) / 10, 17 + (i % 3) / 10]);
const best = rows.map((row) => {
  const [a, b] = evaluate(tree, Float32Array.from(row));
  return b > a ? 1 : 0;
});
/** Every sixth label is not the tree's. */
const labels = best.map((label, i) => (i % 6 === 0 ? 1 - label : label));
const csv = ['a,b,label', ...rows.map((row, i) => [...row, labels[i]].join(','))].join('\n');
const dataset = await loadFiles([{ name: 'rows.csv', bytes: new TextEncoder().encode(csv) }], {});

const inputs = [value('x', ['N', 2])];
const forest = modelFile({
  nodes: [
    ml('TreeEnsembleClassifier', ['x'], ['label', 'p'], {
      ...attributesOf([tree]),
      classlabels_int64s: [0, 1],
    }),
    ml('ZipMap', ['p'], ['output_probability'], { classlabels_int64s: [0, 1] }),
  ],
  inputs,
  outputs: [value('label', ['N'], INT64), value('output_probability')],
});
/** 1 where the first feature is above 0.45: the class and nothing else comes out. */
const decider = modelFile({
  nodes: [
    node('Gather', ['x', 'first'], ['a'], { axis: 1 }),
    ml('Binarizer', ['a'], ['above'], { threshold: { ...floats([]), type: FLOAT, f: 0.45 } }),
    node('Cast', ['above'], ['label'], { to: INT64 }),
  ],
  tensors: [int64s('first', [], [0])],
  inputs,
  outputs: [value('label', ['N'], INT64)],
});

async function report(model: Uint8Array, setting = {}) {
  const subject = prepareSubject({ model, target: null, dataset, setting });
  const plan = resolvePlan(parsePlan({ indicators: ['A.3-1'] }), subject.info, indicators);
  const made = await assess(plan, subject, { registry: indicators, executor: realExecutor(), host: 'test' });
  expect(checkReport(JSON.parse(toText(made)))).toEqual(JSON.parse(JSON.stringify(made)));
  return { made, subject };
}

describe('a model without gradients', () => {
  test('has its accuracy measured on the very values of a table', async () => {
    const { made } = await report(forest);
    expect(made.model.access).toBe('score');
    expect(made.items[0]).toMatchObject({ n: 60, correct: 50, value: 50 / 60 });
    expect(made.items[0].details).toHaveProperty(['macro', 'auc']);
  });

  test('is refused white-box indicators in a sentence, and starts without them', () => {
    const { info } = prepareSubject({ model: forest, target: null, dataset });
    expect(() => resolvePlan(parsePlan({ indicators: ['A.5-3'] }), info, indicators)).toThrow(
      /^A\.5-3 is a white-box measure .*TreeEnsembleClassifier.*\.$/,
    );
    expect(firstPlan(info, 60, indicators).indicators.map(({ id }) => id)).toEqual(['A.3-1']);
  });
});

describe('a model that gives nothing but the class', () => {
  test('has no figures that need scores, and the item says so', async () => {
    const { made } = await report(decider, { classNames: ['below', 'above'] });
    expect(made.model.access).toBe('label');
    const [item] = made.items;
    const correct = rows.filter(([a], i) => Number(a > 0.45) === labels[i]).length;
    expect(item).toMatchObject({ n: 60, correct });
    expect(item.warnings).toContainEqual({ id: 'indicators.no-scores' });
    expect(Object.keys(item.details.macro as object)).toEqual(['precision', 'recall', 'f1']);
    expect(item.details.precisionRecall).toEqual([]);
    expect(item.details.confusion).toHaveLength(2);
  });
});
