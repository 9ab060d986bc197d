import { stream } from '../../numeric/random.ts';
import { sides, type TrainingKnowledge } from '../../training/knowledge.ts';
import type { RecordPlace } from '../records.ts';
import type { Selection, SubjectInfo } from '../types.ts';

/** As few rows still make a population or a model to compare with. */
const FEWEST = 50;
const MOST_POPULATION = 2000;
/** Share of the rows that would be non-members that is set apart. */
const SHARE_APART = 0.25;

/** How many records play each part; the parts are disjoint. */
export interface RoleCounts {
  /** Rows that the model was trained on, scored. */
  readonly members: number;
  /** Rows that it was not trained on, scored. */
  readonly nonMembers: number;
  /** Rows that neither the model nor any shadow was trained on, and that are not scored. */
  readonly population: number;
  /** Where non-members and population come from. */
  readonly othersFrom: 'training' | 'test';
  /** Rows that each shadow is trained on, drawn from members and non-members. */
  readonly shadowRows: number;
}

/**
 * Members are the rows the model was trained on. Non-members are the other rows of the training part where there are enough:
 * both then come from one distribution, which a test part that was cut off in file order need not share. Else they are the test
 * rows. Where only some test rows are looked at, no more members and non-members are taken. A quarter of the non-members is set
 * apart as population. A shadow gets as many rows as the model had, but no more than half of the records, so that half of all
 * pairs of record and shadow are *out*.
 */
export function roleCounts(subject: SubjectInfo, selection: Selection): RoleCounts {
  const { members: known = 0, others = 0 } = subject.training ?? {};
  const most = selection.indices.length < selection.of ? selection.indices.length : Infinity;
  const othersFrom = !subject.recorded && others >= 4 * FEWEST ? 'training' : 'test';
  const candidates = othersFrom === 'training' ? others : selection.indices.length;
  const apart = Math.min(Math.floor(candidates * SHARE_APART), MOST_POPULATION);
  const population = !subject.recorded && apart >= FEWEST ? apart : 0;
  const members = Math.min(known, most);
  const nonMembers = Math.min(candidates - population, most);
  return {
    members,
    nonMembers,
    population,
    othersFrom,
    shadowRows: Math.min(known, Math.floor((members + nonMembers) / 2)),
  };
}

/**
 * The records by their places: members, non-members, population, in this order. Drawn by the seed where there is a choice, so
 * that every worker finds the same.
 * @param trainRows rows of the training part
 * @param indices positions in the test part that the assessment looks at
 */
export function placesOf(
  counts: RoleCounts,
  knowledge: TrainingKnowledge,
  trainRows: number,
  indices: readonly number[],
  seed: number,
): RecordPlace[] {
  const { members, others } = sides(knowledge, trainRows);
  const drawn = (purpose: string, from: readonly number[], count: number) =>
    [...stream(seed, 'membership', purpose).sample(from.length, count).sort()].map((at) => from[at]);
  const part = counts.othersFrom === 'training' ? 'train' : 'test';
  const candidates = part === 'train' ? others : indices;
  const population = drawn('population', candidates, counts.population);
  const apart = new Set(population);
  const left = candidates.filter((row) => !apart.has(row));
  const nonMembers = counts.nonMembers < left.length ? drawn('non-members', left, counts.nonMembers) : left;
  return [
    ...drawn('members', members, counts.members).map((row): RecordPlace => ({ part: 'train', row })),
    ...nonMembers.map((row): RecordPlace => ({ part, row })),
    ...population.map((row): RecordPlace => ({ part, row })),
  ];
}
