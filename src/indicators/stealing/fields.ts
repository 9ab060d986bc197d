import { samplers } from '../../extraction/samplers/index.ts';
import type { AnswerForm } from '../../extraction/steal.ts';
import type { Field, Known, Option } from '../fields.ts';
import { defaultEpsilons } from '../robustness/epsilons.ts';
import type { CopySize } from './architectures.ts';

export interface StealingParameters {
  /** Ids of samplers, in the order of the report. */
  readonly samplers: readonly string[];
  /** Numbers of queries at which a copy is made, ascending; those that the pool does not reach are left out. */
  readonly budgets: readonly number[];
  /** Thieves of each sampler: each with draws and starting weights of its own. */
  readonly seeds: number;
  readonly answers: AnswerForm;
  readonly surrogate: CopySize;
  /** Optimiser steps of each copy, whatever its budget. */
  readonly steps: number;
  /** How adversarial inputs are made on the copies. */
  readonly transfer: 'none' | 'fgsm' | 'pgd';
  /** L∞ radii of those inputs. */
  readonly epsilons: readonly number[];
  /** Samples per model run. */
  readonly batch: number;
}

/** Samplers whose thief has data of another kind: there is no way yet to give them. */
const samplerOptions: readonly Option[] = samplers.map(({ id, title, pool }) => ({
  id,
  title,
  ...(pool === 'other' ? { off: { id: 'stealing.off-other' as const } } : {}),
}));

/** The plain thief and one of each way of choosing: by the copy, by making inputs, by the inputs alone. */
const FIRST = ['random', 'k-center', 'jacobian', 'drmi'];

const isFixedTable = ({ subject: { kind, access } }: Known): boolean =>
  kind === 'table' && access !== undefined;

export const fields: readonly Field[] = [
  {
    name: 'samplers',
    kind: 'choices',
    title: 'stealing.field-samplers',
    what: 'stealing.field-samplers-what',
    options: () => samplerOptions,
    initial: () => FIRST,
  },
  {
    name: 'budgets',
    kind: 'numbers',
    unit: 'count',
    title: 'stealing.field-budgets',
    what: 'stealing.field-budgets-what',
    initial: () => [50, 100, 200, 300, 600],
  },
  {
    name: 'seeds',
    kind: 'integer',
    least: 1,
    most: 100,
    title: 'stealing.field-seeds',
    what: 'stealing.field-seeds-what',
    initial: () => 5,
  },
  {
    name: 'answers',
    kind: 'choice',
    title: 'stealing.field-answers',
    what: 'stealing.field-answers-what',
    options: [
      { id: 'soft', title: 'stealing.answers-soft' },
      { id: 'top-1', title: 'stealing.answers-top-1' },
      { id: 'labels', title: 'stealing.answers-labels' },
    ],
    initial: ({ subject: { access } }) => (access === 'label' ? 'labels' : 'soft'),
  },
  {
    name: 'surrogate',
    kind: 'choice',
    title: 'stealing.field-surrogate',
    what: 'stealing.field-surrogate-what',
    options: [
      { id: 'same', title: 'stealing.surrogate-same' },
      { id: 'smaller', title: 'stealing.surrogate-smaller' },
      { id: 'larger', title: 'stealing.surrogate-larger' },
      { id: 'mlp', title: 'stealing.surrogate-mlp' },
    ],
    initial: () => 'same',
  },
  {
    name: 'steps',
    kind: 'integer',
    least: 1,
    most: 1_000_000,
    title: 'stealing.field-steps',
    what: 'stealing.field-steps-what',
    initial: () => 500,
  },
  {
    name: 'transfer',
    kind: 'choice',
    title: 'stealing.field-transfer',
    what: 'stealing.field-transfer-what',
    options: [
      { id: 'none', title: 'stealing.transfer-none' },
      { id: 'fgsm', title: 'stealing.transfer-fgsm' },
      { id: 'pgd', title: 'stealing.transfer-pgd' },
    ],
    initial: (known) => (isFixedTable(known) ? 'none' : 'pgd'),
  },
  {
    name: 'epsilons',
    kind: 'numbers',
    unit: 'strength',
    someAbove0: true,
    title: 'stealing.field-epsilons',
    what: 'stealing.field-epsilons-what',
    initial: ({ subject }) => defaultEpsilons(subject, 'linf').slice(3, 4),
    idle: (known) => (known.value('transfer') === 'none' ? { id: 'stealing.idle-epsilons' } : null),
  },
  {
    name: 'batch',
    kind: 'integer',
    least: 1,
    most: 4096,
    advanced: true,
    title: 'indicators.field-batch',
    what: 'indicators.field-batch-what',
    initial: () => 100,
  },
];
