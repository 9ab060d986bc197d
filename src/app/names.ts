import { text, type Language } from '../messages/index.ts';

/** An attack's short name, as in charts and tables: its abbreviation, which both languages use. */
export const attackName = (id: string, language: Language): string =>
  id === 'worst-case' ? text('app.worst-case', language) : id.toUpperCase();
