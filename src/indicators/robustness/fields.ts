import { evasionAttack, evasionAttacks } from '../../attacks/index.ts';
import type { AttackOptions, EvasionAttack } from '../../attacks/types.ts';
import type { Message } from '../../messages/index.ts';
import type { Norm } from '../../numeric/balls.ts';
import type { Field, Known, Option } from '../fields.ts';
import { defaultEpsilons } from './epsilons.ts';

const norm = (known: Known) => known.value('norm') as Norm;
const epsilons = (known: Known) => known.value('epsilons') as readonly number[];
const above0 = (values: readonly number[]) => values.filter((value) => value > 0);

/** The attacks of the registry, and why one cannot be chosen. */
function attackOptions(known: Known): Option[] {
  return evasionAttacks.map(({ id, title, norms }) => ({
    id,
    title,
    ...(norms.includes(norm(known))
      ? {}
      : { off: { id: 'indicators.off-norm', values: { norm: norm(known) } } as const }),
  }));
}

const able = (known: Known) => attackOptions(known).flatMap(({ id, off }) => (off ? [] : [id]));

const chosen = (known: Known): EvasionAttack[] =>
  (known.value('attacks') as readonly string[]).flatMap((id) => evasionAttack(id) ?? []);

/** Says where all chosen attacks decide something themselves. */
const unlessDecided =
  (option: keyof AttackOptions) =>
  (known: Known): Message | null =>
    chosen(known).every(({ decides }) => decides.includes(option)) ? { id: 'indicators.idle-decided' } : null;

/** Restarts need random starts: in attacks that have them, unless the plan forbids them. */
function restartsIdle(known: Known): Message | null {
  if (known.value('randomStart') === false) return { id: 'indicators.idle-no-random-start' };
  return unlessDecided('restarts')(known);
}

/** The parameters of white-box robust accuracy, in the order of a report. */
export const robustnessFields: readonly Field[] = [
  {
    name: 'attacks',
    kind: 'choices',
    title: 'indicators.field-attacks',
    what: 'indicators.field-attacks-what',
    options: attackOptions,
    initial: able,
  },
  {
    name: 'norm',
    kind: 'choice',
    title: 'indicators.field-norm',
    what: 'indicators.field-norm-what',
    options: [
      { id: 'linf', title: 'indicators.norm-linf' },
      { id: 'l2', title: 'indicators.norm-l2' },
    ],
    initial: () => 'linf',
  },
  {
    name: 'epsilons',
    kind: 'numbers',
    unit: 'strength',
    title: 'indicators.field-epsilons',
    what: 'indicators.field-epsilons-what',
    someAbove0: true,
    initial: (known) => defaultEpsilons(known.subject, norm(known)),
  },
  {
    name: 'iterations',
    kind: 'integer',
    least: 1,
    most: 100_000,
    title: 'indicators.field-iterations',
    what: 'indicators.field-iterations-what',
    unset: 'indicators.own-value',
    initial: () => null,
    idle: unlessDecided('steps'),
  },
  {
    name: 'stepSize',
    kind: 'step',
    advanced: true,
    title: 'indicators.field-step-size',
    what: 'indicators.field-step-size-what',
    unset: 'indicators.own-value',
    initial: () => null,
    idle: unlessDecided('stepSize'),
  },
  {
    name: 'restarts',
    kind: 'integer',
    least: 1,
    most: 1000,
    title: 'indicators.field-restarts',
    what: 'indicators.field-restarts-what',
    unset: 'indicators.own-value',
    initial: () => null,
    idle: restartsIdle,
  },
  {
    name: 'randomStart',
    kind: 'boolean',
    advanced: true,
    title: 'indicators.field-random-start',
    what: 'indicators.field-random-start-what',
    unset: 'indicators.own-value',
    initial: () => null,
    idle: unlessDecided('randomStart'),
  },
  {
    name: 'loss',
    kind: 'choice',
    advanced: true,
    title: 'indicators.field-loss',
    what: 'indicators.field-loss-what',
    unset: 'indicators.own-value',
    options: [
      { id: 'cross-entropy', title: 'indicators.loss-cross-entropy' },
      { id: 'margin', title: 'indicators.loss-margin' },
      { id: 'dlr', title: 'indicators.loss-dlr' },
    ],
    initial: () => null,
    idle: unlessDecided('loss'),
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
  {
    name: 'points',
    kind: 'numbers',
    unit: 'strength',
    advanced: true,
    title: 'indicators.field-points',
    what: 'indicators.field-points-what',
    among: (known) => above0(epsilons(known)),
    initial: (known) => above0(epsilons(known)),
  },
  {
    name: 'count',
    kind: 'choice',
    advanced: true,
    title: 'indicators.field-count',
    what: 'indicators.field-count-what',
    options: [
      { id: 'first-success', title: 'indicators.count-first-success' },
      { id: 'last-iterate', title: 'indicators.count-last-iterate' },
    ],
    initial: () => 'first-success',
  },
  {
    name: 'mode',
    kind: 'choice',
    advanced: true,
    title: 'indicators.field-mode',
    what: 'indicators.field-mode-what',
    options: [
      { id: 'full', title: 'indicators.mode-full' },
      { id: 'cascade', title: 'indicators.mode-cascade' },
    ],
    initial: () => 'full',
  },
  {
    name: 'selfChecks',
    kind: 'boolean',
    advanced: true,
    title: 'indicators.field-self-checks',
    what: 'indicators.field-self-checks-what',
    initial: () => true,
  },
  {
    name: 'samples',
    kind: 'integer',
    least: 0,
    most: 20,
    advanced: true,
    title: 'indicators.field-samples',
    what: 'indicators.field-samples-what',
    initial: () => 2,
  },
];
