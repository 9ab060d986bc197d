import type { Evidence, LabelSignals, Shadow, Signals } from '../../attacks/membership/types.ts';
import { stream } from '../../numeric/random.ts';
import type { PartialResult } from '../types.ts';
import { joinSignals, pickSignals } from './answers.ts';
import type { Piece } from './plan.ts';
import type { RoleCounts } from './roles.ts';
import type { LabelPart, ScoresPart, ShadowPart, TargetPart } from './run.ts';

/** A finished piece with what it found. */
export interface Done {
  readonly piece: Piece;
  readonly part: PartialResult;
}

/** What has been gathered so far, over the records that the target has answered about. */
export interface Gathered {
  readonly counts: RoleCounts;
  /** Positions of the scored records that are there, ascending; members come first. */
  readonly present: Int32Array;
  readonly labels: Int32Array;
  readonly members: Uint8Array;
  /** Rows in the training part (members) or the test part. */
  readonly rows: Int32Array;
  readonly shadows: number;
  /** Scores of attacks that ran as pieces of their own, and of baselines. */
  readonly scored: ReadonlyMap<string, ScoresPart>;
  evidence(defence: string, classes: number, seed: number): Evidence;
  /** A shadow in the target's place, the others as its shadows. */
  rotated(defence: string, classes: number, seed: number, target: number): Evidence;
}

const at = (values: Float64Array, positions: Int32Array): Float64Array =>
  Float64Array.from(positions, (position) => values[position]);

/** Label signals of the records that are there; absent as long as some are missing. */
function labelSignals(done: readonly Done[], scored: number): LabelSignals | undefined {
  const parts = done.flatMap(({ piece, part }) =>
    piece.kind === 'label' ? [(part as LabelPart).signals] : [],
  );
  const join = (name: keyof LabelSignals): Float64Array | undefined => {
    const values = parts.flatMap((signals) => [...(signals[name] ?? [])]);
    return values.length === scored ? Float64Array.from(values) : undefined;
  };
  const [distance, noise, augmented] = [join('distance'), join('noise'), join('augmented')];
  if (!distance && !noise && !augmented) return undefined;
  return { ...(distance && { distance }), ...(noise && { noise }), ...(augmented && { augmented }) };
}

export function gather(done: readonly Done[], counts: RoleCounts): Gathered {
  const scored = counts.members + counts.nonMembers;
  const targets = done.flatMap(({ piece, part }) =>
    piece.kind === 'target' ? [{ ...piece, part: part as TargetPart }] : [],
  );
  const shadows = done.flatMap(({ piece, part }) => (piece.kind === 'shadow' ? [part as ShadowPart] : []));
  const positions = targets.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
  const present = Int32Array.from(positions.filter((position) => position < scored));
  const labels = Int32Array.from(targets.flatMap(({ part }) => [...part.labels])).subarray(0, present.length);
  const rows = Int32Array.from(targets.flatMap(({ part }) => [...part.rows])).subarray(0, present.length);
  const members = Uint8Array.from(present, (position) => (position < counts.members ? 1 : 0));
  const labelled = labelSignals(done, scored);
  const population = Array.from({ length: counts.population }, (_, i) => scored + i);
  const complete = positions.length === scored + counts.population;
  const answered = new Map<string, Signals>();
  const answers = (defence: string): Signals => {
    const known = answered.get(defence) ?? joinSignals(targets.map(({ part }) => part.answers[defence]));
    answered.set(defence, known);
    return known;
  };
  const shadowOf = ({ inside, answers: all, copies }: ShadowPart, defence: string): Shadow => {
    const signals = pickSignals(all[defence], present);
    return {
      inside: Uint8Array.from(present, (p) => inside[p]),
      signals,
      queries: [signals.logit, ...(copies?.[defence] ?? []).map((copy) => at(copy, present))],
    };
  };
  // Every shadow once, however many evidences speak of it: with each in the target's place there are as many as shadows.
  const picked = new Map<string, readonly Shadow[]>();
  const shadowsOf = (defence: string): readonly Shadow[] => {
    const known = picked.get(defence) ?? shadows.map((part) => shadowOf(part, defence));
    picked.set(defence, known);
    return known;
  };
  /** φ of the target's copies, over the records that are there. */
  const copiesOf = (defence: string): Float64Array[] =>
    (targets[0]?.part.copies?.[defence] ?? []).map((_, copy) =>
      Float64Array.from(targets.flatMap(({ part }) => [...(part.copies?.[defence][copy] ?? [])])).subarray(
        0,
        present.length,
      ),
    );
  const base = (classes: number, seed: number) => ({
    count: present.length,
    classes,
    labels,
    random: (purpose: string) => stream(seed, 'membership', 'attack', purpose),
  });
  const confidences = (part: ShadowPart, defence: string) =>
    at(part.answers[defence].confidence, Int32Array.from(population));
  return {
    counts,
    present,
    labels,
    members,
    rows,
    shadows: shadows.length,
    scored: new Map(
      done.flatMap(({ piece, part }) =>
        piece.kind === 'attack'
          ? [[piece.attack, part as ScoresPart]]
          : piece.kind === 'baseline'
            ? [[piece.baseline, part as ScoresPart]]
            : [],
      ),
    ),
    evidence(defence, classes, seed) {
      const all = answers(defence);
      const target = pickSignals(
        all,
        Int32Array.from(present, (_, i) => i),
      );
      return {
        ...base(classes, seed),
        members,
        target,
        queries: [target.logit, ...copiesOf(defence)],
        shadows: shadowsOf(defence),
        ...(counts.population > 0 && complete
          ? {
              population: {
                target: at(all.confidence, Int32Array.from(population)),
                shadows: shadows.map((part) => confidences(part, defence)),
              },
            }
          : {}),
        ...(labelled && present.length === scored ? { label: labelled } : {}),
      };
    },
    rotated(defence, classes, seed, target) {
      const others = shadows.filter((_, index) => index !== target);
      const all = shadowsOf(defence);
      const own = all[target];
      return {
        ...base(classes, seed),
        members: own.inside,
        target: own.signals,
        queries: own.queries,
        shadows: all.filter((_, index) => index !== target),
        ...(counts.population > 0
          ? {
              population: {
                target: confidences(shadows[target], defence),
                shadows: others.map((part) => confidences(part, defence)),
              },
            }
          : {}),
      };
    },
  };
}
