import type { Curve, CurvePoint, Item } from '../../../document/types.ts';
import { unpackBits, unpackNumbers } from '../../../numeric/bits.ts';

export const worstCase = 'worst-case';
export type AxisName = 'epsilon' | 'iterations';

/** In the times at which samples fell: never. */
export const STANDS = -1;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a report says of every sample of a run, decoded: when it fell along ε and along iterations, under each attack and under any.
 * A report may come from anywhere: what does not have its form is absent. Samples are addressed by their place in `ids`.
 */
export class RunOutcomes {
  readonly ids: readonly number[];
  /** ε from 0 on, ascending, as far as outcomes are known. */
  readonly epsilons: readonly number[];
  /** Attacks whose own outcomes are known; none in a cascade. */
  readonly attacks: readonly string[];
  /** All attacks of the plan. */
  readonly planned: readonly string[];
  /** Whether each sample was right before any attack. */
  readonly clean: readonly boolean[];
  readonly #item: Item;
  readonly #stands = new Map<string, readonly boolean[]>();
  readonly #falls = new Map<string, Int32Array>();
  readonly #places: ReadonlyMap<number, number>;

  constructor(item: Item) {
    this.#item = item;
    this.ids = item.ids;
    this.#places = new Map(item.ids.map((id, place) => [id, place]));
    for (const { name, bits } of item.outcomes) {
      const values = tolerant(() => unpackBits(bits, item.ids.length));
      if (values) this.#stands.set(name, values);
    }
    this.#takeFalls(item.details.falls);
    const all: readonly boolean[] = item.ids.map(() => true);
    this.clean = this.#stands.get('clean') ?? all;
    const { parameters } = item;
    this.planned = Array.isArray(parameters.attacks) ? parameters.attacks.map(String) : [];
    const given = Array.isArray(parameters.epsilons) ? parameters.epsilons.filter(Number.isFinite) : [];
    const known = (given as number[]).filter((epsilon) => this.#stands.has(`${worstCase}@${epsilon}`));
    this.epsilons = [0, ...known.filter((epsilon) => epsilon > 0)];
    this.attacks = this.planned.filter((attack) =>
      this.epsilons.every((epsilon) => epsilon === 0 || this.#stands.has(`${attack}@${epsilon}`)),
    );
  }

  #takeFalls(falls: unknown): void {
    if (!Array.isArray(falls)) return;
    for (const entry of falls) {
      if (!isRecord(entry)) continue;
      const { attack, epsilon, width, data } = entry;
      if (typeof data !== 'string' || typeof width !== 'number') continue;
      const values = tolerant(() => unpackNumbers(data, this.ids.length, width));
      if (values)
        this.#falls.set(
          `${String(attack)}@${String(epsilon)}`,
          values.map((value) => value - 1),
        );
    }
  }

  get count(): number {
    return this.ids.length;
  }

  placeOf(id: number): number | undefined {
    return this.#places.get(id);
  }

  /** Whether a sample is still right at an ε: after this attack (its own run), or after every attack up to there (worst case). */
  stands(attack: string, epsilon: number, place: number): boolean {
    if (epsilon === 0) return this.clean[place];
    return this.#stands.get(`${attack}@${epsilon}`)?.[place] ?? this.clean[place];
  }

  /** Place in `epsilons` of the smallest ε at which a sample falls (0: wrong before), or STANDS. */
  fallsAt(attack: string, place: number): number {
    const at = this.epsilons.findIndex((epsilon) => !this.stands(attack, epsilon, place));
    return at < 0 ? STANDS : at;
  }

  /** Whether the report says at which iteration samples fell. */
  get hasIterations(): boolean {
    return this.attacks.length > 0 && this.epsilons.length > 1 && this.#falls.size > 0;
  }

  /** First iteration at which a sample's iterate fell in the run at this very ε, or STANDS; wrong before is 0. */
  fallTime(attack: string, epsilon: number, place: number): number {
    if (!this.clean[place]) return 0;
    if (attack !== worstCase) return this.#falls.get(`${attack}@${epsilon}`)?.[place] ?? STANDS;
    const times = this.attacks.map((one) => this.fallTime(one, epsilon, place)).filter((time) => time >= 0);
    return times.length ? Math.min(...times) : STANDS;
  }

  /**
   * The attack to show a sample with at an ε. For the worst case along ε: where it fell first, by the attack that did it; along
   * iterations: the quickest at this ε. Where none did it: `otherwise`.
   */
  breaker(
    axis: AxisName,
    epsilon: number,
    place: number,
    otherwise: string,
  ): { attack: string; epsilon: number } {
    if (axis === 'iterations') {
      const time = this.fallTime(worstCase, epsilon, place);
      const quickest = this.attacks.find(
        (attack) => time >= 0 && this.fallTime(attack, epsilon, place) === time,
      );
      return { attack: quickest ?? otherwise, epsilon };
    }
    for (const smaller of this.epsilons) {
      if (smaller === 0 || smaller > epsilon) continue;
      const attack = [otherwise, ...this.attacks].find(
        (one) => this.attacks.includes(one) && !this.stands(one, smaller, place),
      );
      if (attack) return { attack, epsilon: smaller };
    }
    return { attack: otherwise, epsilon };
  }

  /** The smallest ε up to `epsilon` at which a cascade broke a sample; `epsilon` where it stands. */
  brokenFrom(epsilon: number, place: number): number {
    return (
      this.epsilons.find(
        (smaller) => smaller > 0 && smaller <= epsilon && !this.stands(worstCase, smaller, place),
      ) ?? epsilon
    );
  }

  /** The curve shown for an attack: its raw one, or the worst case's envelope. */
  curve(attack: string, axis: AxisName, epsilon: number): Curve | undefined {
    return this.#item.curves.find(
      (curve) =>
        curve.attack === attack &&
        curve.x.name === axis &&
        (attack === worstCase || curve.kind === 'raw') &&
        (axis === 'epsilon' || curve.epsilon === epsilon),
    );
  }

  /** The point of that curve at a place of the axis. */
  pointAt(attack: string, axis: AxisName, epsilon: number, x: number): CurvePoint | undefined {
    const points = this.curve(attack, axis, epsilon)?.points;
    if (axis === 'epsilon') return points?.find((point) => point.x === x);
    // A shorter run stays where it ended.
    return points?.filter((point) => point.x <= x).at(-1);
  }

  /** Where a scrubber can stand: the planned ε, or the iterations that the curves show. */
  stops(axis: AxisName, epsilon: number): readonly number[] {
    if (axis === 'epsilon') return this.epsilons;
    return this.curve(worstCase, axis, epsilon)?.points.map(({ x }) => x) ?? [];
  }
}

function tolerant<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
