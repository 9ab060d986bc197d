import type { Plan } from '../../assessment/plan.ts';
import type { Report } from '../../document/report.ts';
import { UserError } from '../../messages/index.ts';
import type { TargetSummary } from '../../training/card.ts';
import { abortError, isAbort } from '../../workers/errors.ts';
import type { Outcome } from '../../workers/protocol.ts';
import type { Address, Reading } from '../address.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import type { ImportSetting } from '../../assessment/import-setting.ts';
import type { ImportInfo, ReadingProgress } from '../lab/import/types.ts';
import type { Watch } from '../lab/import/watch.ts';
import type {
  DroppedFile,
  FileOptions,
  FilesState,
  Missing,
  NamedFile,
  SubjectSummary,
} from '../lab/types.ts';
import type { Showcase } from '../lab/showcase.ts';
import type { Complaints } from './complaints.svelte.ts';
import { settingsAmong } from './settings-file.ts';

/** How a subject comes onto the page: as a step of the history, in place of this one, or while staying on the screen. */
export type Arrival = 'push' | 'replace' | null;

/** Folders that are still to be opened. */
export interface Folders {
  readonly names: readonly string[];
  open(watch: Watch): Promise<readonly NamedFile[]>;
}

/** What a person brings. */
export type Offered = readonly NamedFile[] | Folders;

export interface IntakeHost {
  readonly complaints: Complaints;
  /** A run or something else holds the subject; nothing may be opened now. */
  busy(): boolean;
  /** @param files the subject is a person's own, of the files that were dropped */
  chosen(subject: SubjectSummary, how: Arrival, files: boolean): void;
  /** Files came or went, or are read in another way. */
  held(info: ImportInfo | null, goOn: boolean): void;
  reported(report: Report): void;
  /** A plan file came. */
  planned(plan: Plan, name: string): void;
  /** The person's own subject is no longer whole. */
  lost(): void;
  /** A file of settings came: what it says is an address. */
  settings(address: string): Promise<void>;
}

/** Files that cross to the lab in one message; a message of thousands would hold up the page. */
const atOnce = 200;

/** The door for models and data: bundled targets and a person's own files. */
export class Intake {
  targets = $state.raw<readonly TargetSummary[]>([]);
  /** Small pictures of the data sets and of the stored curves; null until they are here. */
  showcase = $state.raw<Showcase | null>(null);
  files = $state.raw<readonly DroppedFile[]>([]);
  missing = $state<Missing | null>(null);
  /** How dropped files are to be read, as the fields have it. */
  reading = $state<{ labelColumn: string; scale: number | null }>({ labelColumn: '', scale: null });
  /** How the model is to be read, as a person or the address has it; null: as its card says, or as is likeliest. */
  setting = $state.raw<ImportSetting | 'guess' | null>(null);
  /** Hashes of the files that the address speaks of and that were not dropped yet. */
  awaited = $state.raw<Pick<Address, 'model' | 'data' | 'reading'> | null>(null);
  /** What is being opened now: a target's id, or the files' names. */
  opening = $state<string | null>(null);
  /** How far the reading of files is; null until it takes a while. */
  amount = $state.raw<ReadingProgress | null>(null);
  /** The last reading was stopped by hand, and nothing came of it. */
  stopped = $state(false);

  readonly #client: LabClient;
  readonly #host: IntakeHost;
  /** Files are read one after the other, so that the last settings hold. */
  #door: Promise<unknown> = Promise.resolve();
  /** Ends the opening of folders. */
  #finding: AbortController | undefined;

  constructor(client: LabClient, host: IntakeHost) {
    this.#client = client;
    this.#host = host;
  }

  await(address: Address): void {
    const { target, model, data, reading } = address;
    this.reading = { labelColumn: reading?.labelColumn ?? '', scale: reading?.scale ?? null };
    this.setting = reading?.setting ?? null;
    // Before anything is waited for: files may be dropped at once.
    this.awaited = !target && (model || data) ? { model, data, reading } : null;
  }

