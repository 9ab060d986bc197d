import type { TrainingFacts } from '../document/report.ts';
import { canonical } from '../document/text.ts';
import { sha256Hex } from '../numeric/hash.ts';
import type { Architecture } from './layers.ts';
import type { TrainingPlan } from './train.ts';

/** How a model was made, as a trainer of shadows follows it. */
export interface KnownRecipe {
  readonly architecture: Architecture;
  readonly plan: TrainingPlan;
}

/** What is known of the rows a model was trained on; `source` as in `TrainingFacts`. */
export interface TrainingKnowledge {
  readonly source: TrainingFacts['source'];
  /** Rows of the training part that it was trained on; all of them where absent. */
  readonly members?: readonly number[];
  readonly recipe?: KnownRecipe;
}

/** The same for plans and reports. @param count rows of the training part */
export function trainingFacts({ source, members, recipe }: TrainingKnowledge, count: number): TrainingFacts {
  const known = members?.length ?? count;
  return {
    source,
    members: known,
    others: count - known,
    ...(recipe ? { recipe: { id: recipe.plan.recipe.id, epochs: recipe.plan.epochs } } : {}),
    sha256: sha256Hex(canonical({ source, members, recipe })),
  };
}

/** The rows of the training part that it was trained on, ascending, and those that it was not. */
export function sides(
  { members }: TrainingKnowledge,
  count: number,
): { members: number[]; others: number[] } {
  const trained = new Set(members ?? Array.from({ length: count }, (_, row) => row));
  const all = Array.from({ length: count }, (_, row) => row);
  return { members: all.filter((row) => trained.has(row)), others: all.filter((row) => !trained.has(row)) };
}
