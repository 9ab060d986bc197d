import { signalsOf, signalsOfProbabilities } from '../../attacks/membership/signals.ts';
import type { Signals } from '../../attacks/membership/types.ts';
import { stream } from '../../numeric/random.ts';
import { behind, outputDefence } from '../../oracles/defences/index.ts';
import { PLAIN } from './fields.ts';

/** By defence: what an attacker makes of a model's answers. */
export type Answers = Readonly<Record<string, Signals>>;

/**
 * Signals of records as each defence shows them.
 * @param logits count × classes
 * @param asked what is asked, e.g. `target` or `shadow/3`: draws of one model are not those of another
 * @param first position of the first record among all
 */
export function answersOf(
  logits: Float32Array | Float64Array,
  labels: Int32Array,
  classes: number,
  defences: readonly string[],
  seed: number,
  asked: string,
  first = 0,
): Answers {
  return Object.fromEntries(
    defences.map((id) => {
      if (id === PLAIN) return [id, signalsOf(logits, labels, classes)];
      const draws = stream(seed, 'membership', 'defence', id, asked);
      const shown = behind(outputDefence(id), logits, classes, draws, first);
      return [id, signalsOfProbabilities(shown, labels, classes)];
    }),
  );
}

/** By defence: φ of each copy of the records, each as long as the records are many. */
export type CopyAnswers = Readonly<Record<string, readonly Float64Array[]>>;

/** φ by defence of answers about copies, in the order of the copies. */
export function copyAnswersOf(
  logits: readonly (Float32Array | Float64Array)[],
  labels: Int32Array,
  classes: number,
  defences: readonly string[],
  seed: number,
  asked: string,
  first = 0,
): CopyAnswers {
  const each = logits.map((of, copy) =>
    answersOf(of, labels, classes, defences, seed, `${asked}/copy-${copy}`, first),
  );
  return Object.fromEntries(defences.map((id) => [id, each.map((answers) => answers[id].logit)]));
}

type Figures = Omit<Signals, 'count'>;

/** The chosen records of several pieces, one after the other. */
export function joinSignals(pieces: readonly Signals[]): Signals {
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
  const join = <K extends keyof Figures>(name: K): Figures[K] => {
    const rows = pieces.map((piece) => piece[name]);
    const length = rows.reduce((sum, row) => sum + row.length, 0);
    const all = name === 'correct' ? new Uint8Array(length) : new Float64Array(length);
    let at = 0;
    for (const row of rows) {
      all.set(row, at);
      at += row.length;
    }
    return all as Figures[K];
  };
  return { count, ...figures(join) };
}

/** Records at the given positions. */
export function pickSignals(signals: Signals, positions: ArrayLike<number>): Signals {
  const pick = <K extends keyof Figures>(name: K): Figures[K] => {
    const row = signals[name];
    const width = signals.count === 0 ? 0 : row.length / signals.count;
    const chosen = row.slice(0, positions.length * width);
    for (let to = 0; to < positions.length; to++)
      for (let k = 0; k < width; k++) chosen[to * width + k] = row[positions[to] * width + k];
    return chosen as Figures[K];
  };
  return { count: positions.length, ...figures(pick) };
}

function figures(of: <K extends keyof Figures>(name: K) => Figures[K]): Figures {
  return {
    loss: of('loss'),
    confidence: of('confidence'),
    maxConfidence: of('maxConfidence'),
    entropy: of('entropy'),
    modifiedEntropy: of('modifiedEntropy'),
    logit: of('logit'),
    hinge: of('hinge'),
    correct: of('correct'),
    top: of('top'),
  };
}
