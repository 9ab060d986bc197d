import { AUGMENTATIONS, sameCopyOf } from '../../attacks/membership/copies.ts';
import { LABEL_PLAN, measureLabelSignals } from '../../attacks/membership/label-signals.ts';
import type { Evidence, LabelSignals } from '../../attacks/membership/types.ts';
import type { Samples } from '../../datasets/types.ts';
import { stream } from '../../numeric/random.ts';
import { samplesAt, type RecordPlace } from '../records.ts';
import { attackSpace, logitsInBatches } from '../space.ts';
import type { PartialResult, RunContext, Shard } from '../types.ts';
import { answersOf, copyAnswersOf, type Answers, type CopyAnswers } from './answers.ts';
import { asksCopies, attackOf, type MembershipParameters } from './fields.ts';
import { recipeOf } from '../recipe.ts';
import { scoresWithoutModel, shadowOf } from './networks.ts';
import { shadowRows, type PieceSettings } from './plan.ts';
import { placesOf, type RoleCounts } from './roles.ts';

/** What the target answers about a range of the records. */
export interface TargetPart extends PartialResult {
  readonly labels: Int32Array;
  /** Rows in the part that each record comes from. */
  readonly rows: Int32Array;
  readonly answers: Answers;
  /** About each copy, where copies are asked about. */
  readonly copies?: CopyAnswers;
}

/** A shadow's answers about all records. */
export interface ShadowPart extends PartialResult {
  /** Of the scored records: 1 where it was trained on the record. */
  readonly inside: Uint8Array;
  readonly answers: Answers;
  readonly copies?: CopyAnswers;
}

/** By defence, or of a baseline: scores of all scored records. */
export interface ScoresPart extends PartialResult {
  readonly scores: Readonly<Record<string, Float64Array>>;
}

/** What classes alone tell about a range of the scored records. */
export interface LabelPart extends PartialResult {
  readonly signals: LabelSignals;
  readonly queries: Int32Array;
}

type Work = RunContext & {
  readonly parameters: MembershipParameters;
  readonly counts: RoleCounts;
  readonly places: readonly RecordPlace[];
};

const scoredOf = ({ members, nonMembers }: RoleCounts): number => members + nonMembers;

/** Copies of each record that are asked about. */
const copiesOf = ({ parameters, dataset }: Work): number =>
  asksCopies(parameters, dataset.shape) ? AUGMENTATIONS : 0;

const batchOf = ({ x, count }: Samples, shape: readonly number[]) => ({ data: x, count, shape });

function rangeOf({ x, y, count }: Samples, from: number, to: number): Samples {
  const size = x.length / count;
  return { x: x.subarray(from * size, to * size), y: y.subarray(from, to), count: to - from };
}

/** What the target answers about records `from` to `to`. */
async function askTarget(work: Work, from: number, to: number): Promise<TargetPart> {
  const { oracle, dataset, parameters, signal, progress } = work;
  const places = work.places.slice(from, to);
  const asked = samplesAt(dataset, places);
  const copies = copiesOf(work);
  const ask = (data: Float32Array, turn: number) => {
    const share = (done: number) => progress((turn + done) / (1 + copies));
    const batch = batchOf({ ...asked, x: data }, dataset.shape);
    return logitsInBatches(oracle, batch, parameters.batch, signal, share);
  };
  const logits = asked.exact ?? (await ask(asked.x, 0));
  const copyLogits: Float32Array[] = [];
  for (let copy = 0; copy < copies; copy++)
    copyLogits.push(await ask(sameCopyOf(asked.x, dataset.shape, copy), 1 + copy));
  return {
    labels: asked.y,
    rows: Int32Array.from(places, ({ row }) => row),
    ...answered(work, logits, copyLogits, asked.y, 'target', from),
  };
}

/** What one model's answers come to. @param asked as in `answersOf` */
function answered(
  { oracle: { classes }, parameters: { defences }, seed }: Work,
  logits: Float32Array | Float64Array,
  copyLogits: readonly Float32Array[],
  labels: Int32Array,
  asked: string,
  first = 0,
): { answers: Answers; copies?: CopyAnswers } {
  const answers = answersOf(logits, labels, classes, defences, seed, asked, first);
  if (copyLogits.length === 0) return { answers };
  return { answers, copies: copyAnswersOf(copyLogits, labels, classes, defences, seed, asked, first) };
}

