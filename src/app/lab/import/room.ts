import { preprocessedShape, preprocessingGraph, type Preprocessing } from '../../../graph/preprocessing.ts';
import type { Runtime } from '../../../graph/runtime.ts';
import { gradientOpset } from '../../../graph/upgrade.ts';

/** One sample of the data. */
export interface SeenRequest {
  readonly values: Float32Array;
  readonly shape: readonly number[];
  readonly steps: Preprocessing;
}

/** What a model gets of a sample. */
export interface SeenValues {
  /** Channels first, in the model's order. */
  readonly seen: Float32Array;
  /** The same with deviation, mean and factor taken back: in the data's range. */
  readonly drawn: Float32Array;
  readonly seenShape: readonly number[];
}

/** Runs the very steps that stand in front of the model on one sample. */
export async function seenBy(runtime: Runtime, { values, shape, steps }: SeenRequest): Promise<SeenValues> {
  // Channels last is how the model's memory lies, nothing that could be seen.
  const drawable: Preprocessing = { ...steps, layout: undefined };
  const seenShape = preprocessedShape(drawable, shape);
  const graph = preprocessingGraph(drawable, shape, seenShape, { opset: gradientOpset, batch: 1 });
  if (graph.nodes.length === 0) return { seen: values, drawn: values, seenShape };
  const session = await runtime.open(graph);
  try {
    const [input] = graph.inputs;
    const made = await session.run({ [input.name]: { data: values, dims: [1, ...shape] } });
    const seen = made[graph.outputs[0].name].data as Float32Array;
    return { seen, drawn: takenBack(seen, seenShape, steps), seenShape };
  } finally {
    await session.release();
  }
}

/** (v × std + mean) ÷ factor, channel by channel. */
export function takenBack(
  seen: Float32Array,
  shape: readonly number[],
  { multiply = 1, mean = [0], std = [1] }: Preprocessing,
): Float32Array {
  const plane = shape.length === 3 ? shape[1] * shape[2] : 1;
  const of = (figures: readonly number[], at: number) => figures[figures.length === 1 ? 0 : at];
  return seen.map((value, index) => {
    const channel = Math.floor(index / plane);
    return (value * of(std, channel) + of(mean, channel)) / multiply;
  });
}
