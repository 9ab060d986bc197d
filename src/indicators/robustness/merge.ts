import type { Item, Outcomes } from '../../document/types.ts';
import type { Message } from '../../messages/index.ts';
import { packBits } from '../../numeric/bits.ts';
import type { Selection, SubjectInfo } from '../types.ts';
import { judgeChecks } from './checks/judge.ts';
import type { CheckResult } from './checks/judge.ts';
import { SUBSET } from './checks/types.ts';
import { robustnessCurves } from './curves.ts';
import { packedFalls } from './falls.ts';
import type { Form, OutcomeTable } from './outcomes.ts';
import type { KeptSample } from './samples.ts';
import { attackSummaries, meansOverPoints, rate, strongest, worstSuccess } from './summary.ts';
import type { AttackSummary, Look } from './summary.ts';

/** A kept sample with where it came from. */
export interface ReportSample extends KeptSample {
  readonly attack: string;
  readonly epsilon: number;
}

/** The report's item of A.5-3 from all that is known. */
export function robustnessItem(
  id: string,
  table: OutcomeTable,
  subject: SubjectInfo,
  selection: Selection,
  seed: number,
): Item {
  const { parameters } = table;
  const full = parameters.mode === 'full';
  const worst =
    (form: Form): Look =>
    (epsilon, place) =>
      table.enveloped('worst-case', epsilon, place, form);
  const raw =
    (attack: string): Look =>
    (epsilon, place) =>
      table.down(attack, epsilon, place, 'continuous');
  const [mean, storedMean, ...means] = meansOverPoints(table, seed, [
    worst('continuous'),
    worst('stored'),
    ...(full ? parameters.attacks.map(raw) : []),
  ]);
  const summaries = attackSummaries(table, subject, means);
  const checks = judgeChecks(table, subject.classes);
  const reliable = verdict(checks, parameters.selfChecks);
  const places = knownPlaces(table);
  return {
    id,
    status: table.complete ? 'measured' : 'partial',
    value: mean?.value ?? null,
    interval: mean?.interval ?? null,
    correct: mean && parameters.points.length === 1 ? Math.round(mean.value * mean.n) : null,
    n: mean?.n ?? 0,
    parameters: { ...parameters },
    curves: robustnessCurves(table, subject),
    warnings: warnings(table, subject, summaries, checks),
    ids: places.map((place) => selection.indices[place]),
    outcomes: outcomes(table, places),
    ...(reliable !== null && { reliable }),
    details: {
      reading: reliable === false ? 'indicators.upper-bound' : 'indicators.not-broken',
      clean: cleanRate(table),
      stored: subject.gridStep === undefined ? null : storedMean,
      worstSuccess: worstSuccess(table, subject),
      strongest: strongest(summaries),
      attacks: summaries,
      cascade: cascadeTable(table),
      checks,
      samples: keptSamples(table),
      falls: packedFalls(table, places),
    },
  };
}

/** False when a check failed, true when all passed, null while undecided or when none were run. */
function verdict(checks: readonly CheckResult[], wanted: boolean): boolean | null {
  if (!wanted || checks.length === 0) return null;
  if (checks.some(({ passed }) => passed === false)) return false;
  return checks.every(({ passed }) => passed === true) ? true : null;
}

function cleanRate(table: OutcomeTable) {
  const known = table.ids.map((_, place) => table.wrongBefore(place)).filter((wrong) => wrong !== undefined);
  return rate(known.filter((wrong) => !wrong).length, known.length);
}

/** Places where the worst case is known at every ε: those that the outcomes speak of. */
function knownPlaces(table: OutcomeTable): number[] {
  const top = table.parameters.epsilons[table.parameters.epsilons.length - 1];
  return table.ids.flatMap((_, place) =>
    table.enveloped('worst-case', top, place, 'continuous') === undefined ? [] : [place],
  );
}

/** 1 = correct. Names: `clean`, `ATTACK@EPSILON` (raw) and `worst-case@EPSILON` (envelope). */
function outcomes(table: OutcomeTable, places: readonly number[]): Outcomes[] {
  const { attacks, epsilons, mode } = table.parameters;
  const bits = (name: string, down: (place: number) => boolean | undefined): Outcomes => ({
    name,
    bits: packBits(places.map((place) => down(place) === false)),
  });
  const above = epsilons.filter((epsilon) => epsilon > 0);
  return [
    bits('clean', (place) => table.wrongBefore(place)),
    ...above.map((epsilon) =>
      bits(`worst-case@${epsilon}`, (place) => table.enveloped('worst-case', epsilon, place, 'continuous')),
    ),
    ...(mode === 'full' ? attacks : []).flatMap((attack) =>
      above.map((epsilon) =>
        bits(`${attack}@${epsilon}`, (place) => table.down(attack, epsilon, place, 'continuous')),
      ),
    ),
  ];
}

