import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate, promoteConstants } from '../../../src/graph/differentiate.ts';
import { emitLossAndSeed } from '../../../src/graph/losses.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import type { Session, Tensor } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const weights = ['conv.weight', 'conv.bias', 'dense.weight', 'dense.bias'];

/** S = Σ r·∂L/∂w for fixed random r, and ∂S/∂x: what gradient-leakage attacks descend along. */
function leakage(pool: 'MaxPool' | 'AveragePool', target: EmissionTarget) {
  const net = tinyNet({ activation: 'Tanh', pool });
  const b = GraphBuilder.from(promoteConstants(net, weights));
  const logits = net.outputs[0].name;
  const { seed } = emitLossAndSeed(b, logits, 'cross-entropy', false);
  const gradients = differentiate(b, logits, weights, target, seed);
  const terms = [...gradients.values()].map((name, i) => {
    const shape = b.shape(name);
    const mix = b.floats(
      values(
        shape.reduce((a, c) => a * c, 1),
        'mix',
        i,
      ),
      shape,
    );
    return b.sum(
      b.mul(name, mix),
      shape.map((_, axis) => axis),
      false,
    );
  });
  const total = terms.reduce((a, c) => b.add(a, c));
  const second = differentiate(b, total, ['x'], target).get('x') ?? '';
  const feeds: Record<string, Tensor> = {
    x: { data: values(2 * 128, 'x'), dims: [2, 2, 8, 8] },
    labels: { data: Float32Array.of(1, 0, 0, 0, 0, 1), dims: [2, 3] },
  };
  for (const name of weights) {
    const constant = net.constants.get(name);
    if (constant?.data instanceof Float32Array) feeds[name] = { data: constant.data, dims: constant.dims };
  }
  return { graph: b.build([total, second]), total, second, feeds };
}

async function totalAt(
  session: Session,
  feeds: Record<string, Tensor>,
  total: string,
  at: number,
  by: number,
) {
  const data = Float32Array.from(feeds.x.data, Number);
  data[at] += by;
  const out = await session.run({ ...feeds, x: { data, dims: feeds.x.dims } }, [total]);
  return Number(out[total].data[0]);
}

describe.each(['MaxPool', 'AveragePool'] as const)('conv, %s, dense', (pool) => {
  test.each<EmissionTarget>(['wasm', 'webgpu'])(
    'the gradient of a function of weight gradients agrees with central differences (%s form)',
    async (target) => {
      const { graph, total, second, feeds } = leakage(pool, target);
      const session = await runtime.open(graph);
      const out = await session.run(feeds);
      const found = Array.from(out[second].data, Number);
      const scale = Math.max(...found.map(Math.abs));
      expect(scale).toBeGreaterThan(0.05);
      let agreeing = 0;
      for (let at = 0; at < 256; at += 11) {
        const step = 1 / 256;
        const up = await totalAt(session, feeds, total, at, step);
        const down = await totalAt(session, feeds, total, at, -step);
        if (Math.abs(found[at] - (up - down) / (2 * step)) < 0.01 * scale) agreeing++;
      }
      await session.release();
      // A maximum that changes places within the step breaks a difference, not the rule: at most one of the 24.
      expect(agreeing).toBeGreaterThanOrEqual(23);
    },
  );
});
