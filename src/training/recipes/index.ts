import type { PreparedRecipe, RecipeSpec, RegisteredRecipe } from '../recipe.ts';
import { adversarial } from './adversarial.ts';
import { dpSgd } from './dp-sgd.ts';
import { overfit } from './overfit.ts';
import { regularised } from './regularised.ts';
import { standard } from './standard.ts';

/** Every way of training. A new one is a file and an entry here. */
export const recipes: readonly RegisteredRecipe[] = [standard, overfit, adversarial, regularised, dpSgd];

/** @throws Error when there is no such recipe or a parameter makes no sense. */
export function prepareRecipe({ id, parameters }: RecipeSpec): PreparedRecipe {
  const recipe = recipes.find((known) => known.id === id);
  if (!recipe) throw new Error(`no recipe ${id}; there are ${recipes.map((known) => known.id).join(', ')}`);
  return recipe.prepare(parameters);
}
