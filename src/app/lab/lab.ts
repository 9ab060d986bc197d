import { assess, planShards } from '../../assessment/assess.ts';
import type { ShardCache } from '../../assessment/executor.ts';
import { firstPlan } from '../../assessment/first-plan.ts';
import { resolvePlan, type Plan, type Registry } from '../../assessment/plan.ts';
import { select } from '../../assessment/selection.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { loadBundled, loadDatasetCard } from '../../datasets/bundled.ts';
import type { Report } from '../../document/report.ts';
import { toText } from '../../document/text.ts';
import { defaultEpsilons } from '../../indicators/robustness/parameters.ts';
import { listTargets, loadTarget } from '../../training/bundled.ts';
import { PoolExecutor } from '../../workers/executor.ts';
import type { StartThread } from '../../workers/link.ts';
import { answer } from './answer.ts';
import { Subjects } from './subjects.ts';
import { valuesOf } from './values.ts';
import { FileShelf, type Dropped } from './files.ts';
import type { CoreApi, FileOptions, FilesState, LabEvent, SubjectSummary } from './types.ts';

export interface LabHost {
  readonly registry: Registry;
  readonly start: StartThread;
  readonly cache: ShardCache;
  /** Reads a file of the lab's own `public` folder. */
  fetchBytes(path: string): Promise<Uint8Array>;
  /** Loads what the shard workers will need, with a word on how far it is. */
  loadEngine(progress: (loaded: number, total: number) => void): Promise<void>;
  readonly host: string;
}

const progressEvery = 100;
const itemEvery = 700;

/** The lab without a screen: lives in a worker, so that hashes, files, plans and merges never hold up the page. */
export class Lab implements CoreApi {
  readonly #host: LabHost;
  readonly #shelf = new FileShelf();
  #listener: (event: LabEvent) => void = () => undefined;
  readonly #subjects: Subjects;
  #executor: PoolExecutor | undefined;
  #cancel: AbortController | undefined;

  constructor(host: LabHost, subjects = new Subjects()) {
    this.#host = host;
    this.#subjects = subjects;
  }

  async listen(listener: (event: LabEvent) => void): Promise<void> {
    this.#listener = listener;
  }

  async prepare(): Promise<void> {}

  async targets() {
    return answer(() => listTargets(this.#host.fetchBytes));
  }

  async openTarget(id: string) {
    return answer(async () => {
      const { card, bytes } = await loadTarget(id, this.#host.fetchBytes);
      const dataset = await loadBundled(card.dataset.id, this.#host.fetchBytes);
      const subject = prepareSubject({ model: bytes, target: id, dataset });
      this.#shelf.clear();
      return this.#take(subject);
    });
  }

  async addFiles(files: readonly File[], options: FileOptions) {
    return answer(async () => this.#dropped(await this.#shelf.add(files, options)));
  }

  async removeFile(sha256: string) {
    return answer(async () => this.#dropped(await this.#shelf.remove(sha256)));
  }

  async readAgain(options: FileOptions) {
    return answer(async () => this.#dropped(await this.#shelf.readAgain(options)));
  }

  async classNames(dataset: string) {
    return answer(async () => (await loadDatasetCard(dataset, this.#host.fetchBytes)).classNames);
  }

  async workload(key: string, plan: Plan) {
    return answer(async () => {
      const subject = this.#subjects.get(key);
      const { record, planned } = this.#planned(plan, subject);
      const shards = planned.flatMap((entry) => entry.shards);
      return {
        shards: shards.length,
        passes: shards.reduce((sum, { work, indices }) => sum + (work ?? indices.length), 0),
        samples: this.#select(record, subject).indices.length,
      };
    });
  }

  async run(id: number, key: string, plan: Plan, workers: number) {
    return answer(async () => {
      await this.#stop();
      const cancel = (this.#cancel = new AbortController());
      const executor = (this.#executor = new PoolExecutor({ size: workers, start: this.#host.start }));
      try {
        return await this.#assess(id, this.#subjects.get(key), plan, executor, cancel.signal);
      } finally {
        await executor.close();
        if (this.#cancel === cancel) this.#cancel = this.#executor = undefined;
      }
    });
  }

  async #assess(
    run: number,
    subject: Subject,
    plan: Plan,
    executor: PoolExecutor,
    signal: AbortSignal,
  ): Promise<Report> {
    const { record } = this.#planned(plan, subject);
    await this.#host.loadEngine((loaded, total) =>
      this.#listener({ event: 'engine-loading', loaded, total }),
    );
    let last = -Infinity;
    return assess(record, subject, {
      registry: this.#host.registry,
      executor,
      signal,
      cache: this.#host.cache,
      host: this.#host.host,
      itemEvery,
      onProgress: (progress) => {
        const now = performance.now();
        if (now - last < progressEvery && progress.shardsDone < progress.shards) return;
        last = now;
        this.#listener({ event: 'progress', run, progress });
      },
      onItem: (item) => this.#listener({ event: 'item', run, item }),
    });
  }

  async pause(on: boolean): Promise<void> {
    if (on) this.#executor?.pause();
    else this.#executor?.resume();
  }

  async cancel(): Promise<void> {
    this.#executor?.resume();
    this.#cancel?.abort();
  }

  async saved(report: Report): Promise<string> {
    return toText(report);
  }

  async #stop(): Promise<void> {
    await this.cancel();
    await this.#executor?.close();
  }

  #select(
    plan: { order: 'file' | 'random'; samples: number | null; offset: number; seed: number },
    { dataset }: Subject,
  ) {
    return select(dataset.test.y, dataset.classes, plan);
  }

  #planned(plan: Plan, subject: Subject) {
    const record = resolvePlan(plan, subject.info, this.#host.registry);
    const selection = this.#select(record, subject);
    return { record, planned: planShards(record, subject, selection, this.#host.registry) };
  }

  #dropped(dropped: Dropped): FilesState {
    const { files } = this.#shelf;
    if ('trouble' in dropped) return { complete: false, files, trouble: dropped.trouble };
    if ('missing' in dropped) return { complete: false, files, missing: dropped.missing };
    if ('report' in dropped) return { complete: true, files, report: dropped.report };
    return { complete: true, files, subject: this.#take(dropped.subject) };
  }

  #take(subject: Subject): SubjectSummary {
    this.#subjects.take(subject);
    const { info, model, data } = subject;
    return {
      target: model.target,
      modelSha256: model.sha256,
      dataSha256: data.sha256,
      dataset: data.id,
      kind: info.kind,
      shape: info.shape,
      classes: info.classes,
      ...(data.classNames ? { classNames: data.classNames } : {}),
      ...(info.range ? { range: info.range } : {}),
      ...(info.gridStep === undefined ? {} : { gridStep: info.gridStep }),
      ...(data.features ? { features: data.features } : {}),
      testSamples: data.test,
      modelBytes: model.bytes,
      epsilons: { linf: defaultEpsilons(info, 'linf'), l2: defaultEpsilons(info, 'l2') },
      firstPlan: firstPlan(info, data.test, this.#host.registry),
      notDifferentiable: model.notDifferentiable,
      zeroGradient: model.zeroGradient,
      ...valuesOf(subject.dataset, data.preparation),
    };
  }
}
