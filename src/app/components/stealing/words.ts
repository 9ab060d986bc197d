import { sampler } from '../../../extraction/samplers/index.ts';
import { text, type Language } from '../../../messages/index.ts';

/** A sampler's name; its id where this page does not know it. */
export function samplerName(id: string, language: Language): string {
  const known = sampler(id);
  return known ? text(known.title, language) : id;
}
