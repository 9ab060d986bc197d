import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importModel } from '../../src/graph/model.ts';
import { sizeOf } from '../../src/graph/ir.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { stream } from '../../src/numeric/random.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { timed, type Contestant } from '../measure.ts';
import { openBenchPage } from '../page/open.ts';
import { findTorch, TorchPeer } from '../peers/torch.ts';

interface ZooModel {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
  readonly batch: number;
}

const rounds = 12;

/** The least time of each side over rounds in which all work in turn: what others take of the machine only adds. */
async function fastest(sides: readonly Contestant[]): Promise<number[]> {
  const least = sides.map(() => Infinity);
  for (const { work } of sides) await work(1);
  for (let round = 0; round < rounds; round++)
    for (const [index, { work }] of sides.entries())
      least[index] = Math.min(least[index], ...(await work(2)));
  return least;
}

async function row(
  { name, file, shape, batch }: ZooModel,
  folder: string,
  torch: TorchPeer,
): Promise<string> {
  const oracle = new ModelOracle(
    createWasmRuntime(),
    importModel(new Uint8Array(readFileSync(join(folder, file)))),
  );
  const data = stream(1, 'bench', name).fillUniform(new Float32Array(batch * sizeOf(shape)));
  const samples = { data, count: batch, shape };
  const labels = Int32Array.from({ length: batch }, (_, index) => index % oracle.classes);
  const [forward, gradient, theirForward, theirs] = await fastest([
    { name: 'forward', work: (repeats) => timed(() => oracle.logits(samples), repeats) },
    {
      name: 'gradient',
      work: (repeats) =>
        timed(() => oracle.lossGradient(samples, labels, { name: 'cross-entropy' }), repeats),
    },
    torch.contestant('PyTorch forward', { model: name, task: 'forward' }),
    torch.contestant('PyTorch gradient', { model: name, task: 'gradient' }),
  ]);
  await oracle.release();
  const figures = [forward, gradient, theirForward, theirs].map((ms) => ms.toFixed(1));
  return `| ${[name, batch, ...figures, (gradient / forward).toFixed(2), (gradient / theirs).toFixed(2)].join(' | ')} |`;
}

/** Gradient against forward, and against native PyTorch, one thread each, for networks of several kinds; and the GPU. */
export async function run(print: (line: string) => void): Promise<void> {
  const python = findTorch();
  if (python) {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-zoo-'));
    const torch = new TorchPeer(python, 'zoo.py', folder);
    const { models } = await torch.hear<{ models: readonly ZooModel[] }>();
    print(
      '| Model | batch | forward ms | gradient ms | PyTorch forward | PyTorch gradient | gradient ÷ forward | gradient ÷ PyTorch |',
    );
    print('|---|---|---|---|---|---|---|---|');
    for (const model of models) print(await row(model, folder, torch));
    torch.close();
    rmSync(folder, { recursive: true });
  } else print('PyTorch is not installed here (Debian: python3-torch): the networks come from it.');
  const page = await openBenchPage();
  const { engine, reason, milliseconds, agreement } = await page.choice();
  print(
    reason === 'no-gpu' || reason === 'software-gpu'
      ? '\nno hardware GPU'
      : `\nLeNet, batch 100: ${engine} (${reason}); milliseconds ${JSON.stringify(milliseconds)}, agreement ${JSON.stringify(agreement)}`,
  );
  await page.close();
}
