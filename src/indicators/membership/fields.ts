import { membershipAttack, membershipAttacks } from '../../attacks/membership/index.ts';
import { isImage } from '../../attacks/membership/copies.ts';
import type { MembershipAttack, Variance } from '../../attacks/membership/types.ts';
import type { Message } from '../../messages/index.ts';
import { outputDefences } from '../../oracles/defences/index.ts';
import type { Field, Known, Option } from '../fields.ts';
import type { SubjectInfo } from '../types.ts';

/** No defence: the model's answers as they are. */
export const PLAIN = 'none';

export interface MembershipParameters {
  /** Ids of attacks, in the order of the report. */
  readonly attacks: readonly string[];
  /** What stands between model and attacker; each is measured by itself. */
  readonly defences: readonly string[];
  /** Models of the same recipe that the attacker trains. */
  readonly shadows: number;
  /** Whether images are asked about with their shifted and mirrored copies, too. */
  readonly augmented: boolean;
  /** LiRA's spread; `automatic`: as the number of shadows suits. */
  readonly variance: 'automatic' | Variance;
  /** Whether what tells members from non-members without the model is measured beside it. */
  readonly baselines: boolean;
  /** Whether the report keeps each record's scores. */
  readonly records: boolean;
  /** Samples per model run. */
  readonly batch: number;
}

/** A planned attack: plans name none that is not there. */
export function attackOf(id: string): MembershipAttack {
  const found = membershipAttack(id);
  if (!found) throw new Error(`no membership attack ${id}`);
  return found;
}

/** Whether an attack runs as a piece of work of its own: what needs shadows waits for all of them, in the merge. */
export const runsApart = (id: string): boolean => {
  const { costly, requires } = attackOf(id);
  return costly === true && !requires.includes('shadows');
};

/** Whether copies of the records are asked about: only where an attack looks at them, and there are any. */
export const asksCopies = ({ augmented, attacks }: MembershipParameters, shape: readonly number[]): boolean =>
  augmented && namesLira(attacks) && isImage(shape);

/** Why an attack cannot be made on a subject; undefined where it can. */
function hindrance({ needs, requires }: MembershipAttack, subject: SubjectInfo): Message | undefined {
  const { access, recorded } = subject;
  if (needs === 'score' && access === 'label') return { id: 'membership.off-scores' };
  if (recorded && requires.length > 0) return { id: 'membership.off-recorded' };
  return undefined;
}

const attackOptions = (subject: SubjectInfo): readonly Option[] =>
  membershipAttacks.map((attack) => {
    const off = hindrance(attack, subject);
    return { id: attack.id, title: attack.title, ...(off ? { off } : {}) };
  });

/** Those that cost a pass over the records and no more, and the two strongest that train shadows. */
const FIRST = ['gap', 'loss', 'modified-entropy', 'logit', 'lira', 'rmia'];

function firstAttacks(subject: SubjectInfo): readonly string[] {
  const possible = attackOptions(subject).flatMap(({ id, off }) => (off ? [] : [id]));
  return possible.filter((id) => FIRST.includes(id));
}

const LIRA = ['lira', 'lira-offline'];
const namesLira = (ids: unknown): boolean => Array.isArray(ids) && LIRA.some((id) => ids.includes(id));

const unlessLira = (known: Known): Message | null =>
  namesLira(known.value('attacks')) ? null : { id: 'membership.idle-lira' };

const needsShadows = (ids: unknown): boolean =>
  Array.isArray(ids) &&
  membershipAttacks.some(({ id, requires }) => ids.includes(id) && requires.includes('shadows'));

export const fields: readonly Field[] = [
  {
    name: 'attacks',
    kind: 'choices',
    title: 'membership.field-attacks',
    what: 'membership.field-attacks-what',
    options: ({ subject }) => attackOptions(subject),
    initial: ({ subject }) => firstAttacks(subject),
  },
  {
    name: 'shadows',
    kind: 'integer',
    least: 2,
    most: 256,
    title: 'membership.field-shadows',
    what: 'membership.field-shadows-what',
    initial: () => 16,
    idle: (known) => (needsShadows(known.value('attacks')) ? null : { id: 'membership.idle-shadows' }),
  },
  {
    name: 'defences',
    kind: 'choices',
    title: 'membership.field-defences',
    what: 'membership.field-defences-what',
    options: ({ subject: { access } }) => [
      { id: PLAIN, title: 'membership.no-defence' },
      ...outputDefences.map(({ id, title }) => ({
        id,
        title,
        ...(access === 'label' ? { off: { id: 'membership.off-scores' as const } } : {}),
      })),
    ],
    initial: () => [PLAIN],
  },
  {
    name: 'augmented',
    kind: 'boolean',
    advanced: true,
    title: 'membership.field-augmented',
    what: 'membership.field-augmented-what',
    initial: () => false,
    idle: (known) => (isImage(known.subject.shape) ? unlessLira(known) : { id: 'membership.idle-augmented' }),
  },
  {
    name: 'variance',
    kind: 'choice',
    advanced: true,
    title: 'membership.field-variance',
    what: 'membership.field-variance-what',
    options: [
      { id: 'automatic', title: 'membership.variance-automatic' },
      { id: 'fixed', title: 'membership.variance-fixed' },
      { id: 'per-record', title: 'membership.variance-per-record' },
    ],
    initial: () => 'automatic',
    idle: unlessLira,
  },
  {
    name: 'baselines',
    kind: 'boolean',
    advanced: true,
    title: 'membership.field-baselines',
    what: 'membership.field-baselines-what',
    initial: () => true,
    idle: ({ subject }) => (subject.recorded ? { id: 'membership.off-recorded' } : null),
  },
  {
    name: 'records',
    kind: 'boolean',
    advanced: true,
    title: 'membership.field-records',
    what: 'membership.field-records-what',
    initial: () => false,
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
