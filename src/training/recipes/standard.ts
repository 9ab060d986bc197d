import { register } from '../recipe.ts';

/** Cross-entropy on the data as they are. */
export const standard = register<Record<never, number>>({
  id: 'standard',
  defaults: {},
  ranges: {},
  gradients: ({ model, batch, labels }) => model.lossAndGradients(batch, labels),
});
