import type { Curve, CurvePoint } from '../../document/types.ts';
import { rateInterval } from '../intervals.ts';
import type { SubjectInfo } from '../types.ts';
import { UNKNOWN } from './outcomes.ts';
import type { Down, Form, OutcomeTable } from './outcomes.ts';

/** Points of an iteration curve at most, besides the first. */
const MOST_POINTS = 100;

type Look = (place: number, form: Form) => Down;

/** Accuracy over the samples of which the outcome is known; nothing where there are none. */
function pointAt(x: number, table: OutcomeTable, withStored: boolean, look: Look): CurvePoint[] {
  let n = 0;
  let correct = 0;
  let stored = 0;
  for (let place = 0; place < table.ids.length; place++) {
    const down = look(place, 'continuous');
    if (down === undefined) continue;
    n++;
    if (!down) correct++;
    if (withStored && look(place, 'stored') === false) stored++;
  }
  if (n === 0) return [];
  const { low, high } = rateInterval(correct, n);
  return [{ x, y: correct / n, low, high, correct, n, ...(withStored && { stored }) }];
}

/** 0 … length, all or evenly spaced, both ends included. */
export function iterationAxis(length: number): number[] {
  const parts = Math.min(length, MOST_POINTS);
  return Array.from({ length: parts + 1 }, (_, i) => Math.round((i * length) / parts));
}

/**
 * The curves of A.5-3. Accuracy counts samples that were correct before and stand after; `y` judges the iterates themselves,
 * `stored` their stored forms. Raw curves are each attack's own and may rise with ε; envelopes do not.
 */
export function robustnessCurves(table: OutcomeTable, subject: SubjectInfo): Curve[] {
  const { norm, epsilons, attacks, mode } = table.parameters;
  const withStored = subject.gridStep !== undefined;
  const unit = subject.kind === 'table' ? 'std' : 'input';
  const curve = (attack: string, kind: Curve['kind'], look: (epsilon: number) => Look): Curve => ({
    attack,
    norm,
    kind,
    x: { name: 'epsilon', unit },
    points: epsilons.flatMap((epsilon) => pointAt(epsilon, table, withStored, look(epsilon))),
  });
  const envelope = (attack: string) =>
    curve(attack, 'envelope', (epsilon) => (place, form) => table.enveloped(attack, epsilon, place, form));
  const raw = (attack: string) =>
    curve(attack, 'raw', (epsilon) => (place, form) => table.down(attack, epsilon, place, form));
  const all =
    mode === 'cascade'
      ? [envelope('worst-case')]
      : [
          envelope('worst-case'),
          ...attacks.map(raw),
          ...attacks.map(envelope),
          ...iterationCurves(table, withStored),
        ];
  return all.filter(({ points }) => points.length > 0);
}

/**
 * Accuracy against iterations, at each ε from runs at that very ε of every initially correct sample. Counted at the first
 * success these are best-so-far; counted at the last iterate they show each iterate, and its stored form is judged at the end alone.
 */
function iterationCurves(table: OutcomeTable, withStored: boolean): Curve[] {
  const { norm, epsilons, attacks, count } = table.parameters;
  const best = count === 'first-success';
  const longest = Math.max(...attacks.map((attack) => table.lengthOf(attack)));
  const curve = (attack: string, epsilon: number, length: number): Curve => ({
    attack,
    norm,
    kind: attack === 'worst-case' && best ? 'envelope' : 'raw',
    x: { name: 'iterations', unit: 'iteration' },
    epsilon,
    points: best
      ? bestSoFar(table, attack, epsilon, length, withStored)
      : iterationAxis(length).flatMap((iteration) =>
          pointAt(iteration, table, false, (place, form) =>
            attack === 'worst-case'
              ? table.worstBy(epsilon, place, iteration, form)
              : table.downBy(attack, epsilon, place, iteration, form),
          ),
        ),
  });
  return epsilons
    .filter((epsilon) => epsilon > 0)
    .flatMap((epsilon) => [
      curve('worst-case', epsilon, longest),
      ...attacks.map((attack) => curve(attack, epsilon, table.lengthOf(attack))),
    ]);
}

/** Samples that stand after so many iterations, from the times at which they fell. */
function bestSoFar(
  table: OutcomeTable,
  attack: string,
  epsilon: number,
  length: number,
  withStored: boolean,
): CurvePoint[] {
  const times = table.fallTimes(attack, epsilon, 'continuous').filter((time) => time !== UNKNOWN);
  const stored = withStored && table.fallTimes(attack, epsilon, 'stored').filter((time) => time !== UNKNOWN);
  const n = times.length;
  if (n === 0) return [];
  return iterationAxis(length).map((x) => {
    const standing = (of: Int32Array) => of.reduce((sum, time) => (time > x ? sum + 1 : sum), 0);
    const correct = standing(times);
    const { low, high } = rateInterval(correct, n);
    return { x, y: correct / n, low, high, correct, n, ...(stored && { stored: standing(stored) }) };
  });
}
