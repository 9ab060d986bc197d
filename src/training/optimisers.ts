import type { Weights } from './weights.ts';

/** Plain data, as plans and cards hold it. The learning rate comes from the schedule. */
export type OptimiserSpec =
  /** v ← μ v + g, w ← w − η v; g includes λ w. The form of PyTorch (Sutskever et al. 2013 without dampening). */
  | { readonly kind: 'sgd'; readonly momentum?: number; readonly weightDecay?: number }
  /** Kingma & Ba 2015, algorithm 1; weight decay, if any, is added to the gradient. */
  | {
      readonly kind: 'adam';
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      readonly weightDecay?: number;
    };

/** Changes weights in place. Arithmetic in double, stored in single: + − × ÷ √ only, so equal on every host. */
export interface Optimiser {
  step(weights: Weights, gradients: ReadonlyMap<string, Float32Array>, learningRate: number): void;
}

const stateOf = (states: Map<string, Float32Array>, name: string, size: number): Float32Array => {
  const state = states.get(name) ?? new Float32Array(size);
  states.set(name, state);
  return state;
};

const weightOf = (weights: Weights, name: string): Float32Array => {
  const weight = weights.get(name);
  if (!weight) throw new Error(`no weight ${name}`);
  return weight;
};

function sgd({ momentum = 0, weightDecay = 0 }: OptimiserSpec & { kind: 'sgd' }): Optimiser {
  const velocities = new Map<string, Float32Array>();
  return {
    step(weights, gradients, learningRate) {
      for (const [name, gradient] of gradients) {
        const weight = weightOf(weights, name);
        const velocity = stateOf(velocities, name, weight.length);
        for (let i = 0; i < weight.length; i++) {
          const v = momentum * velocity[i] + gradient[i] + weightDecay * weight[i];
          velocity[i] = v;
          weight[i] -= learningRate * v;
        }
      }
    },
  };
}

function adam(spec: OptimiserSpec & { kind: 'adam' }): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = spec;
  const firsts = new Map<string, Float32Array>();
  const seconds = new Map<string, Float32Array>();
  let power1 = 1;
  let power2 = 1;
  return {
    step(weights, gradients, learningRate) {
      power1 *= beta1;
      power2 *= beta2;
      const rate = learningRate / (1 - power1);
      const correction = Math.sqrt(1 - power2);
      for (const [name, gradient] of gradients) {
        const weight = weightOf(weights, name);
        const first = stateOf(firsts, name, weight.length);
        const second = stateOf(seconds, name, weight.length);
        for (let i = 0; i < weight.length; i++) {
          const g = gradient[i] + weightDecay * weight[i];
          const m = beta1 * first[i] + (1 - beta1) * g;
          const v = beta2 * second[i] + (1 - beta2) * g * g;
          first[i] = m;
          second[i] = v;
          weight[i] -= (rate * m) / (Math.sqrt(v) / correction + epsilon);
        }
      }
    },
  };
}

/** A fresh optimiser, its moments at zero. */
export function makeOptimiser(spec: OptimiserSpec): Optimiser {
  return spec.kind === 'sgd' ? sgd(spec) : adam(spec);
}
