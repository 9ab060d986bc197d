import type { Dataset, Samples } from '../../../datasets/types.ts';
import type { Graph } from '../../../graph/ir.ts';
import { modelOf } from '../../../graph/model.ts';
import type { Runtime } from '../../../graph/runtime.ts';
import { ModelOracle } from '../../../oracles/model.ts';
import type { Counted, ModelCard } from '../../../training/card.ts';
import { subset } from '../../../training/data.ts';
import { countCorrect } from '../../../training/evaluate.ts';

const batch = 256;

async function score(
  oracle: ModelOracle,
  { x, y, count }: Samples,
  shape: readonly number[],
): Promise<Counted> {
  const size = shape.reduce((a, b) => a * b, 1);
  let correct = 0;
  for (let from = 0; from < count; from += batch) {
    const rows = Math.min(batch, count - from);
    const data = x.subarray(from * size, (from + rows) * size);
    const logits = await oracle.logits({ data, count: rows, shape });
    correct += countCorrect(logits, y.subarray(from, from + rows), oracle.classes);
  }
  return { correct, n: count, accuracy: correct / count };
}

/** Accuracy of the finished file, by the graph engine whichever one trained it: on the rows trained on, held out, and left over. */
export async function scoresOf(
  runtime: Runtime,
  graph: Graph,
  { train, test, shape }: Dataset,
  members: Int32Array,
): Promise<ModelCard['accuracy']> {
  const oracle = new ModelOracle(runtime, modelOf(graph));
  const trained = new Set(members);
  const others = Int32Array.from({ length: train.count }, (_, row) => row).filter((row) => !trained.has(row));
  try {
    return {
      train: await score(oracle, subset(train, members), shape),
      test: await score(oracle, test, shape),
      ...(others.length > 0 ? { otherTrain: await score(oracle, subset(train, others), shape) } : {}),
    };
  } finally {
    await oracle.release();
  }
}
