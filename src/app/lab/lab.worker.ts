import { expose } from 'comlink';
import type { Plan } from '../../assessment/plan.ts';
import type { Report } from '../../document/report.ts';
import { listTargets } from '../../training/bundled.ts';
import { answer } from './answer.ts';
import { readPublic } from './public-folder.ts';
import type { FileOptions, LabApi, LabEvent } from './types.ts';

/** The list of models comes at once; everything that computes is loaded behind it. */
class LabDoor implements LabApi {
  #listener: (event: LabEvent) => void = () => undefined;
  #opened: Promise<LabApi> | undefined;

  async listen(listener: (event: LabEvent) => void): Promise<void> {
    this.#listener = listener;
  }

  async targets() {
    return answer(() => listTargets(readPublic));
  }

  /** Called once the first view stands, so that a click finds everything there. */
  prepare = async () => void (await this.#lab().catch(() => undefined));
  openTarget = async (id: string) => (await this.#lab()).openTarget(id);
  addFiles = async (files: readonly File[], options: FileOptions) =>
    (await this.#lab()).addFiles(files, options);
  removeFile = async (sha256: string) => (await this.#lab()).removeFile(sha256);
  readAgain = async (options: FileOptions) => (await this.#lab()).readAgain(options);
  classNames = async (dataset: string) => (await this.#lab()).classNames(dataset);
  workload = async (plan: Plan) => (await this.#lab()).workload(plan);
  run = async (id: number, plan: Plan, workers: number) => (await this.#lab()).run(id, plan, workers);
  pause = async (on: boolean) => (await this.#lab()).pause(on);
  cancel = async () => (await this.#lab()).cancel();
  saved = async (report: Report) => (await this.#lab()).saved(report);

  #lab(): Promise<LabApi> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #open(): Promise<LabApi> {
    const { lab } = await import('./assembled.ts');
    await lab.listen((event) => this.#listener(event));
    return lab;
  }
}

expose(new LabDoor());
