import { abortError } from '../../../workers/errors.ts';

interface Turn {
  readonly run: number;
  begin(): void;
  refuse(error: Error): void;
}

/** One run at a time has all workers; the others wait in an order that can be changed. */
export class Turns {
  #going: number | null = null;
  #waiting: Turn[] = [];

  get going(): number | null {
    return this.#going;
  }

  get waiting(): readonly number[] {
    return this.#waiting.map(({ run }) => run);
  }

  /** Calls `work` when it is this run's turn. Rejects with an AbortError when it was withdrawn before. */
  async take<T>(run: number, work: () => Promise<T>): Promise<T> {
    if (this.#going !== null) {
      await new Promise<void>((begin, refuse) => this.#waiting.push({ run, begin, refuse }));
    }
    this.#going = run;
    try {
      return await work();
    } finally {
      this.#going = null;
      const next = this.#waiting.shift();
      if (next) {
        // Taken at once, so that a run asked for in this very moment waits.
        this.#going = next.run;
        next.begin();
      }
    }
  }

  /** Whether this run was waiting and now waits no more. */
  withdraw(run: number): boolean {
    const turn = this.#waiting.find((one) => one.run === run);
    this.#waiting = this.#waiting.filter((one) => one !== turn);
    turn?.refuse(abortError('withdrawn'));
    return turn !== undefined;
  }

  arrange(order: readonly number[]): void {
    const rank = (run: number) => (order.includes(run) ? order.indexOf(run) : order.length);
    this.#waiting.sort((a, b) => rank(a.run) - rank(b.run));
  }
}
