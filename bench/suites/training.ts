import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { conv, dense, flatten, maxPool, relu, type Architecture } from '../../src/training/layers.ts';
import { planNetwork } from '../../src/training/network.ts';
import { makeOptimiser } from '../../src/training/optimisers.ts';
import { initialWeights } from '../../src/training/weights.ts';
import { batch } from '../lenet.ts';
import { sharedFolder, sideBySide, table, timed, type Contestant } from '../measure.ts';
import { findTorch, TorchPeer } from '../peers/torch.ts';

const lenet: Architecture = {
  input: [1, 28, 28],
  classes: 10,
  layers: [
    conv(32, 5),
    relu,
    maxPool(2),
    conv(64, 5),
    relu,
    maxPool(2),
    flatten,
    dense(128),
    relu,
    dense(10),
  ],
};

/** One training step with its update (SGD with momentum), LeNet, batch 100, one thread each. */
export async function run(print: (line: string) => void): Promise<void> {
  const shared = sharedFolder();
  const pixels = gunzipSync(readFileSync(join(shared, 'datasets/mnist/t10k-images-idx3-ubyte.gz'))).subarray(
    16,
  );
  const labels = gunzipSync(readFileSync(join(shared, 'datasets/mnist/t10k-labels-idx1-ubyte.gz'))).subarray(
    8,
  );
  const x = Float32Array.from(pixels.subarray(0, batch * 784), (value) => value / 255);
  const y = Int32Array.from(labels.subarray(0, batch));
  const model = await graphEngine(createWasmRuntime()).open(lenet, initialWeights(planNetwork(lenet), 1));
  const optimiser = makeOptimiser({ kind: 'sgd', momentum: 0.9 });
  const step = async () => {
    const { gradients } = await model.lossAndGradients({ x, count: batch }, y);
    optimiser.step(model.weights, gradients, 0.01);
    model.weightsChanged();
  };
  const contestants: Contestant[] = [
    { name: 'Touchstone, WASM, Node', work: (repeats) => timed(step, repeats) },
  ];
  const python = findTorch();
  const torch = python ? new TorchPeer(python) : undefined;
  if (torch) contestants.push(torch.contestant('PyTorch, native', { task: 'train', threads: 1, batch }));
  else print('PyTorch is not installed here (Debian: python3-torch): its side is left out.\n');
  print(
    table(
      'Training step with update, LeNet, batch 100, one thread',
      await sideBySide(contestants, { rounds: 9, repeats: 5 }),
    ),
  );
  torch?.close();
}
