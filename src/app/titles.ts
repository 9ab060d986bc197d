import { catalogues, type MessageId } from '../messages/index.ts';

/** A text by a made-up id, or another where the catalogue has none (an attack, recipe or set this page does not know). */
const known = (id: string, otherwise: MessageId): MessageId =>
  id in catalogues.en ? (id as MessageId) : otherwise;

export const dataTitle = (dataset: string): MessageId => known(`app.data-${dataset}`, 'app.data-file');
export const recipeTitle = (recipe: string): MessageId => known(`app.recipe-${recipe}`, 'app.recipe-other');

/** Title of a curve's attack; the id itself where no text exists is better than a wrong one. */
export function attackTitle(attack: string): MessageId | null {
  const id = attack === 'worst-case' ? 'app.worst-case' : `attacks.${attack}`;
  return id in catalogues.en ? (id as MessageId) : null;
}

/** A text's id where the catalogue has it. */
export const textId = (id: string): MessageId | null => (id in catalogues.en ? (id as MessageId) : null);
