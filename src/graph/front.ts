import type { Constant, GraphNode } from './ir.ts';
import { floatOf } from './ir.ts';
import type { OnnxFile } from './onnx/read.ts';

/** What a file's own first operators do to every value before anything else: scale · x + offset, averaged over channels. */
export interface Front {
  readonly operators: readonly string[];
  readonly scale: number;
  readonly offset: number;
  /** Scaled by a batch norm that learned its figures: mean and deviation of the inputs in training, averaged. */
  readonly learned?: { readonly mean: number; readonly std: number };
}

const passing = new Set(['Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Cast', 'Identity']);

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Floats of a constant that is small enough for figures of channels or columns. */
function figuresIn(constant: Constant | undefined): number[] | undefined {
  if (!constant || constant.data.length === 0 || constant.data.length > 10_000) return undefined;
  return constant.dtype === 'float32' ? Array.from(constant.data as Float32Array) : undefined;
}

interface Step {
  readonly scale: number;
  readonly offset: number;
  readonly learned?: Front['learned'];
}

function batchNorm(node: GraphNode, of: (index: number) => number[] | undefined): Step | undefined {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(of);
  if (!gamma || !beta || !mean || !variance) return undefined;
  const epsilon = floatOf(node.attributes, 'epsilon', 1e-5);
  const scales = gamma.map((value, at) => value / Math.sqrt(variance[at] + epsilon));
  const offsets = scales.map((scale, at) => beta[at] - scale * mean[at]);
  const std = average(variance.map((value) => Math.sqrt(value)));
  return { scale: average(scales), offset: average(offsets), learned: { mean: average(mean), std } };
}

/** A node as an affine map of its input `x`; undefined for all others. */
function stepOf(node: GraphNode, x: string, file: OnnxFile): Step | undefined {
  const of = (index: number) => figuresIn(file.constants.get(node.inputs[index] ?? ''));
  if (node.domain === 'ai.onnx.ml' && node.op === 'Scaler') {
    const list = (name: string) => {
      const attribute = node.attributes[name];
      return attribute?.kind === 'floats' ? [...attribute.value] : [];
    };
    const [scale, offset] = [average(list('scale')), average(list('offset'))];
    return Number.isFinite(scale * offset) ? { scale, offset: -scale * offset } : undefined;
  }
  if (node.domain !== undefined) return undefined;
  if (node.op === 'BatchNormalization') return batchNorm(node, of);
  const first = node.inputs[0] === x;
  const other = of(first ? 1 : 0);
  if (!other) return undefined;
  const by = average(other);
  switch (node.op) {
    case 'Mul':
      return { scale: by, offset: 0 };
    case 'Add':
      return { scale: 1, offset: by };
    case 'Sub':
      return first ? { scale: 1, offset: -by } : { scale: -1, offset: by };
    case 'Div':
      return first && by !== 0 ? { scale: 1 / by, offset: 0 } : undefined;
    default:
      return undefined;
  }
}

/** The scaling and shifting that a file does itself, up to its first other operator; undefined where there is none. */
export function frontOf(file: OnnxFile): Front | undefined {
  const [input] = file.inputs;
  if (!input) return undefined;
  let now = input.name;
  let front: Front = { operators: [], scale: 1, offset: 0 };
  for (;;) {
    const readers = file.nodes.filter(({ inputs }) => inputs.includes(now));
    if (readers.length !== 1) break;
    const [node] = readers;
    const step = stepOf(node, now, file);
    if (!step && (node.domain !== undefined || !passing.has(node.op))) break;
    if (step)
      front = {
        operators: [...front.operators, node.op],
        scale: front.scale * step.scale,
        offset: front.offset * step.scale + step.offset,
        learned: front.learned ?? step.learned,
      };
    now = node.outputs[0];
  }
  return front.operators.length > 0 ? front : undefined;
}
