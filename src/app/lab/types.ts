import type { Plan } from '../../assessment/plan.ts';
import type { Progress } from '../../assessment/progress.ts';
import type { Item } from '../../document/types.ts';
import type { Report } from '../../document/report.ts';
import type { Language } from '../../messages/index.ts';
import type { TargetSummary } from '../../training/card.ts';
import type { Outcome } from '../../workers/protocol.ts';

/** What the page knows of the chosen model and data. */
export interface SubjectSummary {
  /** Bundled id; null for the person's own files. */
  readonly target: string | null;
  readonly modelSha256: string;
  readonly dataSha256: string;
  readonly dataset: string;
  readonly kind: 'image' | 'table';
  readonly shape: readonly number[];
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly range?: readonly [number, number];
  readonly gridStep?: number;
  readonly testSamples: number;
  readonly modelBytes: number;
  /** False where an operator has no gradient: white-box indicators cannot be planned. */
  readonly gradients: boolean;
  /** ε grid that A.5-3 proposes for this subject. */
  readonly epsilons: Readonly<Record<'linf' | 'l2', readonly number[]>>;
}

/** What the views of a result need to know of its subject. */
export interface SubjectView {
  readonly kind: 'image' | 'table';
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
  readonly gridStep?: number;
  readonly classNames?: readonly string[];
  readonly featureNames?: readonly string[];
}

/** How dropped files are to be read. */
export interface FileOptions {
  readonly labelColumn?: string;
  readonly scale?: number;
}

/** What has been dropped so far: files come in any order, and a subject needs a model and data. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: number;
  readonly role: 'model' | 'data' | 'statistics' | 'report';
  readonly sha256: string;
}

export type FilesState =
  | { readonly complete: true; readonly files: readonly DroppedFile[]; readonly subject: SubjectSummary }
  | {
      readonly complete: false;
      readonly files: readonly DroppedFile[];
      readonly missing: 'model' | 'data' | 'labels';
    }
  | { readonly complete: true; readonly files: readonly DroppedFile[]; readonly report: Report };

/** Size of a planned assessment, before it starts. */
export interface Workload {
  readonly shards: number;
  /** Model passes over samples. */
  readonly passes: number;
  readonly samples: number;
}

/** What the lab says while it works. */
export type LabEvent =
  | { readonly event: 'engine-loading'; readonly loaded: number; readonly total: number }
  | { readonly event: 'progress'; readonly run: number; readonly progress: Progress }
  /** An indicator's row so far; its points and intervals move until the run is done. */
  | { readonly event: 'item'; readonly run: number; readonly item: Item };

/** The lab's worker: files, hashes, plans and runs live there, and the page's own thread only draws. */
export interface LabApi {
  listen(listener: (event: LabEvent) => void): Promise<void>;
  prepare(): Promise<void>;
  targets(): Promise<Outcome<readonly TargetSummary[]>>;
  openTarget(id: string): Promise<Outcome<SubjectSummary>>;
  /** Adds files to those dropped before; trouble leaves everything as it was. */
  addFiles(files: readonly File[], options: FileOptions): Promise<Outcome<FilesState>>;
  removeFile(name: string): Promise<Outcome<FilesState>>;
  /** Names of a bundled set's classes in each language. */
  classNames(dataset: string): Promise<Outcome<Readonly<Record<Language, readonly string[]>>>>;
  workload(plan: Plan): Promise<Outcome<Workload>>;
  /** Runs to the end or until cancelled; resolves with the report, partial when cancelled. */
  run(id: number, plan: Plan, workers: number): Promise<Outcome<Report>>;
  pause(on: boolean): Promise<void>;
  cancel(): Promise<void>;
  /** The report as the text of its file. */
  saved(report: Report): Promise<string>;
}
