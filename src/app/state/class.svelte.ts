import {
  classReport,
  curveChoices,
  isTwice,
  type ClassEntry,
  type ClassReport,
  type GroupBy,
} from '../../assessment/class-spread.ts';
import { text, type Message } from '../../messages/index.ts';
import { i18n } from '../i18n.svelte.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import { sentenceOf } from './complaints.svelte.ts';
import type { Run } from './run.svelte.ts';

/** Lines on one chart that a person can still tell apart by walking through them. */
export const mostFiles = 40;

/** The results of a class, dropped as files. Names come from the files' names and stay on this page. */
class ClassState {
  entries = $state.raw<readonly ClassEntry[]>([]);
  names = $state<Record<string, string>>({});
  /** One sentence for each file that was left out, until the next files come. */
  troubles = $state.raw<readonly Message[]>([]);
  /** How many of the files dropped last are read. */
  reading = $state.raw<{ readonly done: number; readonly count: number } | null>(null);
  by = $state<GroupBy>('plan');
  picked = $state<string | null>(null);
  #next = 1;

  /** Good files stay, whatever is wrong with others. */
  async add(files: readonly File[], client: LabClient): Promise<void> {
    if (!files.length || this.reading) return;
    this.troubles = [];
    const room = mostFiles - this.entries.length;
    const left = files.slice(room).map(({ name }) => name);
    const taken = files.slice(0, room);
    for (const [done, file] of taken.entries()) {
      this.reading = { done: done + 1, count: taken.length };
      try {
        this.#take(file.name, await valueOf(client.api.readForClass(file)));
      } catch (error) {
        const reason = text(sentenceOf(error), i18n.language);
        this.#say({ id: 'class.wrong-file', values: { name: file.name, reason } });
      }
    }
    this.reading = null;
    if (left.length) this.#tooMany(left);
  }

  addRun(run: Run, name: string): void {
    this.troubles = [];
    if (!run.report) return;
    if (this.entries.length >= mostFiles) this.#tooMany([name]);
    else this.#take(name, classReport(run.report));
  }

  remove(id: string): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    if (this.picked === id) this.picked = null;
  }

  clear(): void {
    this.entries = [];
    this.names = {};
    this.troubles = [];
    this.picked = null;
  }

  nameOf = (id: string): string => this.names[id] ?? id;

  #take(file: string, report: ClassReport): void {
    const name = file.replace(/\.json$/i, '');
    const twin = this.entries.find((entry) => isTwice(entry.report, report));
    if (twin) return this.#say({ id: 'class.twice', values: { name, other: this.nameOf(twin.id) } });
    const id = `file-${this.#next++}`;
    const entry = { id, report };
    if (curveChoices([entry]).length === 0) {
      const indicator = report.items.map((item) => item.id).join(', ') || '–';
      return this.#say({ id: 'class.nothing-to-draw', values: { name, indicator } });
    }
    this.names[id] = name;
    this.entries = [...this.entries, entry];
  }

  #tooMany(names: readonly string[]): void {
    this.#say({ id: 'class.too-many', values: { most: mostFiles, names: names.join(', ') } });
  }

  #say(message: Message): void {
    this.troubles = [...this.troubles, message];
  }
}

export const classroom = new ClassState();
