import { UserError } from '../messages/index.ts';
import { GraphBuilder } from './builder.ts';
import type { Dim, Graph } from './ir.ts';
import { sizeOf } from './ir.ts';
import type { Model } from './model.ts';
import { resamplingMatrix, type Resampling } from './resampling.ts';

/**
 * What a model wants done to a sample before it sees it, as its framework's loader did it. The data stay as they are, pictures
 * [C, H, W] in [0, 1]: attacks act there, and the steps below become nodes in front of the model's graph, in this order.
 */
export interface Preprocessing {
  /** Dark and light exchanged: 1 − x. */
  readonly invert?: boolean;
  /** Rows and columns exchanged. */
  readonly transpose?: boolean;
  /** Channels that the model takes, where they are not the data's: one grey channel repeated, or colours weighed to grey. */
  readonly channels?: 'repeat' | 'grey';
  /** Height and width that the model takes, where they are not the data's. */
  readonly resize?: {
    readonly height: number;
    readonly width: number;
    /** `pad` puts zeros around (black, before any mean is taken away) or cuts off. */
    readonly mode: Resampling;
    /** Averages over what a pixel covers where a picture gets smaller, as PIL does. */
    readonly antialias?: boolean;
  };
  /** Channels reversed: the model takes blue first. */
  readonly order?: 'bgr';
  /** Values are multiplied by this first: 255 where the model takes bytes. */
  readonly multiply?: number;
  /**
   * Then the mean is taken away and the result divided by the deviation; one figure, or one per channel as the model takes
   * them (blue first after `order`), of a table one per column.
   */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** The model takes [H, W, C]. */
  readonly layout?: 'nhwc';
}

/** Weights of red, green and blue in grey (ITU-R BT.601, as PIL's `L` and OpenCV). */
const greyWeights = [0.299, 0.587, 0.114];

const show = (shape: readonly number[]) => `[${shape.join(', ')}]`;

/** Channels of a picture, height and width. @throws UserError for other shapes. */
function picture(shape: readonly number[]): [number, number, number] {
  if (shape.length !== 3) throw new UserError('graph.preprocessing-picture', { shape: show(shape) });
  return shape as [number, number, number];
}

/** Whether any step needs to know what is a channel, a row and a column. */
const isSpatial = ({ transpose, channels, resize, order, layout }: Preprocessing): boolean =>
  Boolean(transpose || channels || resize || order || layout);

/** Rows of the matrix that makes the model's channels of the data's; undefined where they stay as they are. */
function channelMatrix({ channels, order }: Preprocessing, count: number): number[][] | undefined {
  const one = (at: number, of: number): number[] =>
    Array.from({ length: of }, (_, index) => (index === at ? 1 : 0));
  let rows = Array.from({ length: count }, (_, channel) => one(channel, count));
  if (channels) {
    const [wanted, made] = channels === 'repeat' ? [1, [[1], [1], [1]]] : [3, [greyWeights]];
    if (count !== wanted) throw new UserError('graph.preprocessing-channels', { channels: count, wanted });
    rows = made;
  }
  if (order === 'bgr') {
    if (rows.length !== 3)
      throw new UserError('graph.preprocessing-channels', { channels: rows.length, wanted: 3 });
    rows = [...rows].reverse();
  }
  return channels || order ? rows : undefined;
}

/** One sample's shape as the model takes it, for data of this shape. @throws UserError when a step does not fit the data. */
export function preprocessedShape(steps: Preprocessing, dataShape: readonly number[]): readonly number[] {
  if (!isSpatial(steps)) return dataShape;
  let [channels, height, width] = picture(dataShape);
  if (steps.transpose) [height, width] = [width, height];
  channels = channelMatrix(steps, channels)?.length ?? channels;
  if (steps.resize) ({ height, width } = steps.resize);
  return steps.layout === 'nhwc' ? [height, width, channels] : [channels, height, width];
}

/**
 * The data's shape that these steps bring to the model's, with null where any size will do: the other way round. A flat model
 * shape says nothing of pictures: undefined.
 */
export function shapeBefore(
  steps: Preprocessing,
  modelShape: readonly number[],
): readonly (number | null)[] | undefined {
  if (!isSpatial(steps)) return modelShape;
  if (modelShape.length !== 3) return undefined;
  const [a, b, c] = modelShape;
  const [made, height, width] = steps.layout === 'nhwc' ? [c, a, b] : [a, b, c];
  const channels = steps.channels === 'repeat' ? 1 : steps.channels === 'grey' ? 3 : made;
  if (steps.resize) return [channels, null, null];
  return steps.transpose ? [channels, width, height] : [channels, height, width];
}

/** A matrix for every row (`before`) or every column (`after`) of the planes of x [N, C, H, W]. */
function resampled(
  builder: GraphBuilder,
  x: string,
  axis: 'height' | 'width',
  { mode, antialias, ...size }: NonNullable<Preprocessing['resize']>,
): string {
  const from = builder.shape(x)[axis === 'height' ? 2 : 3];
  const to = size[axis];
  if (from === to) return x;
  const matrix = resamplingMatrix(from, to, mode, antialias);
  if (axis === 'height') return builder.emit('MatMul', [builder.floats(matrix, [to, from]), x]);
  const turned = Float64Array.from(matrix, (_, at) => matrix[(at % to) * from + Math.floor(at / to)]);
  return builder.emit('MatMul', [x, builder.floats(turned, [from, to])]);
}

