import type { ModelOracle } from '../oracles/model.ts';
import type { Surrogate } from './samplers/types.ts';

/** A trained copy as samplers see it. Its model must be readable by rules where gradients are asked. */
export function surrogateOf(oracle: ModelOracle): Surrogate {
  const { sampleShape } = oracle.model.input;
  const size = sampleShape.reduce((product, n) => product * n, 1);
  const batchOf = (data: Float32Array) => ({ data, count: data.length / size, shape: sampleShape });
  return {
    logits: (data) => oracle.logits(batchOf(data)),
    gradient: (data, weights) => oracle.logitGradient(batchOf(data), weights),
  };
}
