import { prada } from '../../extraction/detectors/prada.ts';
import { sampler as samplerOf } from '../../extraction/samplers/index.ts';
import { answerOf, steal, type Answer, type Stop } from '../../extraction/steal.ts';
import { inputAt, type Pool } from '../../extraction/types.ts';
import type { Samples } from '../../datasets/types.ts';
import { stream } from '../../numeric/random.ts';
import { budgeted } from '../../oracles/budget.ts';
import { counted } from '../../oracles/counter.ts';
import type { GradientOracle } from '../../oracles/types.ts';
import { predictedClasses } from '../../attacks/predict.ts';
import { recipeOf } from '../recipe.ts';
import { samplesAt } from '../records.ts';
import { attackSpace, logitsInBatches } from '../space.ts';
import type { PartialResult, RunContext, Shard } from '../types.ts';
import { copyArchitecture } from './architectures.ts';
import { trainedCopy, type TrainedCopy } from './copy.ts';
import type { StealingParameters } from './fields.ts';
import type { Piece, PieceSettings } from './plan.ts';
import { placesOf, type Places } from './roles.ts';
import { fooledBy } from './transfer.ts';

/** What the victim takes the evaluation rows for. */
export interface VictimPart extends PartialResult {
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
}

/** What an independent model takes them for. */
export interface IndependentPart extends PartialResult {
  readonly predicted: Int32Array;
}

/** One thief; lists follow the budgets. */
export interface TheftPart extends PartialResult {
  /** Questions asked by the end of each budget, as the sampler gave them. */
  readonly queries: Int32Array;
  /** Questions that reached the victim in all, as counted in front of it. */
  readonly counted: number;
  /** Questions that were made, not taken from the pool. */
  readonly made: Int32Array;
  /** Classes of the evaluation rows by the copies. */
  readonly predicted: readonly Int32Array[];
  /** The same of copies that learnt the same inputs with their true labels; null where an input was made and has none. */
  readonly truly: readonly (Int32Array | null)[];
  /** Questions by the class that the victim gave. */
  readonly chosen: readonly Int32Array[];
  /** By ε: of the rows attacked, how many fooled the victim. */
  readonly fooled: readonly Int32Array[];
  /** Rows that were attacked: those looked at that the victim gets right. */
  readonly attacked: number;
  /** By budget: rows among them that the copy gets right, too, and by ε how many of those fooled the victim. */
  readonly bothRight: Int32Array;
  readonly fooledBoth: readonly Int32Array[];
  /** Query at which the detector raised its alarm first; 0: never. */
  readonly alarm: number;
}

type Work = RunContext & {
  readonly parameters: StealingParameters;
  readonly places: Places;
  readonly evaluation: Samples;
  readonly budgets: readonly number[];
};

const seedOf = (seed: number, ...keys: (string | number)[]): number =>
  stream(seed, 'stealing', ...keys).uint32(0);

async function predictedBy(oracle: GradientOracle, { dataset, parameters, signal }: Work, rows: Samples) {
  const batch = { data: rows.x, count: rows.count, shape: dataset.shape };
  return predictedClasses(await logitsInBatches(oracle, batch, parameters.batch, signal), oracle.classes);
}

async function askVictim(work: Work): Promise<VictimPart> {
  return {
    labels: work.evaluation.y,
    predicted: await predictedBy(work.oracle, work, work.evaluation),
  };
}

const architectureOf = ({ knowledge, dataset, parameters }: Work) =>
  copyArchitecture(recipeOf(knowledge, dataset).architecture, parameters.surrogate);

/** The network of the copies, trained by the same steps on rows of its own with their true labels: it never heard the victim. */
async function runIndependent(work: Work, turn: number): Promise<IndependentPart> {
  const { dataset, evaluation, seed, parameters } = work;
  const { x, y, count } = samplesAt(dataset, work.places.independent);
  const plan = { steps: parameters.steps, search: false, seed: seedOf(seed, 'independent', turn) };
  const model = await trainedCopy(work, architectureOf(work), { data: x, count }, y, plan);
  try {
    return { predicted: await predictedBy(model.oracle, work, evaluation) };
  } finally {
    await model.close();
  }
}

function poolOf({ dataset, places }: Work): { pool: Pool; labels: Int32Array } {
  const { x, y, count } = samplesAt(dataset, places.pool);
  const { shape, size, low, high } = attackSpace(dataset);
  return {
    pool: { data: x, count, size, shape, box: { low, high }, kind: dataset.kind },
    labels: y,
  };
}