/** The channels of x [N, C, H, W] mixed by a matrix: exact where its rows choose one. */
function mixed(builder: GraphBuilder, x: string, rows: readonly (readonly number[])[]): string {
  const [batch, channels, height, width] = builder.shape(x);
  const planes = builder.reshape(x, [batch, channels, height * width]);
  const by = builder.floats(rows.flat(), [rows.length, channels]);
  return builder.reshape(builder.emit('MatMul', [by, planes]), [batch, rows.length, height, width]);
}

/** One figure for all values, or one per channel. */
function figures(builder: GraphBuilder, values: readonly number[], sample: readonly number[]): string {
  if (values.length === 1) return builder.scalar(values[0]);
  if (values.length !== sample[0])
    throw new UserError('graph.preprocessing-figures', { given: values.length, channels: sample[0] });
  return builder.floats(values, [values.length, ...sample.slice(1).map(() => 1)]);
}

const isOne = (values: readonly number[] | undefined, neutral: number) =>
  values === undefined || values.every((value) => value === neutral);

/** Adds the steps behind `x` [N, …data shape] and returns the name of what the model takes. */
function append(builder: GraphBuilder, x: string, steps: Preprocessing): string {
  let now = steps.invert ? builder.sub(builder.scalar(1), x) : x;
  if (isSpatial(steps)) picture(builder.shape(x).slice(1));
  if (steps.transpose) now = builder.transpose(now, [0, 1, 3, 2]);
  const rows = channelMatrix(steps, builder.shape(now)[1]);
  // Fewer values are resampled when grey is made before and repeated after.
  if (rows && steps.channels !== 'repeat') now = mixed(builder, now, rows);
  if (steps.resize) {
    now = resampled(builder, now, 'height', steps.resize);
    now = resampled(builder, now, 'width', steps.resize);
  }
  if (rows && steps.channels === 'repeat') now = mixed(builder, now, rows);
  const sample = builder.shape(now).slice(1);
  if (steps.multiply !== undefined && steps.multiply !== 1)
    now = builder.mul(now, builder.scalar(steps.multiply));
  if (!isOne(steps.mean, 0)) now = builder.sub(now, figures(builder, steps.mean!, sample));
  if (!isOne(steps.std, 1)) now = builder.div(now, figures(builder, steps.std!, sample));
  return steps.layout === 'nhwc' ? builder.transpose(now, [0, 2, 3, 1]) : now;
}

/** Whether values in the same order may have both shapes: axes of one come and go, or one of them is flat. */
function isSameMemory(a: readonly number[], b: readonly number[]): boolean {
  if (sizeOf(a) !== sizeOf(b)) return false;
  const [left, right] = [a, b].map((shape) => shape.filter((axis) => axis !== 1));
  const flat = left.length <= 1 || right.length <= 1;
  return flat || (left.length === right.length && left.every((axis, index) => axis === right[index]));
}

/**
 * The steps alone: a graph from samples of the data's shape to what a model of `modelShape` takes.
 * @throws UserError when the steps do not fit the data, or do not end in that shape.
 */
export function preprocessingGraph(
  steps: Preprocessing,
  dataShape: readonly number[],
  modelShape: readonly number[],
  { opset, batch }: { readonly opset: number; readonly batch: Dim },
): Graph {
  const builder = new GraphBuilder(opset);
  const made = append(
    builder,
    builder.input('data', { dtype: 'float32', shape: [batch, ...dataShape] }),
    steps,
  );
  const shape = builder.shape(made).slice(1);
  if (!isSameMemory(shape, modelShape))
    throw new UserError('graph.preprocessing-shape', { made: show(shape), model: show(modelShape) });
  return builder.build([builder.reshape(made, [batch, ...modelShape])]);
}

/** A beginning of names that no value of the graph has. */
function freePrefix({ inputs, constants, nodes }: Graph): string {
  const names = new Set([...inputs.map(({ name }) => name), ...constants.keys()]);
  for (const node of nodes) for (const name of node.outputs) names.add(name);
  const taken = [...names].filter((name) => name.startsWith('preprocessing'));
  let prefix = 'preprocessing/';
  for (let count = 2; taken.some((name) => name.startsWith(prefix)); count++)
    prefix = `preprocessing-${count}/`;
  return prefix;
}

/**
 * The model with the steps in front, so that it takes samples of the data's shape, in the data's range, and its gradients are
 * with respect to them. Every step is linear, so gradients pass through all of them exactly.
 * @throws UserError as `preprocessingGraph`.
 */
export function withPreprocessing(model: Model, steps: Preprocessing, dataShape: readonly number[]): Model {
  const { graph, input, output } = model;
  const [{ dtype, shape }] = graph.inputs;
  const [batch] = shape;
  const front = preprocessingGraph(steps, dataShape, input.sampleShape, { opset: graph.opset, batch });
  if (front.nodes.length === 0) return model;
  const prefix = freePrefix(graph);
  // The model's own input keeps its name, now for what the steps make: nothing behind it has to change.
  const last = front.outputs[0].name;
  const renamed = (name: string) => (name === '' ? name : name === last ? input.name : prefix + name);
  const builder = new GraphBuilder(graph.opset);
  const data = builder.input(renamed('data'), { dtype, shape: [batch, ...dataShape] });
  for (const [name, constant] of front.constants) builder.defineConstant(renamed(name), constant);
  for (const [name, constant] of graph.constants) builder.defineConstant(name, constant);
  for (const node of front.nodes)
    builder.append({
      ...node,
      name: prefix + node.name,
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    });
  for (const node of graph.nodes) builder.append(node);
  return {
    ...model,
    graph: { ...builder.build([output]), producer: graph.producer },
    input: { name: data, sampleShape: dataShape },
  };
}
