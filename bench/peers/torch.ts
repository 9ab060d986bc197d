import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkout, sharedFolder, type Contestant } from '../measure.ts';

const pythons = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter((path) => path !== undefined);

/** A Python that has torch, or undefined. */
export function findTorch(): string | undefined {
  return pythons.find((path) => spawnSync(path, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
}

export interface TorchAnswer {
  readonly ms: readonly number[];
  readonly accuracy?: readonly number[];
}

/** One PyTorch process that waits for work, so that its start is not measured. */
export class TorchPeer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  /** @param script of `bench/peers`, started with `argument` */
  constructor(python: string, script = 'torch_peer.py', argument = sharedFolder()) {
    this.#child = spawn(python, ['-W', 'ignore', join(checkout, 'bench/peers', script), argument]);
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it says. */
  async hear<T>(): Promise<T> {
    const { value } = await this.#lines.next();
    return JSON.parse(value) as T;
  }

  async ask(request: Readonly<Record<string, unknown>>): Promise<TorchAnswer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.hear<TorchAnswer & { error?: string }>();
    if (answer.error) throw new Error(`PyTorch peer: ${answer.error}`);
    return answer;
  }

  contestant(name: string, request: Readonly<Record<string, unknown>>): Contestant {
    return { name, work: async (repeats) => (await this.ask({ ...request, repeats })).ms };
  }

  close(): void {
    this.#child.stdin.end();
  }
}
