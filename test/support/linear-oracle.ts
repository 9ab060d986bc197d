import type { Batch, GradientOracle, LossGradient, LossSpec } from '../../src/oracles/types.ts';

export interface LinearModel {
  /** classes × size */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** Class order by logit, largest first; the lower class first at ties. */
const ranked = (z: readonly number[]): number[] => z.map((_, c) => c).sort((a, b) => z[b] - z[a] || a - b);

function softmax(z: readonly number[]): number[] {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

/** Loss and its derivative with respect to the logits, each loss as `src/oracles/types.ts` names it. */
export function lossOfLogits(
  z: readonly number[],
  y: number,
  name: LossSpec['name'],
  target?: number,
): { loss: number; slope: number[] } {
  const slope = z.map(() => 0);
  const order = ranked(z);
  const others = order.filter((c) => c !== y);
  if (name === 'cross-entropy') {
    const p = softmax(z);
    const aim = target ?? y;
    const sign = target === undefined ? 1 : -1;
    p.forEach((v, c) => (slope[c] = sign * (v - (c === aim ? 1 : 0))));
    return { loss: -sign * Math.log(p[aim]), slope };
  }
  const enough = z.length >= (target === undefined ? 3 : 4);
  const plain = name === 'margin' || !enough;
  const up = target ?? others[0];
  // The targeted margin is against the best class that is not the target, the targeted DLR against the label.
  const down = target !== undefined && plain ? order.filter((c) => c !== target)[0] : y;
  slope[up] += 1;
  slope[down] -= 1;
  const margin = z[up] - z[down];
  if (plain) return { loss: margin, slope };
  const spread = z.map(() => 0);
  spread[order[0]] += 1;
  if (target === undefined) spread[order[2]] -= 1;
  else [order[2], order[3]].forEach((c) => (spread[c] -= 0.5));
  const width = z.reduce((sum, v, c) => sum + v * spread[c], 0) + 1e-12;
  return {
    loss: margin / width,
    slope: slope.map((s, c) => s / width - (margin / (width * width)) * spread[c]),
  };
}

/** logits = scale × (W x + b), in float64, with analytic gradients. Counts the samples it saw. */
export class LinearOracle implements GradientOracle {
  readonly access = 'gradient';
  readonly classes: number;
  forwards = 0;
  gradients = 0;
  readonly #model: LinearModel;

  constructor(model: LinearModel) {
    this.#model = model;
    this.classes = model.bias.length;
  }

  logitsOf(x: ArrayLike<number>): number[] {
    return this.#model.weights.map((row, c) =>
      row.reduce((sum, w, i) => sum + w * x[i], this.#model.bias[c]),
    );
  }

  #rows(batch: Batch): Float32Array[] {
    const size = batch.data.length / batch.count;
    return Array.from({ length: batch.count }, (_, i) => batch.data.subarray(i * size, (i + 1) * size));
  }

  async logits(batch: Batch): Promise<Float32Array> {
    this.forwards += batch.count;
    return Float32Array.from(this.#rows(batch).flatMap((x) => this.logitsOf(x)));
  }

  async scores(batch: Batch): Promise<Float32Array> {
    this.forwards += batch.count;
    return Float32Array.from(this.#rows(batch).flatMap((x) => softmax(this.logitsOf(x))));
  }

  async labels(batch: Batch): Promise<Int32Array> {
    this.forwards += batch.count;
    return Int32Array.from(this.#rows(batch), (x) => ranked(this.logitsOf(x).map(Math.fround))[0]);
  }

  async lossGradient(batch: Batch, labels: Int32Array, spec: LossSpec): Promise<LossGradient> {
    this.gradients += batch.count;
    const parts = this.#rows(batch).map((x, i) => {
      const z = this.logitsOf(x);
      const { loss, slope } = lossOfLogits(z, labels[i], spec.name, spec.targets?.[i]);
      const gradient = Array.from(x, (_, j) =>
        this.#model.weights.reduce((sum, row, c) => sum + slope[c] * row[j], 0),
      );
      return { z, loss, gradient };
    });
    return {
      logits: Float32Array.from(parts.flatMap((part) => part.z)),
      loss: Float32Array.from(parts, (part) => part.loss),
      gradient: Float32Array.from(parts.flatMap((part) => part.gradient)),
    };
  }
}
