import type { ClassReport } from '../../../assessment/class-spread.ts';
import type { Compared, Comparison } from '../../../assessment/compare.ts';
import type { QueueState } from '../../../assessment/queue.ts';
import type { Report } from '../../../document/report.ts';
import type { Plan } from '../../../assessment/plan.ts';
import type { Message } from '../../../messages/index.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import type { PlanForm } from '../../state/plan-form.ts';
import type { SubjectSummary } from '../types.ts';

/** A run as it is kept on this machine; its report is kept beside it. Name and note stay here: no link, no report has them. */
export interface KeptRun {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly origin: 'here' | 'file';
  /** ISO 8601, UTC. */
  readonly started: string;
  /** What it can be continued or repeated with; null where a report was opened. */
  readonly subject: SubjectSummary | null;
  readonly form: PlanForm | null;
  /** Of the file it came from. */
  readonly file?: string;
}

/** What came of keeping something. */
export interface Keeping {
  /** Ids of runs that made room, the oldest first. */
  readonly gone: readonly string[];
  /** Why it is not kept: storage is full, forbidden, or the report is too large. */
  readonly trouble: Message | null;
}

export interface RunOrder {
  /** Number of the run on this page, which events speak of. */
  readonly run: number;
  /** Of the subject (`keyOf`). */
  readonly key: string;
  readonly plan: Plan;
  readonly workers: number;
  readonly queue: QueueState;
}

/** Runs: computed one after the other, with a hand on the queue, and kept on this machine. */
export interface RunApi {
  /**
   * Runs to the end or until cancelled, after the runs that were asked for before it; resolves with the report, partial when
   * cancelled. One that is cancelled while it waits rejects with an AbortError; nothing else does.
   */
  run(order: RunOrder): Promise<Outcome<Report>>;
  /** The run that has its turn holds at its next step. */
  pause(on: boolean): Promise<void>;
  cancel(run: number): Promise<void>;
  /** The waiting pieces of a run are taken in this order: indicators, and their parts as `A.5-3/pgd`. */
  arrange(run: number, order: readonly string[]): Promise<void>;
  /** Items of a run are set aside, or resumed. */
  setAside(run: number, names: readonly string[], aside: boolean): Promise<void>;
  /** The runs that wait, in the order in which they will have their turn. */
  arrangeRuns(runs: readonly number[]): Promise<void>;

  /** Everything that earlier visits left, the oldest first, without reports. */
  keptRuns(): Promise<Outcome<readonly KeptRun[]>>;
  /** The report of a kept run; null where it was cut short before there was one. */
  keptReport(id: string): Promise<Outcome<Report | null>>;
  /** Keeps a run, or what changed of it; a report that is not given stays as it is. */
  keepRun(run: KeptRun, report: Report | null): Promise<Keeping>;
  forgetRun(id: string): Promise<void>;

  /** Each of the others compared with the first. */
  compareRuns(first: Compared, others: readonly Compared[]): Promise<Outcome<readonly Comparison[]>>;
  /** Reads one report file for the class overlay; nothing is opened or kept. */
  readForClass(file: File): Promise<Outcome<ClassReport>>;
}