/** Puts questions to the victim in batches; no more than the last budget are ever let through. */
function victimOf({ oracle, parameters, budgets, dataset, signal }: Work) {
  const { oracle: victim, count } = counted(oracle);
  const limited = budgeted(victim, budgets[budgets.length - 1] ?? 0);
  const ask = async (data: Float32Array, questions: number): Promise<Answer> => {
    const size = data.length / questions;
    const labels = new Int32Array(questions);
    const scores = parameters.answers === 'labels' ? undefined : new Float32Array(questions * victim.classes);
    for (let from = 0; from < questions; from += parameters.batch) {
      signal.throwIfAborted();
      const to = Math.min(from + parameters.batch, questions);
      const batch = { data: data.subarray(from * size, to * size), count: to - from, shape: dataset.shape };
      const answer = await answerOf(limited, parameters.answers, batch);
      labels.set(answer.labels, from);
      if (answer.scores) scores?.set(answer.scores, from * victim.classes);
    }
    return { labels, ...(scores ? { scores } : {}) };
  };
  return { ask, count };
}

function classCounts(labels: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

async function runTheft(work: Work, samplerId: string, turn: number): Promise<TheftPart> {
  const { oracle, seed, budgets, parameters, evaluation } = work;
  const sampler = samplerOf(samplerId);
  if (!sampler) throw new Error(`no sampler ${samplerId}`);
  const { classes } = oracle;
  const { pool, labels: poolLabels } = poolOf(work);
  const architecture = architectureOf(work);
  const victim = victimOf(work);
  const known = await predictedBy(oracle, work, evaluation);
  const watch = prada.watch();
  const [queries, made] = [new Int32Array(budgets.length), new Int32Array(budgets.length)];
  const bothRight = new Int32Array(budgets.length);
  const predicted: Int32Array[] = [];
  const truly: (Int32Array | null)[] = [];
  const chosen: Int32Array[] = [];
  const fooled: Int32Array[] = [];
  const fooledBoth: Int32Array[] = [];
  let attacked = 0;

  const learn = (
    asked: { data: Float32Array; count: number },
    targets: Int32Array | Float32Array,
    search = false,
  ) =>
    trainedCopy(work, architecture, asked, targets, {
      steps: parameters.steps,
      search,
      // Copies of all samplers at one size start alike: they are paired by seed.
      seed: seedOf(seed, 'copy', turn, asked.count),
    });

  /** The same network on the same inputs with their true labels: what the answers add to owning the data. */
  async function withTrueLabels({ asked, rows }: Stop<TrainedCopy>): Promise<Int32Array | null> {
    if (rows.some((row) => row < 0)) return null;
    const copy = await learn(
      asked,
      Int32Array.from(rows, (row) => poolLabels[row]),
    );
    try {
      return await predictedBy(copy.oracle, work, evaluation);
    } finally {
      await copy.close();
    }
  }

  await steal<TrainedCopy>(
    {
      sampler,
      pool,
      classes,
      budgets,
      random: (purpose) => stream(seed, 'stealing', 'sampler', turn, purpose),
      ask: victim.ask,
      train: (asked, targets, purpose) => learn(asked, targets, purpose === 'search'),
    },
    async (stop) => {
      const { asked, rows, copy } = stop;
      const at = predicted.length;
      for (let query = watch.queries; query < asked.count; query++)
        watch.push(inputAt({ data: asked.data, size: pool.size }, query), asked.labels[query]);
      queries[at] = asked.count;
      made[at] = rows.filter((row) => row < 0).length;
      chosen.push(classCounts(asked.labels, classes));
      const own = await predictedBy(copy.oracle, work, evaluation);
      predicted.push(own);
      truly.push(await withTrueLabels(stop));
      const found = await fooledBy(work, copy.oracle, known, own, seedOf(seed, 'transfer', turn));
      fooled.push(found.fooled);
      fooledBoth.push(found.fooledBoth);
      bothRight[at] = found.bothRight;
      attacked = found.attacked;
      work.progress((at + 1) / budgets.length);
    },
  );
  return {
    queries,
    counted: victim.count.queries,
    made,
    predicted,
    truly,
    chosen,
    fooled,
    attacked,
    bothRight,
    fooledBoth,
    alarm: watch.firstAlarm ?? 0,
  };
}

function runOne(piece: Piece, work: Work): Promise<PartialResult> {
  switch (piece.kind) {
    case 'victim':
      return askVictim(work);
    case 'theft':
      return runTheft(work, piece.sampler, piece.seed);
    case 'independent':
      return runIndependent(work, piece.seed);
  }
}

/** One piece of the indicator's work. */
export async function runPiece(
  shard: Shard,
  parameters: StealingParameters,
  context: RunContext,
): Promise<PartialResult> {
  const { piece, counts, budgets } = shard.settings as PieceSettings;
  const { dataset, knowledge, seed } = context;
  const places = placesOf(counts, knowledge, dataset.train.count, shard.indices, seed);
  const evaluation = samplesAt(dataset, places.evaluation);
  return runOne(piece, { ...context, parameters, places, evaluation, budgets });
}
