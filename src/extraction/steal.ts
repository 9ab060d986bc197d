import { argmaxRows } from '../oracles/model.ts';
import { top1 } from '../oracles/defences/top-k.ts';
import type { Batch, ScoreOracle } from '../oracles/types.ts';
import type { Targets } from '../training/engine.ts';
import { stream, type Stream } from '../numeric/random.ts';
import type { Asked, Sampler, Surrogate } from './samplers/types.ts';
import type { Pool } from './types.ts';

/** What the victim shows: every probability, the class and its probability, or the class alone. */
export type AnswerForm = 'soft' | 'top-1' | 'labels';

/** Predicted classes and, where they are shown, probabilities: what is missing of a row is spread evenly. */
export interface Answer {
  readonly labels: Int32Array;
  readonly scores?: Float32Array;
}

/** Asks about a batch, each input once. */
export async function answerOf(victim: ScoreOracle, form: AnswerForm, batch: Batch): Promise<Answer> {
  if (form === 'labels') return { labels: await victim.labels(batch) };
  const scores = await victim.scores(batch);
  const labels = argmaxRows(scores, victim.classes);
  if (form === 'soft') return { labels, scores };
  const shown = Float64Array.from(scores);
  for (let from = 0; from < shown.length; from += victim.classes)
    top1.apply(shown.subarray(from, from + victim.classes), stream(0), 0);
  return { labels, scores: Float32Array.from(shown) };
}

/** A copy that was trained on what was asked so far. */
export interface Copy {
  readonly surrogate: Surrogate;
  close(): Promise<void>;
}

/** One thief with one way of choosing. */
export interface Theft<C extends Copy> {
  readonly sampler: Sampler;
  readonly pool: Pool;
  readonly classes: number;
  /** Numbers of questions at which a copy is made, ascending. */
  readonly budgets: readonly number[];
  /** Draws of one purpose. */
  random(purpose: string): Stream;
  /** Puts inputs to the victim. @param data count × size */
  ask(data: Float32Array, count: number): Promise<Answer>;
  /**
   * Trains a copy from scratch.
   * @param purpose `budget`: one that is looked at; `search`: one that only helps to choose what is asked next
   */
  train(asked: Asked, targets: Targets, purpose: 'budget' | 'search'): Promise<C>;
}

/** Where a thief stands at the end of a budget. */
export interface Stop<C extends Copy> {
  readonly budget: number;
  /** Everything asked: at most as much as the budget allows. */
  readonly asked: Asked;
  /** Row of the pool of each question, or −1 where the input was made. */
  readonly rows: readonly number[];
  /** Trained on all that was asked. Closed afterwards. */
  readonly copy: C;
}

function joined(before: Asked, data: Float32Array, { labels, scores }: Answer): Asked {
  const join = (a: Float32Array, b: Float32Array) => {
    const all = new Float32Array(a.length + b.length);
    all.set(a);
    all.set(b, a.length);
    return all;
  };
  const all = new Int32Array(before.count + labels.length);
  all.set(before.labels);
  all.set(labels, before.count);
  return {
    data: join(before.data, data),
    count: all.length,
    labels: all,
    ...(scores ? { scores: join(before.scores ?? new Float32Array(0), scores) } : {}),
  };
}

/**
 * Asks the victim budget by budget and trains a copy at the end of each; sets of questions are nested, no copy goes on from an
 * earlier one. No more than the largest budget is ever asked.
 * @param atBudget looks at the copy of a budget
 */
export async function steal<C extends Copy>(
  theft: Theft<C>,
  atBudget: (stop: Stop<C>) => Promise<void>,
): Promise<void> {
  const { sampler, pool, classes, budgets, train, ask } = theft;
  const run = sampler.start({ pool, classes, random: (purpose) => theft.random(purpose) });
  let asked: Asked = { data: new Float32Array(0), count: 0, labels: new Int32Array(0) };
  const rows: number[] = [];
  let copy: C | undefined;
  const renew = async (purpose: 'budget' | 'search'): Promise<C> => {
    await copy?.close();
    copy = undefined;
    copy = await train(
      asked,
      sampler.learnsFrom === 'labels' ? asked.labels : (asked.scores ?? asked.labels),
      purpose,
    );
    return copy;
  };
  try {
    for (const budget of budgets) {
      while (asked.count < budget) {
        const questions = await run.next(budget, asked, copy?.surrogate);
        if (questions.count === 0) break;
        if (asked.count + questions.count > budget) throw new Error(`${sampler.id} asks more than ${budget}`);
        asked = joined(asked, questions.data, await ask(questions.data, questions.count));
        rows.push(...questions.rows);
        if (asked.count < budget && sampler.surrogate !== 'none') await renew('search');
      }
      await atBudget({ budget, asked, rows, copy: await renew('budget') });
    }
  } finally {
    await copy?.close();
  }
}
