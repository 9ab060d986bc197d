import type { LabClient } from '../lab/client.ts';
import { valueOf } from '../lab/client.ts';
import type { TrainedSummary } from '../lab/train/types.ts';
import { download } from './save.ts';
import type { LabState } from './lab.svelte.ts';

/** The models trained in this lab, those of earlier visits included, as far as this browser keeps them. */
export class Trained {
  list = $state.raw<readonly TrainedSummary[]>([]);
  /** Id of the one being opened. */
  opening = $state<string | null>(null);
  readonly #client: LabClient;
  #asked: Promise<void> | undefined;

  constructor(client: LabClient) {
    this.#client = client;
  }

  /** Asks once; `refresh` asks again. */
  load(): Promise<void> {
    return (this.#asked ??= this.refresh());
  }

  async refresh(): Promise<void> {
    this.list = await valueOf(this.#client.api.trainedModels());
  }

  /** Makes a model the lab's subject. @param how how its plan comes into the history; null stays on the screen. */
  async open(lab: LabState, id: string, how: 'push' | null): Promise<void> {
    this.opening = id;
    try {
      const subject = await valueOf(this.#client.api.openTrained(id));
      lab.complaints.clear('train', 'target');
      lab.choose(subject, how);
      lab.modelName = `${id}.onnx`;
    } catch (error) {
      lab.complaints.say('train', error);
    } finally {
      this.opening = null;
    }
  }

  async save(lab: LabState, id: string, part: 'onnx' | 'card'): Promise<void> {
    try {
      const { onnx, card } = await valueOf(this.#client.api.trainedFile(id));
      if (part === 'onnx') download(`${id}.onnx`, new Blob([onnx], { type: 'application/octet-stream' }));
      else download(`${id}.card.json`, new Blob([card], { type: 'application/json' }));
    } catch (error) {
      lab.complaints.say('train', error);
    }
  }

  async forget(id: string): Promise<void> {
    await this.#client.api.forgetTrained(id);
    await this.refresh();
  }
}

const known = new WeakMap<LabClient, Trained>();

/** One list for the page, whichever screen asks for it. */
export function trainedOf(client: LabClient): Trained {
  const found = known.get(client) ?? new Trained(client);
  known.set(client, found);
  return found;
}