/** Asks for classes only, again and again, around records `from` to `to`. */
async function askLabels(work: Work, from: number, to: number): Promise<LabelPart> {
  const { oracle, dataset, parameters, seed, signal, progress } = work;
  const { x, y } = samplesAt(dataset, work.places.slice(from, to));
  const ids = Array.from(y, (_, i) => from + i);
  const { signals, queries } = await measureLabelSignals({ ids, x, labels: y }, LABEL_PLAN, {
    oracle,
    space: attackSpace(dataset),
    seed,
    batch: parameters.batch,
    signal,
    progress,
  });
  return { signals, queries };
}

function knowledgeOf({ knowledge }: RunContext) {
  if (!knowledge) throw new Error('membership inference needs the training part');
  return knowledge;
}

const seedOf = (seed: number, ...keys: (string | number)[]): number =>
  stream(seed, 'membership', ...keys).uint32(0);

async function runShadow(work: Work, shadow: number): Promise<ShadowPart> {
  const { dataset, counts, seed } = work;
  const records = samplesAt(dataset, work.places);
  const rows = shadowRows(counts, shadow, seed);
  const knowledge = knowledgeOf(work);
  const { members, logits, copyLogits } = await shadowOf(
    { engine: work.engine, signal: work.signal, progress: work.progress },
    recipeOf(knowledge, dataset),
    dataset,
    records,
    rows,
    seedOf(seed, 'shadow', shadow),
    copiesOf(work),
  );
  const inside = new Uint8Array(scoredOf(counts));
  for (const row of members) inside[row] = 1;
  return { inside, ...answered(work, logits, copyLogits, records.y, `shadow/${shadow}`) };
}

/** 1 for members, among the scored records. */
function membership({ members, nonMembers }: RoleCounts): Uint8Array {
  return new Uint8Array(members + nonMembers).fill(1, 0, members);
}

async function runAttack(work: Work, id: string): Promise<ScoresPart> {
  const { counts, oracle, seed, dataset, places } = work;
  const { labels, answers } = await askTarget(work, 0, scoredOf(counts));
  const { x } = samplesAt(dataset, places.slice(0, labels.length));
  const members = membership(counts);
  const scores = Object.entries(answers).map(([defence, target]): [string, Float64Array] => {
    const evidence: Evidence = {
      count: labels.length,
      classes: oracle.classes,
      labels,
      members,
      target,
      queries: [target.logit],
      shadows: [],
      inputs: { data: x, size: x.length / labels.length },
      random: (purpose) => stream(seed, 'membership', 'attack', id, purpose),
    };
    return [defence, attackOf(id).score(evidence)];
  });
  return { scores: Object.fromEntries(scores) };
}

async function runBaseline(work: Work, baseline: 'inputs' | 'reference'): Promise<ScoresPart> {
  const { places, counts, dataset, seed, signal, progress, oracle, engine } = work;
  const knowledge = knowledgeOf(work);
  const records = samplesAt(dataset, places);
  const scored = rangeOf(records, 0, scoredOf(counts));
  const tools = { engine, signal, progress };
  if (baseline === 'inputs') {
    const sides = Int32Array.from(membership(counts));
    const scores = await scoresWithoutModel(tools, dataset, scored, sides, seedOf(seed, 'inputs'));
    return { scores: { inputs: scores } };
  }
  const apart = Int32Array.from({ length: counts.population }, (_, i) => scored.count + i);
  const own = seedOf(seed, 'reference');
  const { logits } = await shadowOf(tools, recipeOf(knowledge, dataset), dataset, records, apart, own);
  const answers = answersOf(
    logits.subarray(0, scored.count * oracle.classes),
    scored.y,
    oracle.classes,
    ['none'],
    seed,
    'reference',
  );
  return { scores: { reference: answers.none.loss.map((loss) => -loss) } };
}

/** One piece of the indicator's work. */
export async function runPiece(
  shard: Shard,
  parameters: MembershipParameters,
  context: RunContext,
): Promise<PartialResult> {
  const { piece, counts } = shard.settings as PieceSettings;
  const { dataset, seed } = context;
  const knowledge = knowledgeOf(context);
  const places = placesOf(counts, knowledge, dataset.train.count, shard.indices, seed);
  const work: Work = { ...context, parameters, counts, places };
  switch (piece.kind) {
    case 'target':
      return askTarget(work, piece.from, piece.to);
    case 'shadow':
      return runShadow(work, piece.shadow);
    case 'attack':
      return runAttack(work, piece.attack);
    case 'baseline':
      return runBaseline(work, piece.baseline);
    case 'label':
      return askLabels(work, piece.from, piece.to);
  }
}
