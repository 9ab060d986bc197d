/** Where a training waits between two steps: open, closed, or open for one step or to the end of an epoch. */
export class Gate {
  #state: 'open' | 'closed' | 'step' | 'epoch' = 'open';
  #waiting: (() => void)[] = [];

  get closed(): boolean {
    return this.#state === 'closed';
  }

  open(): void {
    this.#state = 'open';
    this.nudge();
  }

  close(): void {
    this.#state = 'closed';
  }

  /** While closed: lets one step pass, or all to the end of the epoch. */
  pass(length: 'step' | 'epoch'): void {
    if (this.#state === 'open') return;
    this.#state = length;
    this.nudge();
  }

  /** Called after each step: closes behind the last one that may pass. */
  stepped(epochEnded: boolean): void {
    if (this.#state === 'step' || (this.#state === 'epoch' && epochEnded)) this.#state = 'closed';
  }

  /** Resolves when something has changed: the gate, what is to be seen through it, or `signal`. */
  async change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Lets those who wait look again. */
  nudge(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
