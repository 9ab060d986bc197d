import type { Report } from '../../document/report.ts';
import { readReport } from '../../document/read.ts';
import { UserError } from '../../messages/index.ts';
import { sha256Hex } from '../../numeric/hash.ts';
import type { ModelCard } from '../../training/card.ts';
import { readPublic } from '../lab/public-folder.ts';
import type { LessonRunId } from './results.ts';

interface StoredList {
  readonly results: Readonly<Record<string, { readonly sha256: string }>>;
}

type Read = (path: string) => Promise<Uint8Array>;

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** The stored results of the lessons and the cards they speak of; each is fetched when it is first needed, and kept. */
export class Shelf {
  readonly #read: Read;
  #list: Promise<StoredList> | undefined;
  readonly #reports = new Map<LessonRunId, Promise<Report>>();
  readonly #cards = new Map<string, Promise<ModelCard>>();

  constructor(read: Read = readPublic) {
    this.#read = read;
  }

  /** @throws UserError where the file is not the one of the list. */
  report(id: LessonRunId): Promise<Report> {
    return kept(this.#reports, id, async () => {
      this.#list ??= this.#read('lessons/results.json').then((bytes) => parse(bytes) as StoredList);
      const path = `lessons/${id}.report.json`;
      const [{ results }, bytes] = await Promise.all([this.#list, this.#read(path)]);
      if (results[id]?.sha256 !== sha256Hex(bytes))
        throw new UserError('training.broken-file', { file: path });
      return readReport(bytes);
    });
  }

  card(target: string): Promise<ModelCard> {
    const ofLesson = target === 'digits-cnn-loud';
    const path = `${ofLesson ? 'lessons' : 'models'}/${target}.card.json`;
    return kept(this.#cards, target, async () => parse(await this.#read(path)) as ModelCard);
  }
}

/** What failed is asked for again the next time. */
function kept<K, V>(held: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const found = held.get(key);
  if (found) return found;
  const made = make();
  held.set(key, made);
  made.catch(() => held.delete(key));
  return made;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal plans have equal texts, in whatever order their parts stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );

/** Whether a report is a finished run of the plan of another, on the same model and data; only the number of samples may differ. */
export function answersTo(report: Report, stored: Report): boolean {
  const plan = (of: Report) => canonical({ ...of.plan, samples: null });
  return (
    report.items.every(({ status }) => status === 'measured') &&
    report.model.sha256 === stored.model.sha256 &&
    report.data.sha256 === stored.data.sha256 &&
    plan(report) === plan(stored)
  );
}
