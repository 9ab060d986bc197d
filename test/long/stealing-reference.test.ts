import { expect, test } from 'vitest';
import { random } from '../../src/extraction/samplers/random.ts';
import { answerOf, steal, type AnswerForm } from '../../src/extraction/steal.ts';
import { surrogateOf } from '../../src/extraction/surrogate.ts';
import { importModel, modelOf } from '../../src/graph/model.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { agreement } from '../../src/indicators/stealing/figures.ts';
import { mean, sampleDeviation } from '../../src/numeric/intervals.ts';
import { stream } from '../../src/numeric/random.ts';
import { tQuantile } from '../../src/numeric/special.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { buildModel } from '../../src/training/build.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { fit } from '../../src/training/fit.ts';
import { dense, relu, type Architecture } from '../../src/training/layers.ts';
import { describeShared, sharedBytes, sharedJson } from '../support/shared.ts';

interface Reference {
  query_budgets: number[];
  attacks: Record<string, { per_seed_agreement: number[][] }>;
}

describeShared('random queries to the reference digits network, by the reference’s recipe', (shared) => {
  const wasm = createWasmRuntime();
  const engine = graphEngine(wasm);
  const [, ...lines] = new TextDecoder()
    .decode(sharedBytes(shared, 'datasets/uci-digits.csv'))
    .trim()
    .split('\n');
  const rows = lines.map((line) =>
    line
      .split(',')
      .slice(0, -1)
      .map((value) => Number(value) / 16),
  );
  const part = (from: number, to: number) => Float32Array.from(rows.slice(from, to).flat());
  const [pool, evaluation] = [part(0, 1297), part(1297, 1797)];
  const victim = new ModelOracle(wasm, importModel(sharedBytes(shared, 'reference/models/digits-mlp.onnx')));
  const shape = victim.model.input.sampleShape;
  const hidden = sharedJson<{ tensors: Record<string, { shape: number[] }> }>(
    shared,
    'reference/models/digits-mlp.weights.json',
  ).tensors['0.weight'].shape[0];
  const architecture: Architecture = {
    input: shape,
    classes: 10,
    layers: [dense(hidden), relu, dense(10)],
  };
  const reference = sharedJson<Reference>(shared, 'reference/results/digits-mlp.model-stealing.json');
  const all = (data: Float32Array) => ({ data, count: data.length / 64, shape });

  /** Agreement of a copy after so many queries: 100 passes in batches of 32. */
  async function copied(budget: number, form: AnswerForm, seed: number): Promise<number> {
    const known = await victim.labels(all(evaluation));
    let found = NaN;
    await steal(
      {
        sampler: random,
        pool: {
          data: pool,
          count: 1297,
          size: 64,
          shape,
          box: { low: 0, high: 1 },
          kind: 'image',
        },
        classes: 10,
        budgets: [budget],
        random: (purpose) => stream(seed, 'reference', purpose),
        ask: (data) => answerOf(victim, form, all(data)),
        async train({ data, count }, targets) {
          const plan = { steps: 100 * Math.ceil(count / 32), batchSize: 32, learningRate: 0.002, seed };
          const weights = await fit({ engine, architecture, inputs: { x: data, count }, targets, plan });
          const oracle = new ModelOracle(wasm, modelOf(buildModel(architecture, weights)));
          return { oracle, surrogate: surrogateOf(oracle), close: () => oracle.release() };
        },
      },
      async ({ copy }) => void (found = agreement(await copy.oracle.labels(all(evaluation)), known)),
    );
    return found;
  }

  /** Two-sided Welch test at 1 %, which five comparisons together fail by chance once in twenty times. */
  function differ(a: readonly number[], b: readonly number[]): boolean {
    const [va, vb] = [a, b].map((values) => sampleDeviation(values) ** 2 / values.length);
    const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
    return Math.abs(mean(a) - mean(b)) > tQuantile(0.995, freedom) * Math.sqrt(va + vb);
  }

  test.for([
    ['labels', 'KnockoffNets random, victim answers with the class only'],
    ['soft', 'KnockoffNets random, victim answers with probabilities'],
  ] as const)('%s: agreement as the reference’s at every budget', async ([form, attack]) => {
    for (const [at, budget] of reference.query_budgets.entries()) {
      const ours: number[] = [];
      for (let seed = 0; seed < 5; seed++) ours.push(await copied(budget, form, seed));
      const theirs = reference.attacks[attack].per_seed_agreement[at];
      const said = `${budget}: ${ours.join(' ')} against ${theirs.join(' ')}`;
      expect(differ(ours, theirs), said).toBe(false);
    }
  });
});
