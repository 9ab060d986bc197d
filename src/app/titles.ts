import { isMessageId, type MessageId } from '../messages/index.ts';

/** A text's id where the catalogue has it. What a report names may be anything, also a property that every object has. */
export const textId = (id: string): MessageId | null => (isMessageId(id) ? id : null);

/** A text by a made-up id, or another where the catalogue has none (a recipe or set this page does not know). */
const known = (id: string, otherwise: MessageId): MessageId => textId(id) ?? otherwise;

export const dataTitle = (dataset: string): MessageId => known(`app.data-${dataset}`, 'app.data-file');
export const recipeTitle = (recipe: string): MessageId => known(`app.recipe-${recipe}`, 'app.recipe-other');
/** Why a class would take a model of this recipe, and what a data set is good for. */
export const reasonTitle = (recipe: string): MessageId => known(`app.why-${recipe}`, 'app.why-other');
export const groupTitle = (dataset: string): MessageId => known(`app.group-${dataset}`, 'app.group-file');
