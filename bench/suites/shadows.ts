import { cpus } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { checkout, sideBySide, table, type Contestant } from '../measure.ts';
import { findTorch, TorchPeer } from '../peers/torch.ts';
import { trainShadows, type ShadowWork } from '../shadows.ts';

const folder = join(checkout, 'dist', 'bench-shadows');

/** The file that a worker runs. */
async function buildWorker(): Promise<string> {
  await build({
    configFile: false,
    root: checkout,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: folder,
      minify: false,
      ssr: true,
      target: 'node20',
      rollupOptions: {
        input: { worker: join(checkout, 'bench', 'shadows.worker.ts') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  });
  return join(folder, 'worker.mjs');
}

/** Shares the shadows out over so many threads, each with an engine of its own; the milliseconds until the last is done. */
async function inThreads(file: string, work: ShadowWork, threads: number): Promise<number> {
  const workers = Array.from({ length: threads }, () => new Worker(file));
  try {
    const ready = (worker: Worker) => new Promise((resolve) => worker.once('message', resolve));
    await Promise.all(workers.map(ready));
    const start = performance.now();
    await Promise.all(
      workers.map((worker, thread) => {
        const mine = work.seeds.filter((_, at) => at % threads === thread);
        const done = ready(worker);
        worker.postMessage({ ...work, seeds: mine });
        return done;
      }),
    );
    return performance.now() - start;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const seeds = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/**
 * Shadows for LiRA by the recipe of the bundled model, each on half of the training part: 16 on purchases, 64 on digits; one thread
 * against two, and purchases against PyTorch on one thread with the same network, batches and optimiser.
 */
export async function run(print: (line: string) => void): Promise<void> {
  const fetchBytes = async (path: string) => new Uint8Array(await readFile(join(checkout, 'public', path)));
  const purchases: ShadowWork = { target: 'purchases-mlp', seeds: seeds(1) };
  const contestants: Contestant[] = [
    {
      name: 'Touchstone, WASM, Node',
      work: async () => [await trainShadows(purchases, fetchBytes)],
    },
  ];
  const python = findTorch();
  const torch = python ? new TorchPeer(python) : undefined;
  if (torch) contestants.push(torch.contestant('PyTorch, native', { task: 'shadow', threads: 1 }));
  else print('PyTorch is not installed here (Debian: python3-torch): its side is left out.\n');
  print(
    table(
      'One shadow on purchases (5,000 rows, 12 epochs, batch 50), one thread',
      await sideBySide(contestants, { rounds: 3, repeats: 1 }),
    ),
  );
  torch?.close();
  const worker = await buildWorker();
  for (const [target, count] of [
    ['purchases-mlp', 16],
    ['digits-cnn', 64],
  ] as const) {
    const work = { target, seeds: seeds(count) };
    const one = await inThreads(worker, work, 1);
    const two = await inThreads(worker, work, 2);
    print(
      `${count} shadows of ${target}: ${(one / 1000).toFixed(1)} s on one thread, ${(two / 1000).toFixed(1)} s on two ` +
        `(${(one / two).toFixed(2)}×; ${cpus().length} cores).`,
    );
  }
}
