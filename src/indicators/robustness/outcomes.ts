import { NEVER } from '../../attacks/types.ts';
import { bitAt, packedBits } from '../../numeric/bits.ts';
import type { Shard } from '../types.ts';
import { UNBROKEN } from './cascade.ts';
import type { CascadePart } from './cascade.ts';
import type { CheckPart } from './checks/types.ts';
import { attacksOf, iterationsOf } from './parameters.ts';
import type { RobustnessParameters } from './parameters.ts';
import type { RobustnessWork } from './plan.ts';
import { WRONG_BEFORE } from './run.ts';
import type { AttackPart, CleanPart } from './run.ts';

export type RobustnessPart = CleanPart | AttackPart | CascadePart | CheckPart;

/** Whether a sample is down; undefined while the piece that would tell is missing. */
export type Down = boolean | undefined;

/** How an adversarial sample is judged: as the iterate it is, or as it would be stored. */
export type Form = 'continuous' | 'stored';

/** In `fallTimes`: did not fall, and not known yet. */
export const STANDS = 0x7fffffff;
export const UNKNOWN = -1;

/** One attack at one ε over all places of the selection. */
interface Cell {
  readonly known: Uint8Array;
  readonly continuous: Int32Array;
  readonly stored: Int32Array;
  readonly end: { readonly continuous: Uint8Array; readonly stored: Uint8Array };
  /** `last-iterate` runs: the packed bits of the part that holds a place, and the number of the place's first bit there. */
  readonly iterates: (Uint8Array | undefined)[];
  readonly firstBit: Uint32Array;
  readonly parts: AttackPart[];
}

/**
 * What is known of the samples of a selection, gathered from the parts there are, in the plan's order whatever the order they
 * came in. A *place* is a position in `selection.indices`.
 */
export class OutcomeTable {
  readonly parameters: RobustnessParameters;
  readonly ids: readonly number[];
  /** Whether every piece of the plan is here. */
  readonly complete: boolean;
  readonly cascades: CascadePart[] = [];
  readonly checks = new Map<string, CheckPart>();
  readonly #clean: Int8Array;
  readonly #cascade: Record<Form, Int32Array> & { known: Uint8Array };
  /** By attack, then by ε. */
  readonly #cells = new Map<string, Map<number, Cell>>();
  readonly #places: ReadonlyMap<number, number>;
  readonly #lengths: ReadonlyMap<string, number>;

