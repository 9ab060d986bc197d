import type { Estimate } from '../../document/types.ts';
import { quantile } from '../../numeric/intervals.ts';
import { rankingOf } from '../../numeric/ranking.ts';
import type { Gathered } from './evidence.ts';
import { areaOf, type Measured } from './curves.ts';

const BARS = 40;
/** Share of scores on each side that is gathered in the first and last bar. */
const TAIL = 0.005;
/** Records that are shown as those most at risk. */
const AT_RISK = 20;
/** Members and non-members that a class needs for a figure of its own. */
const CLASS_MINIMUM = 10;

/** How an attack's scores lie, for members and for others. */
export interface Histogram {
  readonly attack: string;
  readonly defence?: string;
  /** Bars between the two, of equal width; scores beyond are counted in the outer bars. */
  readonly low: number;
  readonly high: number;
  readonly members: readonly number[];
  readonly nonMembers: readonly number[];
}

export function histogramOf({ attack, defence, scores }: Measured, members: Uint8Array): Histogram {
  const finite = scores.filter(Number.isFinite).sort();
  const [low, high] = finite.length === 0 ? [0, 1] : [quantile(finite, TAIL), quantile(finite, 1 - TAIL)];
  const width = high > low ? high - low : 1;
  const counts = { members: new Array<number>(BARS).fill(0), nonMembers: new Array<number>(BARS).fill(0) };
  scores.forEach((score, i) => {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor(((score - low) / width) * BARS)));
    counts[members[i] ? 'members' : 'nonMembers'][bar]++;
  });
  return { attack, ...(defence === undefined ? {} : { defence }), low, high: low + width, ...counts };
}

/** How well one class's members are told from its non-members. */
export interface ClassRisk {
  readonly class: number;
  readonly members: number;
  readonly nonMembers: number;
  /** Null with under ten records on a side. */
  readonly auc: Estimate | null;
}

export function riskByClass(
  { scores }: Measured,
  { members, labels }: Gathered,
  classes: number,
): ClassRisk[] {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, i) => byClass[label].push(i));
  return byClass.map((records, label) => {
    const own = records.map((i) => members[i]);
    const count = own.reduce((sum, flag) => sum + flag, 0);
    const others = own.length - count;
    const figures = { class: label, members: count, nonMembers: others };
    if (count < CLASS_MINIMUM || others < CLASS_MINIMUM) return { ...figures, auc: null };
    const auc = areaOf(
      Float64Array.from(records, (i) => scores[i]),
      own,
    );
    return { ...figures, auc };
  });
}

/** A member that an attack is surest of. */
export interface RecordAtRisk {
  /** Row in the training part. */
  readonly row: number;
  readonly label: number;
  /** Null where it is infinite. */
  readonly score: number | null;
  /** Share of non-members with at least this score. */
  readonly nonMembersAbove: number;
  /** φ under each shadow, and whether the shadow was trained on the record. */
  readonly shadows: readonly { readonly inside: boolean; readonly logit: number }[];
  /** φ under the target. */
  readonly logit: number;
}

export function atRisk(
  { scores }: Measured,
  { members, labels, rows }: Gathered,
  evidence: { readonly target: { readonly logit: Float64Array }; readonly shadows: readonly ShadowLogits[] },
): RecordAtRisk[] {
  const { order } = rankingOf(scores);
  const found: RecordAtRisk[] = [];
  let above = 0;
  const nonMembers = members.length - members.reduce((sum, flag) => sum + flag, 0);
  for (let place = 0; place < order.length && found.length < AT_RISK; place++) {
    const record = order[place];
    if (!members[record]) above++;
    else
      found.push({
        row: rows[record],
        label: labels[record],
        score: Number.isFinite(scores[record]) ? scores[record] : null,
        nonMembersAbove: above / nonMembers,
        shadows: evidence.shadows.map(({ inside, signals }) => ({
          inside: inside[record] === 1,
          logit: signals.logit[record],
        })),
        logit: evidence.target.logit[record],
      });
  }
  return found;
}

interface ShadowLogits {
  readonly inside: Uint8Array;
  readonly signals: { readonly logit: Float64Array };
}
