import type { Evidence, ScoreSettings } from '../../attacks/membership/types.ts';
import type { Estimate, Item, RocCurve } from '../../document/types.ts';
import type { Message } from '../../messages/index.ts';
import type { PartialResult, Selection, SubjectInfo } from '../types.ts';
import { areaOf, Measure, type Measured, type Scored } from './curves.ts';
import { gather, type Done, type Gathered } from './evidence.ts';
import { attackOf, PLAIN, runsApart, type MembershipParameters } from './fields.ts';
import { leadOf, type Lead } from './lead.ts';
import { shardsOf, type PieceSettings } from './plan.ts';
import { roleCounts } from './roles.ts';
import { atRisk, histogramOf, riskByClass } from './views.ts';

/** Shadows that are put in the target's place, at most. */
const ROTATIONS = 16;
/** Members and non-members below which every figure is a guess. */
const FEW = 50;

interface Context {
  readonly id: string;
  readonly parameters: MembershipParameters;
  readonly subject: SubjectInfo;
  readonly selection: Selection;
  readonly seed: number;
  /** Everything is there. */
  readonly whole: boolean;
}

/** Whether an attack can score with what there is so far. */
function ready(id: string, { shadows, population, label }: Evidence): boolean {
  const { requires, leastShadows = 2 } = attackOf(id);
  return (
    (!requires.includes('shadows') || shadows.length >= leastShadows) &&
    (!requires.includes('population') || population !== undefined) &&
    (!requires.includes('label-signals') || label !== undefined)
  );
}

/** What cannot be told yet is null; attacks that cost seconds wait until everything is there. */
function scoresOf(
  id: string,
  defence: string,
  gathered: Gathered,
  evidence: Evidence,
  { whole, parameters }: Context,
): Float64Array | null {
  const apart = gathered.scored.get(id)?.scores[defence];
  if (apart) return Float64Array.from(gathered.present, (position) => apart[position]);
  const { costly, score } = attackOf(id);
  if (runsApart(id) || (costly && !whole) || !ready(id, evidence)) return null;
  return score(evidence, settingsOf(parameters));
}

const settingsOf = ({ variance }: MembershipParameters): ScoreSettings =>
  variance === 'automatic' ? {} : { variance };

function scoredOf(context: Context, gathered: Gathered): Scored[] {
  const { parameters, subject, seed } = context;
  return parameters.defences.flatMap((defence) => {
    const evidence = gathered.evidence(defence, subject.classes, seed);
    return parameters.attacks.flatMap((attack): Scored[] => {
      const scores = scoresOf(attack, defence, gathered, evidence, context);
      const behind = defence === PLAIN ? {} : { defence };
      return scores ? [{ attack, ...behind, scores, byClass: attackOf(attack).perClass === true }] : [];
    });
  });
}

/**
 * What tells members from non-members without the model: where its interval leaves out ½, nothing is concluded from the rest. A
 * classifier that was trained on one half and knows nothing lies below ½ on the other more often than chance has it (what one half has
 * too many of, the other has too few of): only above ½ has it learned something.
 */
export interface Baseline {
  readonly id: string;
  readonly auc: Estimate;
  readonly passed: boolean;
}

function baselinesOf({ scored, present, members }: Gathered): Baseline[] {
  return ['inputs', 'reference'].flatMap((id) => {
    const found = scored.get(id)?.scores[id];
    if (!found) return [];
    const scores = Float64Array.from(present, (position) => found[position]);
    const auc = areaOf(scores, members);
    return [{ id, auc, passed: auc.low <= 0.5 && (id === 'inputs' || auc.high >= 0.5) }];
  });
}

/** Areas of the attacks with each shadow in the target's place: how much the figures owe to this one target. */
function rotations({ parameters, subject, seed }: Context, gathered: Gathered) {
  const { attacks, defences } = parameters;
  const count = Math.min(gathered.shadows, ROTATIONS);
  if (!defences.includes(PLAIN) || count < 3) return [];
  const turned = attacks.filter((id) => {
    const { costly, requires } = attackOf(id);
    return !costly && !requires.includes('label-signals');
  });
  const targets = Array.from({ length: count }, (_, k) => gathered.rotated(PLAIN, subject.classes, seed, k));
  return turned.flatMap((attack) => {
    const usable = targets.filter((evidence) => ready(attack, evidence));
    if (usable.length === 0) return [];
    const scores = (evidence: Evidence) => attackOf(attack).score(evidence, settingsOf(parameters));
    const aucs = usable.map((evidence) => areaOf(scores(evidence), evidence.members).value);
    return [{ attack, aucs }];
  });
}

const threePlaces = (value: number): number => Number(value.toFixed(3));

/** Attacks of the plan that a finished assessment has no scores of: too few shadows, or no rows to set apart. */
function unscored({ parameters, whole }: Context, scored: readonly Scored[]): Message[] {
  const without = parameters.attacks.filter((id) => !scored.some(({ attack }) => attack === id));
  if (!whole || without.length === 0) return [];
  return [{ id: 'membership.unscored', values: { attacks: without.join(', ') } }];
}

