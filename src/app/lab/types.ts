import type { ImportSetting } from '../../assessment/import-setting.ts';
import type { Plan } from '../../assessment/plan.ts';
import type { Progress } from '../../assessment/progress.ts';
import type { Item } from '../../document/types.ts';
import type { DataFacts, FeatureFacts, Report } from '../../document/report.ts';
import type { Access } from '../../graph/model.ts';
import type { Language, Message } from '../../messages/index.ts';
import type { TargetSummary } from '../../training/card.ts';
import type { Outcome } from '../../workers/protocol.ts';
import type { ExploreApi } from './explore/types.ts';
import type { ImportApi, ImportInfo, ImportProgress, ReadingProgress } from './import/types.ts';
import type { Showcase } from './showcase.ts';
import type { StartApi } from './start-desk.ts';
import type { PlanApi } from './plan/types.ts';
import type { RunApi } from './runs/types.ts';
import type { TrainApi } from './train/types.ts';
import type { WalkApi } from './walk/types.ts';

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
  /** Tables: names and own units of the features. */
  readonly features?: readonly FeatureFacts[];
  readonly testSamples: number;
  readonly trainSamples: number;
  readonly modelBytes: number;
  /** Operators without a gradient here: where there is one, white-box indicators cannot be planned. */
  readonly notDifferentiable: readonly string[];
  /** Operators whose gradient is 0 everywhere. */
  readonly zeroGradient: readonly string[];
  /** Operators that the gradient passes as if they were not there. */
  readonly straightThrough: readonly string[];
  readonly access: Access;
  /** Predictions that stand for a model; absent where there is one. */
  readonly recorded?: true;
  /** How the model is read, where that was set or guessed. */
  readonly setting?: ImportSetting;
  /** Smallest and largest value of the test part as it is read, after scaling and standardising. */
  readonly values: readonly [number, number];
  /** How the files were read. */
  readonly preparation: DataFacts['preparation'];
  /** Set where columns read as a table look like the pixels of a square picture. */
  readonly pixels?: { readonly side: number; readonly scale: number };
  /** The small plan that it starts with. */
  readonly firstPlan: Plan;
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
  /** Tables: names and the own units of the features. */
  readonly features?: readonly FeatureFacts[];
}

/** How dropped files are to be read. */
export interface FileOptions {
  readonly labelColumn?: string;
  readonly scale?: number;
  /**
   * How the model is to be read, as a person or an address says; `guess`: as is likeliest; absent: as its card says, and where
   * there is none as is likeliest.
   */
  readonly setting?: ImportSetting | 'guess';
}

/** A file with its place in the folder that it was dropped with. */
export interface NamedFile {
  readonly file: File;
  /** `pngs/cat/1.png`, or the file's own name. */
  readonly path: string;
}

/**
 * What a file is for. `weights` are the further files of a model that consists of several, `card` says how a model is to be
 * read, `classes` names its classes.
 */
export type FileRole =
  'model' | 'weights' | 'data' | 'statistics' | 'report' | 'plan' | 'card' | 'classes' | 'predictions';

/** What is still needed for a subject; `weights`: further files of the model. */
export type Missing = 'model' | 'data' | 'labels' | 'both' | 'weights';

/** What has been dropped so far, each told by its hash: files come in any order, and a subject needs a model and data. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: number;
  readonly role: FileRole;
  /** Files of a folder that stand here as one. */
  readonly count: number;
  readonly sha256: string;
  /** What was understood of it: shapes, classes, ranges. */
  readonly facts: readonly Message[];
}

/** `refused`: what is wrong with each of the files that were dropped along with these and not taken. */
export type FilesState = FilesOutcome & { readonly refused?: readonly Message[] };

type FilesOutcome =
  | {
      readonly complete: true;
      readonly files: readonly DroppedFile[];
      readonly subject: SubjectSummary;
      readonly info: ImportInfo;
    }
  | {
      readonly complete: false;
      readonly files: readonly DroppedFile[];
      readonly missing: Missing;
      readonly info: ImportInfo;
    }
  /** The files are kept and wait for other settings to be read with. */
  | { readonly complete: false; readonly files: readonly DroppedFile[]; readonly trouble: Message }
  | { readonly complete: true; readonly files: readonly DroppedFile[]; readonly report: Report }
  | {
      readonly complete: true;
      readonly files: readonly DroppedFile[];
      readonly plan: Plan;
      /** Of the plan's file. */
      readonly name: string;
    };

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
  | { readonly event: 'import'; readonly progress: ImportProgress }
  | { readonly event: 'reading'; readonly progress: ReadingProgress }
  /** A run that waited has its turn. */
  | { readonly event: 'turn'; readonly run: number }
  | { readonly event: 'progress'; readonly run: number; readonly progress: Progress }
  /** An indicator's row so far; its points and intervals move until the run is done. */
  | { readonly event: 'item'; readonly run: number; readonly item: Item };

/** The lab's worker: files, hashes, plans and runs live there, and the page's own thread only draws. */
export interface LabApi
  extends CoreApi, StartApi, RunApi, PlanApi, ExploreApi, WalkApi, TrainApi, ImportApi {}

/** Targets, files and plans. */
export interface CoreApi {
  listen(listener: (event: LabEvent) => void): Promise<void>;
  prepare(): Promise<void>;
  targets(): Promise<Outcome<readonly TargetSummary[]>>;
  /** Small pictures of the data sets and of the stored curves. */
  showcase(): Promise<Outcome<Showcase>>;
  openTarget(id: string): Promise<Outcome<SubjectSummary>>;
  /** Brings a bundled target into memory and leaves the one on screen where it is; returns its key. */
  holdTarget(id: string): Promise<Outcome<string>>;
  /** Some of many files, ahead of the rest: all at once would hold up the page. */
  bringFiles(files: readonly NamedFile[]): Promise<void>;
  /** Adds files, and those brought ahead of them, to those dropped before; trouble leaves everything as it was. */
  addFiles(files: readonly NamedFile[], options: FileOptions): Promise<Outcome<FilesState>>;
  removeFile(sha256: string): Promise<Outcome<FilesState>>;
  /** Reads the files dropped before with other settings; trouble leaves everything as it was. */
  readAgain(options: FileOptions): Promise<Outcome<FilesState>>;
  /** Ends what is being read; everything stays as it was. */
  stopReading(): Promise<void>;
  /** Names of a bundled set's classes in each language. */
  classNames(dataset: string): Promise<Outcome<Readonly<Record<Language, readonly string[]>>>>;
  /** @param key of the subject (`keyOf`). */
  workload(key: string, plan: Plan): Promise<Outcome<Workload>>;
  /** The report as the text of its file. */
  saved(report: Report): Promise<string>;
}
