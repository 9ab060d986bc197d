import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAttack } from '../../../src/attacks/drive.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { configure } from '../../../src/attacks/settings.ts';
import type { AttackSpace } from '../../../src/attacks/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';

const COUNT = 9;
const space: AttackSpace = { shape: [1, 8, 8], size: 64, low: 0, high: 1, gridStep: 1 / 16 };

/** The laws on a bundled model: what the engine does must not depend on the company a sample is in either. */
describe('on the bundled digits model', () => {
  let oracle: ModelOracle;
  beforeAll(async () => {
    const file = readFileSync(new URL('../../../public/models/digits-cnn.onnx', import.meta.url));
    oracle = new ModelOracle(await createWasmRuntime(), importModel(new Uint8Array(file)));
  });
  afterAll(() => oracle.release());

  test.each(evasionAttacks.map((attack) => [attack.id, attack] as const))(
    '%s does the same to a sample alone, in pairs and in a crowd',
    async (_, attack) => {
      const x = stream(3, 'x').fillUniform(new Float32Array(COUNT * 64));
      x.forEach((value, i) => (x[i] = Math.round(value * 16) / 16));
      const y = await oracle.labels({ data: x, count: COUNT, shape: space.shape });
      const samples = { ids: Array.from(y, (__, i) => i), x, y, count: COUNT };
      for (const norm of ['linf', 'l2'] as const) {
        const settings = configure(attack, norm, norm === 'linf' ? 0.08 : 0.4, { steps: 12, restarts: 2 });
        const [crowd, pairs, alone] = [
          await runAttack(attack, settings, samples, { oracle, space, seed: 1, batch: 100 }),
          await runAttack(attack, settings, samples, { oracle, space, seed: 1, batch: 2 }),
          await runAttack(attack, settings, samples, { oracle, space, seed: 1, batch: 1 }),
        ];
        expect(pairs).toEqual(crowd);
        expect(alone).toEqual(crowd);
      }
    },
  );
});
