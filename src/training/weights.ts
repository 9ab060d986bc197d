import type { StreamKey } from '../numeric/random.ts';
import { stream } from '../numeric/random.ts';
import type { NetworkPlan, WeightSpec } from './network.ts';

/** Values by weight name, row-major. An optimiser changes them in place. */
export type Weights = ReadonlyMap<string, Float32Array>;

const sizeOf = (spec: WeightSpec): number => spec.dims.reduce((a, b) => a * b, 1);

/**
 * Half-width of the uniform distribution a kernel starts from: √(6 / fan in) before a rectifier (He et al. 2015),
 * √(6 / (fan in + fan out)) otherwise (Glorot & Bengio 2010).
 */
function bound({ fanIn, fanOut, before }: WeightSpec): number {
  const rectified = before === 'relu' || before === 'leaky-relu';
  return Math.sqrt(6 / (rectified ? fanIn : fanIn + fanOut));
}

/** Starting weights: a function of the seed and each weight's name. Biases and shifts 0, scales and variances 1. */
export function initialWeights(network: NetworkPlan, seed: number, ...keys: readonly StreamKey[]): Weights {
  return new Map(
    network.weights.map((spec) => {
      const values = new Float32Array(sizeOf(spec));
      if (spec.role === 'scale' || spec.role === 'running-variance') values.fill(1);
      if (spec.role === 'kernel') {
        const width = bound(spec);
        stream(seed, 'training', ...keys, 'initial', spec.name).fillUniform(values, -width, width);
      }
      return [spec.name, values];
    }),
  );
}

export function copyWeights(weights: Weights): Weights {
  return new Map([...weights].map(([name, values]) => [name, values.slice()]));
}
