import type { Words } from './types.ts';

/** A text of a lesson in both languages. */
export const w = (en: string, zh: string): Words => ({ en, zh });
