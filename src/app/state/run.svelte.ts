import type { Progress } from '../../assessment/progress.ts';
import type { Report } from '../../document/report.ts';
import type { Item } from '../../document/types.ts';
import type { Language, Message } from '../../messages/index.ts';
import { keyOf, keyOfSubject } from '../lab/subjects-key.ts';
import type { SubjectSummary, SubjectView } from '../lab/types.ts';
import type { PlanForm } from './plan-form.ts';
import { freshId, nowText } from './run-id.ts';

/** `waiting`: for other runs; `cancelled`: partial; `stopped`: no report, and `trouble` says why. */
export type Phase =
  | 'waiting'
  | 'loading'
  | 'running'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'stopped'
  | 'opened'
  | 'stored';

/** Where a run's figures come from: computed here, opened from a file, or stored with the lab. */
export type Origin = 'here' | 'file' | 'stored';

export interface RunOptions {
  readonly id: number;
  readonly origin: Origin;
  /** Null where a report was opened: its model and data need not be here. */
  readonly subject: SubjectSummary | null;
  readonly form: PlanForm | null;
  readonly name?: string;
  readonly note?: string;
  /** Name of the person's own file; it stays on this machine. */
  readonly file?: string | null;
  /** Under which it is kept; a fresh one unless told. */
  readonly uid?: string;
  /** ISO 8601, UTC; now unless told. */
  readonly started?: string;
}

/** One run of a plan on a subject, from its start to its report; or a report that was opened. */
export class Run {
  readonly id: number;
  readonly origin: Origin;
  readonly subject: SubjectSummary | null;
  readonly form: PlanForm | null;
  /** Under which it is kept on this machine. */
  readonly uid: string;
  readonly file: string | null;
  readonly started: string;
  /** As the person calls it; empty: by its subject. Name and note go into no link and no report. */
  name = $state('');
  note = $state('');
  /** Whether this browser keeps it for later visits. */
  kept = $state(false);
  /** From an earlier visit; its report comes when storage has given it. */
  earlier = $state(false);
  /** Other runs come first. */
  waiting = $state(false);
  /** How its queue was arranged, and the items that are set aside. */
  order = $state.raw<readonly string[]>([]);
  aside = $state.raw<readonly string[]>([]);
  /** The finished or partial report; null while the run goes on. */
  report = $state.raw<Report | null>(null);
  /** Rows as far as they are. */
  live = $state.raw<readonly Item[]>([]);
  progress = $state.raw<Progress | null>(null);
  running = $state(false);
  paused = $state(false);
  trouble = $state.raw<Message | null>(null);
  /** Class names of a bundled set in each language; null for a person's own data. */
  classNames = $state.raw<Readonly<Record<Language, readonly string[]>> | null>(null);

  constructor({ id, origin, subject, form, name = '', note = '', file, uid, started }: RunOptions) {
    this.id = id;
    this.uid = uid ?? freshId();
    this.file = file ?? null;
    this.started = started ?? nowText();
    this.note = note;
    this.origin = origin;
    this.subject = subject;
    this.form = form;
    this.name = name;
  }

  get items(): readonly Item[] {
    return this.report?.items ?? this.live;
  }

  /** Names model and data for the lab: its samples can be looked at where they are still open. */
  get key(): string | null {
    if (this.subject) return keyOfSubject(this.subject);
    const { model, data } = this.report ?? {};
    return model && data ? keyOf(model.sha256, data.sha256, model.setting) : null;
  }

  /** Bundled id; null for a person's own model. */
  get target(): string | null {
    return this.report ? this.report.model.target : (this.subject?.target ?? null);
  }

  get phase(): Phase {
    if (this.waiting) return 'waiting';
    if (this.running) return this.paused ? 'paused' : this.progress ? 'running' : 'loading';
    if (!this.report) return 'stopped';
    if (this.origin === 'file') return 'opened';
    if (this.origin === 'stored') return 'stored';
    const has = (status: Item['status']) => this.items.some((item) => item.status === status);
    return has('partial') ? 'cancelled' : has('error') ? 'failed' : 'done';
  }

  /** What the views need to know of the subject, class names in a language. */
  view(language: Language): SubjectView {
    const facts = this.report?.data ?? null;
    const { subject } = this;
    return {
      kind: facts?.kind ?? subject?.kind ?? 'image',
      shape: facts?.shape ?? subject?.shape ?? [],
      range: facts?.range ?? subject?.range ?? [0, 1],
      gridStep: facts?.gridStep ?? subject?.gridStep,
      classNames: this.classNames?.[language] ?? facts?.classNames ?? subject?.classNames,
      features: facts?.features,
    };
  }
}
