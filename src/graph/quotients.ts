/**
 * A gradient against central differences of the function itself, along random directions: the judge that knows no rule.
 */

/** Values of the function at base + t · direction, for each t; in double precision, however coarse the function is. */
export type AlongDirection = (steps: readonly number[]) => Promise<readonly number[]>;

/** How one direction came out. */
export interface DirectionOutcome {
  /** Derivative by the gradient, and by differences. */
  readonly analytic: number;
  readonly numeric: number;
  /** By how much the difference quotient itself may be off: what it moved by around its step; 0 where one step settled it. */
  readonly unsure: number;
}

/**
 * - `agrees`: the gradient is the slope, as closely as the function's corners let quotients tell.
 * - `disagrees`: along at least two directions it is not, by more than rounding, bends and corners can explain.
 * - `unsure`: difference quotients do not settle here (rounding, or a function that bends at every scale).
 */
export type QuotientVerdict = 'agrees' | 'disagrees' | 'unsure';

export interface QuotientCheck {
  readonly verdict: QuotientVerdict;
  readonly directions: number;
  /** Largest and middle |quotient − derivative| over the directions, relative to the root mean square of derivatives. */
  readonly largest: number;
  readonly middle: number;
}

/** Rounding and corners move a quotient by less than this share; a wrong rule by more. */
export const quotientLimit = 0.01;
/** What lies further apart than this share is no agreement, even where the quotient may be that far off. */
const coarseLimit = 0.15;
/** A single direction may run along a corner (a ReLU's, a maximum's); a wrong rule shows along most directions. */
const fewestContradictions = 2;

/** The first step, as a share of the direction's length; when it does not settle the matter, all from 2⁻⁴ to 2⁻¹⁵. */
const firstStep = 1 / 1024;
const ladder = Array.from({ length: 12 }, (_, k) => 1 / (16 << k));

const quotient = (above: number, below: number, step: number): number => (above - below) / (2 * step);

/**
 * The quotient where it is steadiest: of three neighbouring steps, those whose quotients lie closest together. Chosen without
 * a look at the gradient: small steps drown in rounding; in large ones a ReLU network turns many corners, each of which moves
 * the slope at random, so that the quotient's error falls only with the root of the step. How sure it is, is told by how
 * much it moves from sixteen times that step to half of it.
 */
async function steadiest(along: AlongDirection): Promise<{ numeric: number; unsure: number }> {
  const values = await along(ladder.flatMap((step) => [step, -step]));
  const quotients = ladder.map((step, k) => quotient(values[2 * k], values[2 * k + 1], step));
  const moved = (k: number, from: number): number =>
    quotients
      .slice(Math.max(0, from), k + 2)
      .reduce((most, q) => Math.max(most, Math.abs(q - quotients[k])), 0);
  let best = 1;
  for (let k = 2; k + 1 < quotients.length; k++) if (moved(k, k - 1) < moved(best, best - 1)) best = k;
  return { numeric: quotients[best], unsure: moved(best, best - 4) };
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** What all directions are measured by: derivatives along random directions scatter around 0, and one may be tiny by chance. */
const scaleOf = (outcomes: readonly DirectionOutcome[]): number =>
  Math.max(rms(outcomes.map(({ analytic }) => analytic)), rms(outcomes.map(({ numeric }) => numeric)));

/** The judgement over all directions. */
export function judgeQuotients(outcomes: readonly DirectionOutcome[]): QuotientCheck {
  const scale = scaleOf(outcomes);
  const apart = ({ analytic, numeric }: DirectionOutcome): number =>
    scale === 0 ? 0 : Math.abs(numeric - analytic) / scale;
  const deviations = outcomes.map(apart).sort((a, b) => a - b);
  const contradicting = outcomes.filter(
    ({ analytic, numeric, unsure }) => Math.abs(numeric - analytic) > quotientLimit * scale + 2 * unsure,
  );
  const coarse = outcomes.filter((outcome) => apart(outcome) > coarseLimit);
  return {
    verdict:
      contradicting.length >= fewestContradictions
        ? 'disagrees'
        : coarse.length < fewestContradictions
          ? 'agrees'
          : 'unsure',
    directions: outcomes.length,
    largest: deviations[deviations.length - 1],
    middle: (deviations[(deviations.length - 1) >> 1] + deviations[deviations.length >> 1]) / 2,
  };
}

/**
 * Compares derivatives with difference quotients. All directions are tried with one step; only those that do not come out
 * within the limit cost the whole ladder of steps.
 */
export async function compareQuotients(
  directions: readonly { readonly analytic: number; readonly along: AlongDirection }[],
): Promise<QuotientCheck> {
  const first: DirectionOutcome[] = [];
  for (const { analytic, along } of directions) {
    const [above, below] = await along([firstStep, -firstStep]);
    first.push({ analytic, numeric: quotient(above, below, firstStep), unsure: 0 });
  }
  const scale = scaleOf(first);
  const outcomes: DirectionOutcome[] = [];
  for (const [index, outcome] of first.entries()) {
    const { analytic, numeric } = outcome;
    // Halved: the scale may still change a little when other directions are looked at again.
    const settled = Math.abs(numeric - analytic) <= (quotientLimit / 2) * scale;
    outcomes.push(settled ? outcome : { analytic, ...(await steadiest(directions[index].along)) });
  }
  return judgeQuotients(outcomes);
}