  async list(): Promise<void> {
    const showcase = valueOf(this.#client.api.showcase());
    this.targets = await valueOf(this.#client.api.targets());
    // The cards work without their pictures.
    this.showcase = await showcase.catch(() => null);
  }

  async openTarget(id: string, how: Arrival = 'push'): Promise<void> {
    const { complaints } = this.#host;
    if (this.opening) return;
    if (this.#host.busy()) return complaints.say('target', new UserError('app.busy'));
    this.opening = id;
    complaints.clear('target', 'files');
    try {
      const subject = await valueOf(this.#client.api.openTarget(id));
      this.files = [];
      this.missing = this.setting = null;
      this.#host.held(null, false);
      this.#host.chosen(subject, how, false);
    } catch (error) {
      complaints.say('target', error);
    } finally {
      this.opening = null;
    }
  }

  /** What was dropped before is gone: a bundled target took its place. */
  empty(): void {
    this.files = [];
    this.missing = this.awaited = this.setting = null;
    this.#host.held(null, false);
  }

  /** One door for models, data and saved reports, in any order. */
  async addFiles(offered: Offered): Promise<void> {
    // What comes while other files are read waits for its turn.
    if (this.opening) await this.#door;
    const dropped = 'open' in offered ? await this.#found(offered) : offered;
    if (!dropped.length) return;
    const { settings, rest: files } = await settingsAmong(dropped);
    if (settings !== undefined) await this.#host.settings(settings);
    if (!files.length) return;
    const { signal } = (this.#finding = new AbortController());
    const add = async (options: FileOptions) => {
      for (let from = 0; from + atOnce < files.length; from += atOnce) {
        await this.#client.api.bringFiles(files.slice(from, from + atOnce));
        if (signal.aborted) throw abortError();
      }
      return this.#client.api.addFiles(
        files.slice(Math.floor((files.length - 1) / atOnce) * atOnce),
        options,
      );
    };
    await this.#files(namesOf(files), add, true);
  }

  /** The files in dropped folders; none where that went wrong or was stopped. */
  async #found(folders: Folders): Promise<readonly NamedFile[]> {
    const { signal } = (this.#finding = new AbortController());
    let found: readonly NamedFile[] = [];
    await this.#reading(listed(folders.names), async () => {
      found = await folders.open({ signal, say: (progress) => this.hear(progress) });
    });
    return found;
  }

  hear(progress: ReadingProgress): void {
    if (this.opening) this.amount = progress;
  }

  /** Ends what is being read; everything stays as it was. */
  stop(): void {
    this.#finding?.abort();
    void this.#client.api.stopReading();
  }

  async removeFile(sha256: string): Promise<void> {
    await this.#files(null, () => this.#client.api.removeFile(sha256), false);
  }

  /** The settings for reading changed: what has been dropped is read anew. */
  async readAgain(scale?: number): Promise<void> {
    if (scale !== undefined) this.reading.scale = scale;
    if (!this.files.length) return;
    const names = this.files.map((file) => file.name).join(', ');
    await this.#files(names, (options) => this.#client.api.readAgain(options), false);
  }

  /** The model is to be read in this way; `guess`: as is likeliest, whatever a card says. */
  async readModel(setting: ImportSetting | 'guess'): Promise<void> {
    const before = this.setting;
    this.setting = setting;
    await this.readAgain();
    // What cannot be read in this way is read as it was.
    if (this.#host.complaints.at.files) this.setting = before;
  }

  /** How the subject's files were read, for the address. */
  readingOf({ preparation: { scale, labelColumn, standardised }, setting }: SubjectSummary): Reading {
    const statistics = this.files.find(({ role }) => role === 'statistics')?.sha256;
    return { scale, labelColumn, setting, ...(standardised ? { statistics } : {}) };
  }

  #files(
    names: string | null,
    ask: (options: FileOptions) => Promise<Outcome<FilesState>>,
    goOn: boolean,
  ): Promise<unknown> {
    const { complaints } = this.#host;
    if (this.#host.busy()) {
      complaints.say('files', new UserError('app.busy'));
      return Promise.resolve();
    }
    const work = async () => {
      const { labelColumn, scale } = this.reading;
      const column = labelColumn.trim();
      const options = {
        ...(column ? { labelColumn: column } : {}),
        ...(scale === null ? {} : { scale }),
        ...(this.setting ? { setting: this.setting } : {}),
      };
      this.#take(await valueOf(ask(options)), goOn);
    };
    return (this.#door = this.#door.then(() => this.#reading(names, work)));
  }

  /** Work of which a person sees how far it is; trouble is said where files are. */
  async #reading(names: string | null, work: () => Promise<void>): Promise<void> {
    const { complaints } = this.#host;
    this.opening = names;
    this.stopped = false;
    complaints.clear('target', 'files');
    try {
      await work();
    } catch (error) {
      if (isAbort(error)) this.stopped = true;
      else complaints.say('files', error);
    } finally {
      this.opening = this.amount = null;
    }
  }

  #take(state: FilesState, goOn: boolean): void {
    this.files = state.files;
    // A plan or a report comes beside what was dropped; what that still lacks has not changed.
    const beside = 'plan' in state || 'report' in state;
    if (!beside) this.missing = 'missing' in state ? state.missing : null;
    if ('info' in state) this.setting = chosenIn(state.info, this.setting);
    if (!beside) this.#host.held('info' in state ? state.info : null, goOn && !state.complete);
    if (!state.complete) this.#host.lost();
    else if ('report' in state) this.#host.reported(state.report);
    else if ('plan' in state) this.#host.planned(state.plan, state.name);
    else this.#host.chosen(state.subject, goOn ? 'push' : null, true);
    this.#host.complaints.tellAll('files', [
      ...('trouble' in state ? [state.trouble] : []),
      ...(state.refused ?? []),
    ]);
  }
}

/** Names of what is being read; many files of a folder go by its name. */
const namesOf = (files: readonly NamedFile[]): string =>
  listed([...new Set(files.map(({ path }) => path.split('/')[0]))]);

function listed(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
}

/** What was chosen, as far as the lab followed it: what was chosen for one model says nothing of another. */
function chosenIn(
  { origin, setting }: ImportInfo,
  chosen: ImportSetting | 'guess' | null,
): ImportSetting | 'guess' | null {
  if (origin === 'hand') return setting;
  return chosen === 'guess' && (origin === 'guess' || origin === 'plain') ? chosen : null;
}
