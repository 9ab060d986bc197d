import { expose } from 'comlink';
import { listTargets } from '../../training/bundled.ts';
import { answerServed } from '../offline/served.ts';
import { answer } from './answer.ts';
import type * as assembledLab from './assembled.ts';
import { folder, readPublic } from './public-folder.ts';
import { readShowcase } from './showcase.ts';
import type { LabEvent } from './types.ts';

type Assembled = typeof assembledLab;

/** The list of models comes at once; everything that computes is loaded behind it. */
class LabDoor {
  #listener: (event: LabEvent) => void = () => undefined;
  #opened: Promise<Assembled> | undefined;

  async listen(listener: (event: LabEvent) => void): Promise<void> {
    this.#listener = listener;
  }

  async targets() {
    return answer(() => listTargets(readPublic));
  }

  async showcase() {
    return answer(() => readShowcase(readPublic));
  }

  /** Called once the first view stands, so that a click finds everything there. */
  async prepare(): Promise<void> {
    await this.#lab().catch(() => undefined);
  }

  async forward(name: string, given: readonly unknown[]): Promise<unknown> {
    const part = (await this.#lab()).partOf(name) as Record<
      string,
      (...given: readonly unknown[]) => unknown
    >;
    return part[name](...given);
  }

  #lab(): Promise<Assembled> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #open(): Promise<Assembled> {
    const assembled = await import('./assembled.ts');
    await assembled.listen((event) => this.#listener(event));
    return assembled;
  }
}

answerServed(folder);

const door = new LabDoor();
const own = ['listen', 'targets', 'showcase', 'prepare'];

/** Every call that the door does not answer itself goes on to the part of the lab that has it. */
expose(
  new Proxy(
    {},
    {
      get: (_, name) =>
        typeof name !== 'string'
          ? undefined
          : own.includes(name)
            ? door[name as 'prepare'].bind(door)
            : (...given: readonly unknown[]) => door.forward(name, given),
    },
  ),
);
