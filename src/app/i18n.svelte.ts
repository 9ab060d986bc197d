import {
  disguiseTexts,
  isLoaded,
  languages,
  loadLanguage,
  text,
  type Language,
  type Message,
  type MessageId,
  type MessageValues,
} from '../messages/index.ts';
import { readable } from './names.ts';
import { notices } from './state/notices.svelte.ts';

const tags: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** Each language by its own name; its texts need not be loaded for that. */
export const languageNames: Record<Language, string> = { en: 'English', zh: '中文' };

const storageKey = 'touchstone-language';

/** A language that the address asks for: `#…&lang=zh`. `x-pseudo` stretches every text, for tests of layouts. */
const asked = /[#&]lang=([\w-]+)/.exec(location.hash)?.[1];
export const pseudo = asked === 'x-pseudo';

function preferred(): Language {
  if (pseudo) return 'en';
  const named = languages.find((language) => language === asked);
  if (named) return named;
  const stored = readStored();
  if (stored) return stored;
  const wished = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase());
  return wished.find((tag): tag is Language => languages.includes(tag as Language)) ?? 'en';
}

function readStored(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey) as Language | null;
    return stored && languages.includes(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** The language of the page: asked of the browser once, then whatever the person chose. */
class I18n {
  language = $state<Language>(preferred());
  #wanted: Language = this.language;

  get tag(): string {
    return tags[this.language];
  }

  choose(language: Language): void {
    this.#wanted = language;
    try {
      localStorage.setItem(storageKey, language);
    } catch {
      // Without storage the choice holds until the page is left.
    }
    if (isLoaded(language)) this.language = language;
    else void this.#load(language);
  }

  async #load(language: Language): Promise<void> {
    try {
      await loadLanguage(language);
      if (this.#wanted === language) this.language = language;
    } catch (error) {
      notices.add('error', { id: 'app.own-file-missing', values: { file: languageNames[language] } }, error);
    }
  }
}

export const i18n = new I18n();

/** The texts of the first view; the other languages follow when the page is idle, so that switching is at once. */
export async function startTexts(): Promise<void> {
  if (pseudo) disguiseTexts((await import('../messages/pseudo.ts')).stretch);
  await loadLanguage(i18n.language).catch(() => i18n.choose('en'));
  const later = () => void Promise.all(languages.map(loadLanguage)).catch(() => undefined);
  setTimeout(later, 3000);
}

/** A text of the page in the chosen language. */
export function t(id: MessageId, values?: MessageValues): string {
  return text({ id, values }, i18n.language);
}

/** A text that arrived as data, e.g. a warning of a report; ids in it become names. */
export const say = (message: Message): string => text(readable(message, i18n.language), i18n.language);

export const tagOf = (language: Language): string => tags[language];