/** In a cascade: how many each attack was run on at each ε, how many it broke, and how many were carried over. */
function cascadeTable(table: OutcomeTable) {
  const { attacks, epsilons, mode } = table.parameters;
  if (mode !== 'cascade') return null;
  // Of a partial report, only what its own cascades looked at can have been carried.
  const correct = table.ids.filter((_, place) => table.cascadeLookedAt(place)).length;
  return epsilons
    .filter((epsilon) => epsilon > 0)
    .flatMap((epsilon) =>
      attacks.map((attack) => {
        const steps = table.cascades.flatMap((part) =>
          part.steps.filter((step) => step.attack === attack && step.epsilon === epsilon),
        );
        const run = steps.reduce((sum, step) => sum + step.attacked, 0);
        return {
          attack,
          epsilon,
          run,
          carried: correct - run,
          broken: steps.reduce((sum, step) => sum + step.broken, 0),
          brokenStored: steps.reduce((sum, step) => sum + step.brokenStored, 0),
        };
      }),
    );
}

/** The first few of each attack and ε in the order of the selection. */
function keptSamples(table: OutcomeTable): ReportSample[] {
  const { attacks, epsilons, samples, mode } = table.parameters;
  return attacks.flatMap((attack) =>
    epsilons.flatMap((epsilon) => {
      const all: readonly KeptSample[] =
        mode === 'full'
          ? table.partsOf(attack, epsilon).flatMap((part) => part.samples)
          : table.cascades.flatMap((part) =>
              part.steps
                .filter((s) => s.attack === attack && s.epsilon === epsilon)
                .flatMap((s) => s.samples),
            );
      const surviving = [
        ...all.filter((one) => one.survivesStorage),
        ...all.filter((one) => !one.survivesStorage),
      ];
      return surviving.slice(0, samples).map((one) => ({ attack, epsilon, ...one }));
    }),
  );
}

/** Three significant digits: 8/255 reads 0.0314. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

function warnings(
  table: OutcomeTable,
  subject: SubjectInfo,
  summaries: readonly AttackSummary[],
  checks: readonly CheckResult[],
): Message[] {
  const { epsilons, mode, selfChecks } = table.parameters;
  const result: Message[] = [];
  const add = (id: Message['id'], values?: Message['values']) =>
    result.push(values ? { id, values } : { id });
  // The smallest change of a stored input is one step of one value, whose length is that step in either norm.
  const grid = subject.gridStep ?? 0;
  const fine = epsilons.filter((epsilon) => epsilon > 0 && epsilon < grid * (1 - 1e-6));
  if (fine.length > 0)
    add('indicators.below-grid', { epsilons: fine.map(short).join(', '), step: short(grid) });
  if (subject.kind === 'image' && subject.gridStep === undefined) add('indicators.no-grid');
  if (subject.kind === 'table' && subject.train === 0) add('indicators.no-training-part');
  if (subject.zeroGradient)
    add('indicators.zero-gradient-operators', { operators: subject.zeroGradient.join(', ') });
  if (subject.straightThrough)
    add('indicators.straight-through', { operators: subject.straightThrough.join(', ') });
  const planned = summaries.filter((one) => one.planned).map((one) => one.attack);
  if (mode === 'full' && planned.length > 0) add('indicators.planned', { attacks: planned.join(', ') });
  const gradients = summaries.reduce((sum, one) => sum + one.gradients, 0);
  const bad = summaries.reduce((sum, one) => sum + one.nonFiniteGradients, 0);
  if (bad > 0) add('indicators.non-finite-gradients', { bad, gradients });
  const zero = summaries.reduce((sum, one) => sum + one.zeroGradients, 0);
  if (zero > 0.01 * gradients) add('indicators.zero-gradients', { zero, gradients });
  if (mode === 'cascade') add('indicators.cascade');
  if (!selfChecks) add('indicators.unchecked');
  const subset = checks
    .flatMap(({ variants }) => variants.map(({ n }) => n))
    .reduce((a, b) => Math.max(a, b), 0);
  if (subset > 0 && subset < SUBSET) add('indicators.small-subset', { n: subset, wanted: SUBSET });
  for (const { id, passed, variants } of checks) {
    if (passed !== false) continue;
    const worst = variants.reduce((a, b) => (b.violations * a.n > a.violations * b.n ? b : a));
    add('indicators.check-failed', {
      check: id,
      variant: worst.variant,
      violations: worst.violations,
      n: worst.n,
    });
  }
  return result;
}
