import type { Report } from '../../document/report.ts';
import type { Outcome } from '../../workers/protocol.ts';
import { answer } from './answer.ts';
import { readStored } from './stored.ts';

/** What the first screen asks of the lab beside the list of targets. */
export interface StartApi {
  /** A report that lies beside the lab, so that something can be looked at before anything computes. */
  stored(target: string): Promise<Outcome<Report>>;
  /** Brings the engine into the browser's cache: somebody is about to start something. */
  warm(): Promise<void>;
}

export class StartDesk implements StartApi {
  readonly #fetchBytes: (path: string) => Promise<Uint8Array>;
  readonly #loadEngine: () => Promise<void>;

  constructor(fetchBytes: (path: string) => Promise<Uint8Array>, loadEngine: () => Promise<void>) {
    this.#fetchBytes = fetchBytes;
    this.#loadEngine = loadEngine;
  }

  async stored(target: string) {
    return answer(() => readStored(target, this.#fetchBytes));
  }

  async warm(): Promise<void> {
    await this.#loadEngine();
  }
}
