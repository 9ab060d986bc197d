import type { FeatureStats, Samples, TableDataset } from '../datasets/types.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { dtypeOf, isFloat } from '../graph/emit.ts';
import type { GraphNode } from '../graph/ir.ts';
import { intOf } from '../graph/ir.ts';
import type { Model } from '../graph/model.ts';

/**
 * The space in which tables are attacked: (x − mean) / std of the training part, so that ε counts standard deviations alike
 * for every feature. A feature that never varies keeps its unit.
 */
export interface TableSpace {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

export const tableSpace = ({ mean, std }: FeatureStats): TableSpace => ({
  mean,
  std: std.map((value) => (value > 0 ? value : 1)),
});

function standardisedRows({ x, y, count }: Samples, { mean, std }: TableSpace): Samples {
  const features = mean.length;
  const out = new Float32Array(x.length);
  for (let at = 0; at < x.length; at++) {
    const feature = at % features;
    out[at] = (x[at] - mean[feature]) / std[feature];
  }
  return { x: out, y, count };
}

/** The data in that space; `stats` become mean 0, std 1, and the bounds of the training part. */
export function standardised(dataset: TableDataset): TableDataset {
  const space = tableSpace(dataset.stats);
  const { mean, std } = space;
  const moved = (values: Float64Array) =>
    values.map((value, feature) => (value - mean[feature]) / std[feature]);
  return {
    ...dataset,
    stats: {
      min: moved(dataset.stats.min),
      max: moved(dataset.stats.max),
      mean: new Float64Array(mean.length),
      std: new Float64Array(mean.length).fill(1),
    },
    train: standardisedRows(dataset.train, space),
    test: standardisedRows(dataset.test, space),
  };
}

/** x̂ = x_std · std + mean differs from x by rounding; whole numbers up to ten thousand or so stay this near. */
const wholeWithin = 1e-3;

/** Steps that take 2.9999998 for 2. */
function cutsOff({ op, domain, attributes }: GraphNode): boolean {
  if (domain !== undefined) return false;
  return op === 'Floor' || op === 'Ceil' || (op === 'Cast' && !isFloat(dtypeOf(intOf(attributes, 'to', 1))));
}

/** The value, where it is all but whole the whole number. It goes into steps without a gradient only. */
function snapped(b: GraphBuilder, value: string): string {
  if (!b.isTyped(value) || b.type(value).dtype !== 'float32') return value;
  const whole = b.emit('Floor', [b.add(value, b.scalar(0.5))]);
  const near = b.emit('Less', [b.emit('Abs', [b.sub(value, whole)]), b.scalar(wholeWithin)]);
  return b.emit('Where', [near, whole, value]);
}

/** The model with x · std + mean in front, so that it takes standardised values and its gradients are in that unit. */
export function takingStandardised(model: Model, { mean, std }: TableSpace): Model {
  const { graph, input, output } = model;
  const builder = new GraphBuilder(graph.opset);
  const [{ dtype, shape }] = graph.inputs;
  builder.input(input.name, { dtype, shape });
  for (const [name, constant] of graph.constants) builder.defineConstant(name, constant);
  const dims = input.sampleShape;
  const constant = (name: string, values: Float64Array) =>
    builder.defineConstant(name, { dtype: 'float32', dims, data: Float32Array.from(values) });
  const scaled = 'touchstone/x*std';
  const shifted = 'touchstone/x*std+mean';
  const step = (op: string, from: string, by: string, to: string) =>
    builder.append({ op, name: to, inputs: [from, by], outputs: [to], attributes: {} });
  step('Mul', input.name, constant('touchstone/std', std), scaled);
  step('Add', scaled, constant('touchstone/mean', mean), shifted);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === input.name ? shifted : name));
    if (cutsOff(node)) inputs[0] = snapped(builder, inputs[0]);
    builder.append({ ...node, inputs });
  }
  return { ...model, graph: { ...builder.build([output]), producer: graph.producer } };
}