function warningsOf({ subject, parameters }: Context, gathered: Gathered, baselines: Baseline[]): Message[] {
  const { training, recorded } = subject;
  const { members, nonMembers } = gathered.counts;
  return [
    ...(training?.source === 'assumed' ? [{ id: 'membership.assumed' as const }] : []),
    ...(Math.min(members, nonMembers) < FEW
      ? [{ id: 'membership.few' as const, values: { members, nonMembers } }]
      : []),
    ...(recorded ? [{ id: 'membership.no-baselines' as const }] : []),
    ...baselines
      .filter(({ passed }) => !passed)
      .map(({ id, auc }) => ({
        id: (id === 'inputs' ? 'membership.differ-inputs' : 'membership.differ-reference') as
          'membership.differ-inputs' | 'membership.differ-reference',
        values: { low: threePlaces(auc.low), high: threePlaces(auc.high) },
      })),
    ...(parameters.attacks.some((id) => attackOf(id).requires.includes('shadows'))
      ? [
          training?.recipe
            ? { id: 'membership.shadows-no-proof' as const }
            : { id: 'membership.shadows-guess' as const },
        ]
      : []),
  ];
}

/** The records that were told apart, with their scores, for those who want to look at each. */
function recordTable({ rows, labels, members }: Gathered, measured: readonly Measured[]) {
  return {
    rows: [...rows],
    labels: [...labels],
    members: [...members],
    scores: measured.map(({ attack, defence, scores }) => ({
      attack,
      ...(defence === undefined ? {} : { defence }),
      scores: Array.from(scores, (score) => (Number.isFinite(score) ? score : null)),
    })),
  };
}

function accuracyOf(evidence: Evidence, members: Uint8Array, side: 0 | 1): number {
  let [right, n] = [0, 0];
  members.forEach((flag, i) => {
    if (flag !== side) return;
    n++;
    right += evidence.target.correct[i];
  });
  return right / n;
}

const strongest = (measured: readonly Measured[], { attacks }: Lead): Measured =>
  measured.find(({ attack, defence }) => attack === attacks[0] && defence === undefined) ?? measured[0];

function detailsOf(
  context: Context,
  gathered: Gathered,
  measured: readonly Measured[],
  lead: Lead,
  baselines: Baseline[],
) {
  const { parameters, subject, seed, whole } = context;
  const { counts, members } = gathered;
  const plain = gathered.evidence(parameters.defences[0], subject.classes, seed);
  const top = strongest(measured, lead);
  const inferred = lead.truePositives + lead.falsePositives;
  return {
    lead: [...new Set(lead.attacks)],
    roles: {
      ...counts,
      shadows: gathered.shadows,
      ...(subject.training ? { known: subject.training.source } : {}),
    },
    /** The draft's literal figure: the share of all records that is taken for members. */
    proportion: inferred / members.length,
    accuracy: { members: accuracyOf(plain, members, 1), nonMembers: accuracyOf(plain, members, 0) },
    ...(parameters.baselines || subject.recorded ? { checks: baselines } : { checks: [] }),
    histograms: measured.map((one) => histogramOf(one, members)),
    classes: riskByClass(top, gathered, subject.classes),
    atRisk: atRisk(top, gathered, plain),
    ...(whole ? { rotations: rotations(context, gathered) } : {}),
    ...(parameters.records ? { records: recordTable(gathered, measured) } : {}),
  };
}

function both(members: Uint8Array): boolean {
  const count = members.reduce((sum, flag) => sum + flag, 0);
  return count >= 2 && members.length - count >= 2;
}

/** The report's row from what pieces there are. */
export function mergePieces(
  id: string,
  parts: ReadonlyMap<string, PartialResult>,
  parameters: MembershipParameters,
  subject: SubjectInfo,
  selection: Selection,
  seed: number,
): Item {
  const shards = shardsOf(id, parameters, subject, selection);
  const done = shards.flatMap(({ key, settings }): Done[] => {
    const part = parts.get(key);
    return part ? [{ piece: (settings as PieceSettings).piece, part }] : [];
  });
  const context = { id, parameters, subject, selection, seed, whole: done.length === shards.length };
  const gathered = gather(done, roleCounts(subject, selection));
  const scored = both(gathered.members) ? scoredOf(context, gathered) : [];
  const blank = {
    id,
    status: context.whole ? ('measured' as const) : ('partial' as const),
    parameters: { ...parameters },
    curves: [],
    correct: null,
  };
  const baselines = both(gathered.members) ? baselinesOf(gathered) : [];
  const warnings = [...unscored(context, scored), ...warningsOf(context, gathered, baselines)];
  if (scored.length === 0)
    return { ...blank, value: null, interval: null, n: 0, warnings, ids: [], outcomes: [], details: {} };
  const measure = new Measure(gathered.members, gathered.labels, seed, context.whole);
  const measured = scored.map((one) => measure.of(one));
  const undefended = measured.filter(({ defence }) => defence === undefined);
  const lead = leadOf(undefended.length > 0 ? undefended : measured, gathered.members, seed);
  const { value, ...interval } = lead.successRate;
  const failed = baselines.some(({ passed }) => !passed);
  const passed = context.whole && baselines.length > 0 && !failed;
  return {
    ...blank,
    value,
    interval,
    n: gathered.members.length,
    roc: measured.map(({ curve }): RocCurve => curve),
    warnings,
    ids: [],
    outcomes: [],
    ...(failed ? { reliable: false } : passed ? { reliable: true } : {}),
    details: detailsOf(context, gathered, measured, lead, baselines),
  };
}
