import type { Report } from '../../document/report.ts';
import type { Outcome } from '../../workers/protocol.ts';
import { answer } from './answer.ts';
import { readStored } from './stored.ts';

/** Reports that lie beside the lab, so that something can be looked at before anything computes. */
export interface StoredApi {
  stored(target: string): Promise<Outcome<Report>>;
}

export class StoredDesk implements StoredApi {
  readonly #fetchBytes: (path: string) => Promise<Uint8Array>;

  constructor(fetchBytes: (path: string) => Promise<Uint8Array>) {
    this.#fetchBytes = fetchBytes;
  }

  async stored(target: string) {
    return answer(() => readStored(target, this.#fetchBytes));
  }
}
