import data from './catalogue/requirements.json';
import type { RequirementEntry } from './types.ts';

/** Every lettered item and numbered sub-item of 6.1–6.6, in the draft's order. */
export const requirementEntries = data as readonly RequirementEntry[];

const byId = new Map(requirementEntries.map((entry) => [entry.id, entry]));

/** The requirement with this id, e.g. `6.2-c-1`. */
export const requirementEntry = (id: string): RequirementEntry | undefined => byId.get(id);
