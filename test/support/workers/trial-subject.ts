import type { ShardJob, SubjectSource } from '../../../src/assessment/executor.ts';
import type { TrialSettings } from './trial-host.ts';

const samples = { x: new Float32Array(4), y: new Int32Array(4), count: 4 };

/** A subject nobody reads: the trial host has no model. */
export const trialSubject: SubjectSource = {
  model: new Uint8Array(8),
  modelSha256: '0',
  dataset: {
    id: 'file',
    kind: 'image',
    shape: [1, 1, 1],
    classes: 2,
    sha256: '0',
    range: [0, 1],
    train: { x: new Float32Array(), y: new Int32Array(), count: 0 },
    test: samples,
  },
  testIndices: [0, 1, 2, 3],
  testCount: 4,
  engine: 'wasm',
};

export const trialJob = (settings: TrialSettings = {}, indices: readonly number[] = [1, 2]): ShardJob => ({
  shard: { indicator: 'trial', key: indices.join(), indices, settings: { ...settings } },
  parameters: {},
  seed: 5,
});

export const never = new AbortController().signal;
export const silent = () => undefined;
