import type { Dataset } from '../datasets/types.ts';
import { standardisationOf } from '../training/data.ts';
import type { TrainingKnowledge } from '../training/knowledge.ts';
import { guessRecipe, type ShadowRecipe } from '../training/shadow.ts';

/** The recipe for data as they are here: tables come standardised already. */
function fitted({ architecture, plan }: ShadowRecipe, dataset: Dataset): ShadowRecipe {
  const { input, classes, layers } = architecture;
  const standardise = standardisationOf(dataset);
  return { architecture: { input, classes, layers, ...(standardise ? { standardise } : {}) }, plan };
}

/** The known recipe, or a guess that is declared as one. */
export function recipeOf(knowledge: TrainingKnowledge | undefined, dataset: Dataset): ShadowRecipe {
  if (knowledge?.recipe) return fitted(knowledge.recipe, dataset);
  const { kind, shape, classes } = dataset;
  return fitted(guessRecipe({ kind, shape, classes }), dataset);
}
