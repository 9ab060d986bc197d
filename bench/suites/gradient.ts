import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { firstBatch, gradientWork } from '../lenet.ts';
import { sharedFolder, sideBySide, table, timed, type Contestant } from '../measure.ts';
import { openBenchPage } from '../page/open.ts';
import { findTorch, TorchPeer } from '../peers/torch.ts';

/** Input gradient of the reference LeNet, batch 100, one thread each. */
export async function run(print: (line: string) => void): Promise<void> {
  const shared = sharedFolder();
  const onnx = new Uint8Array(readFileSync(join(shared, 'reference/models/mnist-lenet.onnx')));
  const pixels = new Uint8Array(
    gunzipSync(readFileSync(join(shared, 'datasets/mnist/t10k-images-idx3-ubyte.gz'))),
  ).subarray(16);
  const labels = new Uint8Array(
    gunzipSync(readFileSync(join(shared, 'datasets/mnist/t10k-labels-idx1-ubyte.gz'))),
  ).subarray(8);
  const inNode = gradientWork(createWasmRuntime(), onnx, labels);
  const data = firstBatch(pixels);
  const page = await openBenchPage();
  const python = findTorch();
  const torch = python ? new TorchPeer(python) : undefined;
  const contestants: Contestant[] = [
    { name: 'Touchstone, WASM, Chromium', work: (repeats) => page.work('touchstone', repeats) },
    { name: 'Touchstone, WASM, Node', work: (repeats) => timed(() => inNode(data), repeats) },
    { name: 'TensorFlow.js, WASM, Chromium', work: (repeats) => page.work('tfjs', repeats) },
  ];
  if (torch)
    contestants.push(torch.contestant('PyTorch, native', { task: 'gradient', threads: 1, batch: 100 }));
  else print('PyTorch is not installed here (Debian: python3-torch): its side is left out.\n');
  print(
    table(
      'Input gradient, LeNet, batch 100, one thread',
      await sideBySide(contestants, { rounds: 9, repeats: 5 }),
    ),
  );
  print(
    `Largest difference between the two gradients in Chromium: ${(await page.agreement()).toExponential(1)} of the largest component.`,
  );
  torch?.close();
  await page.close();
}
