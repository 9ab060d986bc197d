import type { Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { pathsOf, shownOf, type Path, type ShownSample } from '../components/explore/samples.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import type { RunSettings } from '../lab/explore/types.ts';
import { sentenceOf } from './complaints.svelte.ts';

/** One sample under one attack of a run at one ε. */
export interface Question {
  readonly key: string;
  readonly settings: RunSettings;
  readonly id: number;
  /** Tried in this order; none at ε 0. */
  readonly attacks: readonly string[];
  readonly epsilon: number;
}

/** What the page of one sample shows: what became of it, and its walk; the newest question alone is answered. */
export class SamplePageState {
  shown = $state.raw<ShownSample | null>(null);
  path = $state.raw<Path | null>(null);
  busy = $state(false);
  trouble = $state.raw<Message | null>(null);
  readonly #client: LabClient;
  #turn = 0;

  constructor(client: LabClient) {
    this.#client = client;
  }

  async ask({ key, settings, id, attacks, epsilon }: Question): Promise<void> {
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    const { api } = this.#client;
    this.busy = true;
    this.trouble = null;
    if (this.shown?.id !== id) this.shown = null;
    this.path = null;
    try {
      const asked = { ...settings, ids: [id], epsilon };
      const looked = await valueOf(api.exploreLook(key, 'sample', { ...asked, attacks: [...attacks] }));
      if (!current()) return;
      this.shown = shownOf(looked, epsilon)[0];
      const { attack } = this.shown;
      if (attack === null) return;
      const paths = await valueOf(api.explorePaths(key, 'sample', { ...asked, attack }));
      if (current()) this.path = pathsOf(paths, attack, epsilon)[0];
    } catch (error) {
      if (current() && !isAbort(error)) this.trouble = sentenceOf(error);
    } finally {
      if (current()) this.busy = false;
    }
  }

  end(): void {
    this.#turn++;
  }
}
