import type {
  Asked,
  Questions,
  SamplerContext,
  SamplerRun,
  Surrogate,
} from '../../src/extraction/samplers/types.ts';
import type { Pool } from '../../src/extraction/types.ts';
import { stream } from '../../src/numeric/random.ts';

/** z = W x; counts what it is asked. */
export function linearSurrogate(weights: readonly (readonly number[])[]): Surrogate & { inputs: number } {
  const size = weights[0].length;
  return {
    inputs: 0,
    async logits(data) {
      const count = data.length / size;
      this.inputs += count;
      return Float32Array.from({ length: count * weights.length }, (_, k) => {
        const i = Math.floor(k / weights.length);
        return weights[k % weights.length].reduce((sum, w, at) => sum + w * data[i * size + at], 0);
      });
    },
    async gradient(data, upstream) {
      this.inputs += data.length / size;
      return Float32Array.from(data, (_, k) => {
        const i = Math.floor(k / size);
        return weights.reduce((sum, row, c) => sum + upstream[i * weights.length + c] * row[k % size], 0);
      });
    },
  };
}

export function randomPool(seed: number, count: number, size: number, kind: Pool['kind'] = 'image'): Pool {
  const data = stream(seed, 'pool').fillUniform(new Float32Array(count * size));
  const shape = kind === 'image' ? [1, 1, size] : [size];
  return { data, count, size, shape, box: { low: 0, high: 1 }, kind };
}

export const contextOf = (pool: Pool, classes: number, seed = 1): SamplerContext => ({
  pool,
  classes,
  random: (purpose) => stream(seed, 'sampler', purpose),
});

export const nothingAsked: Asked = { data: new Float32Array(0), count: 0, labels: new Int32Array(0) };

/** What was asked and what a victim said, after one more step. */
export function answered(
  before: Asked,
  questions: Questions,
  victim: (inputs: Float32Array) => Int32Array,
): Asked {
  const data = new Float32Array(before.data.length + questions.data.length);
  data.set(before.data);
  data.set(questions.data, before.data.length);
  return {
    data,
    count: before.count + questions.count,
    labels: Int32Array.from([...before.labels, ...victim(questions.data)]),
  };
}

/** Asks until `upTo` inputs are asked or nothing more comes; the questions of each step. */
export async function askUpTo(
  run: SamplerRun,
  upTo: number,
  before: Asked,
  victim: (inputs: Float32Array) => Int32Array,
  surrogate?: Surrogate,
): Promise<{ asked: Asked; steps: Questions[] }> {
  let asked = before;
  const steps: Questions[] = [];
  while (asked.count < upTo) {
    const questions = await run.next(upTo, asked, asked.count > 0 ? surrogate : undefined);
    if (questions.count === 0) break;
    steps.push(questions);
    asked = answered(asked, questions, victim);
  }
  return { asked, steps };
}
