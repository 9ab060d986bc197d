import { planShards } from '../../assessment/assess.ts';
import { firstPlan } from '../../assessment/first-plan.ts';
import { resolvePlan, type Plan, type Registry } from '../../assessment/plan.ts';
import { select } from '../../assessment/selection.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { loadBundled, loadDatasetCard } from '../../datasets/bundled.ts';
import type { Report } from '../../document/report.ts';
import { toText } from '../../document/text.ts';
import { defaultEpsilons } from '../../indicators/robustness/parameters.ts';
import { listTargets, loadTarget } from '../../training/bundled.ts';
import type { Outcome } from '../../workers/protocol.ts';
import { knowledgeOf } from '../../training/card.ts';
import { answer } from './answer.ts';
import { bundledSet } from './bundled-sets.ts';
import { keyOf } from './subjects-key.ts';
import { readShowcase } from './showcase.ts';
import { Subjects } from './subjects.ts';
import { valuesOf } from './values.ts';
import { FileShelf, type Added, type Dropped } from './files.ts';
import type { CardShelf } from './import/cards.ts';
import type { ReadingProgress } from './import/types.ts';
import type { Watch } from './import/watch.ts';
import type { CoreApi, FileOptions, FilesState, LabEvent, NamedFile, SubjectSummary } from './types.ts';

export interface LabHost {
  /** Settings of models seen before. */
  readonly cards: CardShelf;
  readonly registry: Registry;
  /** Reads a file of the lab's own `public` folder. */
  fetchBytes(path: string): Promise<Uint8Array>;
}

/** The lab without a screen: lives in a worker, so that hashes, files, plans and merges never hold up the page. */
export class Lab implements CoreApi {
  readonly #host: LabHost;
  readonly #shelf: FileShelf;
  #listener: (event: LabEvent) => void = () => undefined;
  readonly #subjects: Subjects;
  #reading: AbortController | undefined;
  readonly #brought: NamedFile[] = [];

  constructor(host: LabHost, subjects = new Subjects()) {
    this.#host = host;
    this.#shelf = new FileShelf(host.cards);
    this.#subjects = subjects;
  }

  async listen(listener: (event: LabEvent) => void): Promise<void> {
    this.#listener = listener;
  }

  /** What the parts of the lab tell the page by themselves. */
  say(event: LabEvent): void {
    this.#listener(event);
  }

  async prepare(): Promise<void> {}

  async targets() {
    return answer(() => listTargets(this.#host.fetchBytes));
  }

  async showcase() {
    return answer(() => readShowcase(this.#host.fetchBytes));
  }

  async openTarget(id: string) {
    return answer(async () => {
      const subject = await this.#bundled(id);
      this.#shelf.clear();
      return this.take(subject);
    });
  }

  async holdTarget(id: string) {
    return answer(async () => {
      const subject = await this.#bundled(id);
      this.#subjects.keep(subject);
      return keyOf(subject.model.sha256, subject.data.sha256, subject.model.setting);
    });
  }

  async #bundled(id: string): Promise<Subject> {
    const { card, bytes } = await loadTarget(id, this.#host.fetchBytes);
    const dataset = await bundledSet(card.dataset.id, this.#host.fetchBytes);
    return prepareSubject({
      model: bytes,
      target: id,
      dataset,
      training: knowledgeOf(card),
      whole: () => loadBundled(card.dataset.id, this.#host.fetchBytes),
    });
  }

  async bringFiles(files: readonly NamedFile[]): Promise<void> {
    this.#brought.push(...files);
  }

  async addFiles(files: readonly NamedFile[], options: FileOptions) {
    const all = [...this.#brought.splice(0), ...files];
    return this.#read((watch) => this.#shelf.add(all, options, watch));
  }

  async stopReading(): Promise<void> {
    this.#brought.length = 0;
    this.#reading?.abort();
  }

  /** The model among a person's files, and how it is read. */
  get heldModel() {
    const { model, reading, dataset } = this.#shelf;
    return model && reading && { model, dataset, ...reading };
  }

  async removeFile(sha256: string) {
    return this.#read((watch) => this.#shelf.remove(sha256, watch));
  }

  async readAgain(options: FileOptions) {
    return this.#read((watch) => this.#shelf.readAgain(options, watch));
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

  async saved(report: Report): Promise<string> {
    return toText(report);
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

  /** Files are read; the page hears how far they are and may end it. */
  #read(work: (watch: Watch) => Promise<Added>): Promise<Outcome<FilesState>> {
    return answer(async () => {
      const reading = (this.#reading = new AbortController());
      const say = (progress: ReadingProgress) => this.say({ event: 'reading', progress });
      const added = await work({ signal: reading.signal, say });
      const { refused } = added;
      return { ...this.#dropped(added), ...(refused ? { refused } : {}) };
    });
  }

  #dropped(dropped: Dropped): FilesState {
    const { files } = this.#shelf;
    if ('trouble' in dropped) return { complete: false, files, trouble: dropped.trouble };
    if ('missing' in dropped) return { complete: false, files, missing: dropped.missing, info: dropped.info };
    if ('report' in dropped) return { complete: true, files, report: dropped.report };
    if ('plan' in dropped) return { complete: true, files, plan: dropped.plan, name: dropped.name };
    return { complete: true, files, subject: this.take(dropped.subject), info: dropped.info };
  }

  /** Makes a subject the current one and says what the page needs to know of it. */
  take(subject: Subject): SubjectSummary {
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
      trainSamples: data.train,
      modelBytes: model.bytes,
      epsilons: { linf: defaultEpsilons(info, 'linf'), l2: defaultEpsilons(info, 'l2') },
      firstPlan: firstPlan(info, data.test, this.#host.registry),
      notDifferentiable: model.notDifferentiable,
      zeroGradient: model.zeroGradient,
      straightThrough: model.straightThrough ?? [],
      access: model.access ?? 'gradient',
      ...(model.recorded ? { recorded: model.recorded } : {}),
      ...(model.setting ? { setting: model.setting } : {}),
      ...valuesOf(subject.dataset, data.preparation),
    };
  }
}
