import { hindrance } from '../../../assessment/access.ts';
import { planShards } from '../../../assessment/assess.ts';
import { parsePlan, resolvePlan, type Plan, type Registry } from '../../../assessment/plan.ts';
import { select } from '../../../assessment/selection.ts';
import type { Subject } from '../../../assessment/subject.ts';
import { parseThresholds } from '../../../assessment/threshold.ts';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { offerOf } from '../../../indicators/offer.ts';
import type { Indicator } from '../../../indicators/types.ts';
import { UserError, type Message } from '../../../messages/index.ts';
import { indicatorEntry } from '../../../standard/indicators.ts';
import { reviveError } from '../../../workers/errors.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { answer } from '../answer.ts';
import type { Subjects } from '../subjects.ts';
import type { Amount, IndicatorOffer, Pace, PlanApi, StandardRow } from './types.ts';

/** A worker that times passes. */
export interface PaceThread {
  time(source: SubjectSource): Promise<Outcome<Pace>>;
  end(): void;
}

/** Samples that are timed with. */
const timedSamples = 100;

/** A JSON error says where, in the words of each browser; the place alone is what helps. */
function placeIn(text: string, error: unknown): { line: number; column: number } {
  const said = error instanceof Error ? error.message : '';
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [];
  if (line) return { line: Number(line), column: Number(column) };
  const at = Number(/position (\d+)/.exec(said)?.[1] ?? text.length);
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

/** Answers the plan screen: what the registry offers for a subject, what a plan costs, and plan files. */
export class PlanDesk implements PlanApi {
  readonly #subjects: Subjects;
  readonly #registry: Registry;
  readonly #start: () => PaceThread;
  readonly #paces = new Map<string, Promise<Pace>>();

  constructor(subjects: Subjects, registry: Registry, start: () => PaceThread) {
    this.#subjects = subjects;
    this.#registry = registry;
    this.#start = start;
  }

  async offer(key: string, plan: Plan) {
    return answer(async () => {
      const subject = this.#subjects.get(key);
      const given = new Map(plan.indicators.map(({ id, parameters }) => [id, parameters]));
      const indicators = [...this.#registry]
        .sort((a, b) => (a.first?.place ?? Infinity) - (b.first?.place ?? Infinity))
        .map((indicator) => offered(indicator, given.get(indicator.id) ?? {}, subject));
      return { indicators, ...this.#weighed(plan, subject) };
    });
  }

  async pace(key: string, engine: Plan['engine']) {
    return answer(async () => {
      const subject = this.#subjects.get(key);
      const name = `${key} ${engine}`;
      const found = this.#paces.get(name) ?? this.#time(subject, engine);
      this.#paces.set(name, found);
      found.catch(() => this.#paces.delete(name));
      return found;
    });
  }

  async readPlan(text: string) {
    return answer(async () => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (cause) {
        throw new UserError('app.plan-json-broken', placeIn(text, cause), { cause });
      }
      return parsePlan(value);
    });
  }

  #weighed(plan: Plan, subject: Subject): { amount: Amount | null; trouble: Message | null } {
    try {
      return { amount: amountOf(plan, subject, this.#registry), trouble: null };
    } catch (error) {
      const known = UserError.from(error);
      if (!known) throw error;
      return { amount: null, trouble: known.told };
    }
  }

  async #time(subject: Subject, engine: Plan['engine']): Promise<Pace> {
    const { test } = subject.dataset;
    const indices = Array.from({ length: Math.min(timedSamples, test.count) }, (_, index) => index);
    const thread = this.#start();
    try {
      const outcome = await thread.time(subject.source({ order: 'file', indices, of: test.count }, engine));
      if (outcome.ok) return outcome.value;
      throw reviveError(outcome.error);
    } finally {
      thread.end();
    }
  }
}

function offered(
  indicator: Indicator,
  given: Readonly<Record<string, unknown>>,
  { info, model }: Subject,
): IndicatorOffer {
  const { id, title, what, needs, looksAt } = indicator;
  const hindered = hindrance(indicator, info);
  return {
    id,
    title,
    what,
    impossible: !hindered
      ? null
      : looksAt === 'training' && !info.training
        ? { id: info.recorded ? 'app.impossible-member-column' : 'app.impossible-members' }
        : info.recorded
          ? { id: 'app.impossible-recorded' }
          : needs === 'gradient'
            ? { id: 'app.impossible-gradient', values: { operators: model.notDifferentiable.join(', ') } }
            : { id: 'app.impossible-scores' },
    fields: offerOf(indicator, given, info),
    row: rowOf(id),
  };
}

function rowOf(id: string): StandardRow | null {
  const entry = indicatorEntry(id);
  if (!entry) return null;
  const { category, title, target, method, measure, direction } = entry;
  return { category, title, target, method, aggregate: measure.aggregate, direction };
}

/** @throws UserError where the plan cannot be run as it stands. */
function amountOf(plan: Plan, subject: Subject, registry: Registry): Amount {
  const record = resolvePlan(plan, subject.info, registry);
  parseThresholds(
    record.thresholds,
    record.indicators.map(({ id }) => id),
  );
  const selection = select(subject.dataset.test.y, subject.dataset.classes, record);
  const amount = { shards: 0, samples: selection.indices.length, forwards: 0, gradients: 0 };
  for (const { indicator, shards } of planShards(record, subject, selection, registry)) {
    const passes = shards.reduce((sum, { work, indices }) => sum + (work ?? indices.length), 0);
    // An attack's iteration is one pass backward and one forward, to see whether the sample has fallen.
    const gradients = indicator.needs === 'gradient' ? Math.floor(passes / 2) : 0;
    amount.shards += shards.length;
    amount.gradients += gradients;
    amount.forwards += passes - gradients;
  }
  return amount;
}
