import { i18n } from '../i18n.svelte.ts';
import { filled, type Fact } from './facts.ts';
import type { Words } from './types.ts';

/** A lesson's text in the page's language, its facts in place. */
export const words = (text: Words, facts: Readonly<Record<string, Fact | string>> = {}): string =>
  filled(text[i18n.language], facts, i18n.language);
