import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, sharedFolder, sideBySide, table, type Contestant } from '../measure.ts';
import { findTorch, TorchPeer } from '../peers/torch.ts';

const epsilons = Array.from({ length: 10 }, (_, i) => Math.round((i + 1) * 3) / 100);
const steps = 40;
const relativeStep = 0.1;
const samples = 1000;

interface Report {
  readonly items: readonly {
    readonly curves: readonly {
      readonly attack: string;
      readonly kind: string;
      readonly x: { readonly name: string };
      readonly points: readonly { readonly x: number; readonly y: number }[];
    }[];
  }[];
}

/** The whole command: start, reading model and data, attack, report. */
function assess(workers: number, out: string): number {
  const shared = sharedFolder();
  const mnist = ['images-idx3', 'labels-idx1'].map((name) =>
    join(shared, `datasets/mnist/t10k-${name}-ubyte.gz`),
  );
  const settings = {
    attacks: ['pgd'],
    epsilons,
    iterations: steps,
    stepSize: { relative: relativeStep },
    restarts: 1,
    randomStart: false,
    selfChecks: false,
  };
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(checkout, 'bin/touchstone.mjs'),
      ...['assess', '--target', join(shared, 'reference/models/mnist-lenet.onnx'), '--data', mnist.join(',')],
      ...['--indicators', 'A.5-3', '--samples', String(samples), '--workers', String(workers), '--out', out],
      ...Object.entries(settings).flatMap(([name, value]) => [
        '--set',
        `A.5-3.${name}=${JSON.stringify(value)}`,
      ]),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return performance.now() - start;
}

function accuracies(report: string): readonly number[] {
  const { curves } = (JSON.parse(readFileSync(report, 'utf8')) as Report).items[0];
  const raw = curves.find(
    ({ attack, kind, x }) => attack === 'pgd' && kind === 'raw' && x.name === 'epsilon',
  );
  return (raw?.points ?? []).filter(({ x }) => x > 0).map(({ y }) => y);
}

/** A full curve of PGD-40: 10 values of ε to 0.3, 1,000 MNIST test images, the reference LeNet, two cores. */
export async function run(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  const out = join(folder, 'report.json');
  const python = findTorch();
  const torch = python ? new TorchPeer(python) : undefined;
  let peerAccuracies: readonly number[] | undefined;
  const contestants: Contestant[] = [
    { name: 'Touchstone, two workers', work: async () => [assess(2, out)] },
    { name: 'Touchstone, one worker', work: async () => [assess(1, out)] },
  ];
  if (torch)
    contestants.push({
      name: 'PyTorch, as torchattacks does it, two threads',
      work: async () => {
        const answer = await torch.ask({
          task: 'curve',
          threads: 2,
          batch: 100,
          count: samples,
          epsilons,
          relativeStep,
          steps,
        });
        peerAccuracies = answer.accuracy;
        return answer.ms;
      },
    });
  else print('PyTorch is not installed here (Debian: python3-torch): its side is left out.\n');
  try {
    print(
      table(
        'Full PGD-40 curve, whole command',
        await sideBySide(contestants, { rounds: 1, repeats: 1, warmUp: false }),
      ),
    );
    print(`Accuracies, Touchstone: ${accuracies(out).join(' ')}`);
    if (peerAccuracies) print(`Accuracies, PyTorch:    ${peerAccuracies.join(' ')}`);
  } finally {
    torch?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