  constructor(
    shards: readonly Shard[],
    parts: ReadonlyMap<string, RobustnessPart>,
    parameters: RobustnessParameters,
    ids: readonly number[],
  ) {
    const count = ids.length;
    this.parameters = parameters;
    this.ids = ids;
    this.#clean = new Int8Array(count).fill(-1);
    this.#cascade = {
      known: new Uint8Array(count),
      continuous: new Int32Array(count),
      stored: new Int32Array(count),
    };
    this.#places = new Map(ids.map((id, place) => [id, place]));
    this.#lengths = new Map(
      attacksOf(parameters).map((attack) => [attack.id, iterationsOf(attack, parameters)]),
    );
    this.complete = shards.every((shard) => parts.has(shard.key));
    for (const shard of shards) {
      const part = parts.get(shard.key);
      if (part) this.#take(shard, part);
    }
  }

  /** Iterations of a whole run of an attack. */
  lengthOf(attack: string): number {
    return this.#lengths.get(attack) ?? 0;
  }

  placeOf(id: number): number | undefined {
    return this.#places.get(id);
  }

  /** Whether a sample is wrong without any attack. */
  wrongBefore(place: number): Down {
    const clean = this.#clean[place];
    return clean < 0 ? undefined : clean === 0;
  }

  /** Pieces of an attack at an ε, in the order of the samples. */
  partsOf(attack: string, epsilon: number): readonly AttackPart[] {
    return this.#cells.get(attack)?.get(epsilon)?.parts ?? [];
  }

  /** After a raw run of one attack at one ε. */
  down(attack: string, epsilon: number, place: number, form: Form): Down {
    if (epsilon === 0) return this.wrongBefore(place);
    const cell = this.#cells.get(attack)?.get(epsilon);
    if (!cell?.known[place]) return undefined;
    return this.parameters.count === 'last-iterate'
      ? cell.end[form][place] === 1
      : cell[form][place] !== NEVER;
  }

  /** After `iteration` iterations of that run: best so far, or (`last-iterate`) at that iterate. */
  downBy(attack: string, epsilon: number, place: number, iteration: number, form: Form): Down {
    const cell = this.#cells.get(attack)?.get(epsilon);
    if (!cell?.known[place]) return undefined;
    if (this.parameters.count === 'last-iterate') {
      const bits = cell.iterates[place];
      return bits && bitAt(bits, cell.firstBit[place] + Math.min(iteration, this.lengthOf(attack)));
    }
    const first = cell[form][place];
    return first !== NEVER && first <= iteration;
  }

  /**
   * When each sample fell first in a run of one attack, or of any (`worst-case`), at one ε: its iteration, STANDS or UNKNOWN.
   * Samples that were wrong before fell at 0.
   */
  fallTimes(attack: string, epsilon: number, form: Form): Int32Array {
    if (attack === 'worst-case')
      return this.parameters.attacks
        .map((one) => this.fallTimes(one, epsilon, form))
        .reduce((a, b) =>
          a.map((time, i) => (time === UNKNOWN || b[i] === UNKNOWN ? UNKNOWN : Math.min(time, b[i]))),
        );
    const cell = this.#cells.get(attack)?.get(epsilon);
    return Int32Array.from(this.ids, (_, place) => {
      if (!cell?.known[place]) return UNKNOWN;
      const first = cell[form][place];
      return first === WRONG_BEFORE ? 0 : first === NEVER ? STANDS : first;
    });
  }

  /** After all attacks at one ε, each on its own. */
  worst(epsilon: number, place: number, form: Form): Down {
    return any(this.parameters.attacks, (attack) => this.down(attack, epsilon, place, form));
  }

  worstBy(epsilon: number, place: number, iteration: number, form: Form): Down {
    return any(this.parameters.attacks, (attack) => this.downBy(attack, epsilon, place, iteration, form));
  }

  /** The envelope: down after this attack (or any, for `worst-case`) at this ε or a smaller one. */
  enveloped(attack: string, epsilon: number, place: number, form: Form): Down {
    if (this.parameters.mode === 'cascade') return this.#cascaded(epsilon, place, form);
    return any(
      [0, ...this.parameters.epsilons.filter((smaller) => smaller > 0 && smaller <= epsilon)],
      (smaller) =>
        attack === 'worst-case' ? this.worst(smaller, place, form) : this.down(attack, smaller, place, form),
    );
  }

  /** Whether a cascade that is here was run on this sample: its place is known, and it was right before. */
  cascadeLookedAt(place: number): boolean {
    return this.#cascade.known[place] === 1 && this.#cascade.continuous[place] !== WRONG_BEFORE;
  }

  #cascaded(epsilon: number, place: number, form: Form): Down {
    if (epsilon === 0) return this.wrongBefore(place);
    if (!this.#cascade.known[place]) return undefined;
    const level = this.#cascade[form][place];
    if (level === WRONG_BEFORE) return true;
    return level !== UNBROKEN && this.parameters.epsilons[level] <= epsilon;
  }

  #take(shard: Shard, part: RobustnessPart): void {
    const places = shard.indices.map((id) => this.#places.get(id) ?? 0);
    const work = shard.settings as unknown as RobustnessWork;
    if (part.kind === 'check') this.checks.set(shard.key, part);
    else if (part.kind === 'clean') places.forEach((place, i) => (this.#clean[place] = part.correct[i]));
    else if (part.kind === 'cascade') this.#takeCascade(places, part);
    else if (work.kind === 'attack') this.#takeAttack(places, part, work.attack, work.epsilon);
  }

  #takeCascade(places: readonly number[], part: CascadePart): void {
    this.cascades.push(part);
    places.forEach((place, i) => {
      this.#cascade.known[place] = 1;
      this.#cascade.continuous[place] = part.continuous[i];
      this.#cascade.stored[place] = part.stored[i];
    });
  }

  #takeAttack(places: readonly number[], part: AttackPart, attack: string, epsilon: number): void {
    const byEpsilon = this.#cells.get(attack) ?? new Map<number, Cell>();
    const cell = byEpsilon.get(epsilon) ?? emptyCell(this.ids.length);
    this.#cells.set(attack, byEpsilon.set(epsilon, cell));
    cell.parts.push(part);
    const length = this.lengthOf(attack) + 1;
    const bits = part.iterates === undefined ? undefined : packedBits(part.iterates, places.length * length);
    places.forEach((place, i) => {
      cell.known[place] = 1;
      cell.continuous[place] = part.continuous[i];
      cell.stored[place] = part.stored[i];
      cell.end.continuous[place] = part.end?.[i] ?? 0;
      cell.end.stored[place] = part.endStored?.[i] ?? 0;
      cell.iterates[place] = bits;
      cell.firstBit[place] = i * length;
    });
  }
}

function emptyCell(count: number): Cell {
  return {
    known: new Uint8Array(count),
    continuous: new Int32Array(count),
    stored: new Int32Array(count),
    end: { continuous: new Uint8Array(count), stored: new Uint8Array(count) },
    iterates: new Array<Uint8Array | undefined>(count).fill(undefined),
    firstBit: new Uint32Array(count),
    parts: [],
  };
}

/** True if any holds, undefined if one is not known: the answer of a cut run must not depend on what came first. */
function any<T>(items: readonly T[], down: (item: T) => Down): Down {
  let result = false;
  for (const item of items) {
    const one = down(item);
    if (one === undefined) return undefined;
    result ||= one;
  }
  return result;
}
