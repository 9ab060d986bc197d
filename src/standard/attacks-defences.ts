import data from './catalogue/attacks-defences.json';
import type { KnowledgeEntry } from './types.ts';

export const knowledgeEntries = data.entries as readonly KnowledgeEntry[];

const byId = new Map(knowledgeEntries.map((entry) => [entry.id, entry]));

/** The entry with this id, e.g. `know-white-box` or `owasp-ML01`. */
export const knowledgeEntry = (id: string): KnowledgeEntry | undefined => byId.get(id);
