import { signalsOf } from '../../src/attacks/membership/signals.ts';
import type { Evidence, Shadow, Signals } from '../../src/attacks/membership/types.ts';
import { exp, log, sigmoid } from '../../src/numeric/math.ts';
import { stream } from '../../src/numeric/random.ts';

export interface Plan {
  readonly count: number;
  readonly seed: number;
  readonly classes?: number;
  readonly shadows?: number;
  /** What knowing a record adds to φ: in the target, and in shadows where it differs. */
  readonly shift: number;
  readonly shadowShift?: number;
  /** Mean φ of a record under models that don't know it; by default 0. `value` is the record's one input. */
  readonly base?: (record: number, label: number, value: number) => number;
  /** Standard deviation of φ between models; by default 1. */
  readonly spread?: (record: number) => number;
  readonly queries?: number;
}

/** What `evidenceOf` knows besides: the exact quantities behind the evidence. */
export interface Synthetic extends Evidence {
  readonly base: Float64Array;
}

/** Logits whose φ is the wanted one; the other classes' logits are near each other. */
function logitsOf(
  phi: Float64Array,
  labels: Int32Array,
  classes: number,
  seed: number,
  model: string,
): Float64Array {
  const others = stream(seed, model, 'others').fillNormal(new Float64Array(phi.length * classes));
  return Float64Array.from({ length: phi.length * classes }, (_, k) => {
    const i = Math.floor(k / classes);
    if (k % classes !== labels[i]) return 0.3 * others[k];
    let sum = 0;
    for (let c = 0; c < classes; c++) if (c !== labels[i]) sum += exp(0.3 * others[i * classes + c]);
    return phi[i] + log(sum);
  });
}

/**
 * Records whose φ is normal between models: centre `base`, `shift` more where the model knows the record. Half of the records are the
 * target's members and half of them each shadow's, at random; a population of 500 has the base of record and label 0.
 */
export function evidenceOf(plan: Plan): Synthetic {
  const { count, seed, classes = 5, shift, queries = 1 } = plan;
  const value = stream(seed, 'inputs').fillNormal(new Float64Array(count));
  const labels = Int32Array.from({ length: count }, (_, i) => stream(seed, 'labels').integer(i, classes));
  const base = Float64Array.from(labels, (label, i) => plan.base?.(i, label, value[i]) ?? 0);
  const spread = (i: number) => plan.spread?.(i) ?? 1;
  const half = (model: string) => {
    const flags = new Uint8Array(count);
    for (const i of stream(seed, model, 'inside').sample(count, Math.floor(count / 2))) flags[i] = 1;
    return flags;
  };
  const answers = (model: string, inside: Uint8Array, added: number): Shadow => {
    const phi = Array.from({ length: queries }, (_, q) => {
      const noise = stream(seed, model, 'noise', q).fillNormal(new Float64Array(count));
      return noise.map((z, i) => base[i] + added * inside[i] + spread(i) * z);
    });
    let signals: Signals | undefined;
    return {
      inside,
      queries: phi,
      // Made when looked at: attacks on φ alone never do, and shadows are many.
      get signals() {
        return (signals ??= signalsOf(logitsOf(phi[0], labels, classes, seed, model), labels, classes));
      },
    };
  };
  const population = (model: string) =>
    stream(seed, model, 'population')
      .fillNormal(new Float64Array(500))
      .map((z) => sigmoid((plan.base?.(0, 0, 0) ?? 0) + z));
  const members = half('target');
  const shadows = Array.from({ length: plan.shadows ?? 0 }, (_, k) =>
    answers(`shadow ${k}`, half(`shadow ${k}`), plan.shadowShift ?? shift),
  );
  const target = answers('target', members, shift);
  const [phi] = target.queries;
  return {
    count,
    classes,
    labels,
    members,
    base,
    target: target.signals,
    queries: target.queries,
    shadows,
    population: { target: population('target'), shadows: shadows.map((_, k) => population(`shadow ${k}`)) },
    label: {
      distance: phi.map((p) => Math.max(0, p)),
      noise: phi.map((p) => Math.round(10 * sigmoid(p / 2)) / 10),
      augmented: phi.map((p) => Math.round(5 * sigmoid(p / 2)) / 5),
    },
    inputs: { data: value, size: 1 },
    random: (purpose) => stream(seed, 'attack', purpose),
  };
}
