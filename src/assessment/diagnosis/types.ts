import type { Dataset } from '../../datasets/types.ts';
import type { EngineName } from '../../graph/runtime.ts';
import type { Message } from '../../messages/index.ts';
import type { Bounds } from '../../numeric/intervals.ts';
import type { ImportSetting } from '../import-setting.ts';
import type { OpenEngine } from '../open-subject.ts';

export interface DiagnosisOptions {
  /** The ONNX file's bytes. */
  readonly model: Uint8Array;
  /** As it was read: not yet fitted, labels as in the files. */
  readonly dataset: Dataset;
  /** As the model is read now. */
  readonly setting?: ImportSetting;
  readonly openEngine: OpenEngine;
  readonly engine?: EngineName | 'auto';
  /** Samples that are looked at, of every class its share; 256 unless told. */
  readonly samples?: number;
  readonly seed?: number;
  /** Whether other settings are tried: when accuracy is low (unless told), never, or always. */
  readonly search?: 'when-low' | 'never' | 'always';
  readonly signal?: AbortSignal;
  /** What has been tried, and how much there is now. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A rate with what it was counted from; `interval` is Wilson's, 95 %. */
export interface Measured {
  readonly correct: number;
  readonly n: number;
  readonly accuracy: number;
  readonly interval: Bounds;
}

/** Another setting that gets more samples right than chance would explain. */
export interface Alternative {
  readonly setting: ImportSetting;
  /** What it changes. */
  readonly changes: readonly Message[];
  readonly measured: Measured;
  /** The present setting on the same samples: an order of labels is judged on the half that it was not found on. */
  readonly present: Measured;
  /**
   * McNemar's exact test against the present setting, times the number of settings tried (Bonferroni); of a better reading than a good
   * one, on samples that it was not chosen by, once.
   */
  readonly p: number;
}

export interface Diagnosis {
  readonly measured: Measured;
  /** What guessing gives: the share of the commonest label, or one in the number of classes, whichever is more. */
  readonly chance: number;
  readonly verdict: 'good' | 'low' | 'near-chance';
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Settings that were compared with the present one. */
  readonly tried: number;
  /** How often each class (row) was taken for each (column) as the model is read now; null for very many classes. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** What to say, in this order. */
  readonly messages: readonly Message[];
}
