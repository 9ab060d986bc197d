import { en } from './en.ts';

export type MessageId = keyof typeof en;
export type Catalogue = Readonly<Record<MessageId, string>>;

/**
 * The languages of the lab. A new language is one catalogue file and one line here. English is always there (errors are written
 * in it); the others are loaded where they are shown.
 */
const loaders = {
  en: async () => en,
  zh: async () => (await import('./zh.ts')).zh,
} as const satisfies Record<string, () => Promise<Catalogue>>;

export type Language = keyof typeof loaders;
export type MessageValue = string | number;
export type MessageValues = Readonly<Record<string, MessageValue>>;

/** A text as data: stored in reports, so that a finished report changes language without a re-run. */
export interface Message {
  readonly id: MessageId;
  readonly values?: MessageValues;
  /** The file that it speaks of, where the sentence does not name it. */
  readonly file?: string;
}

export const languages = Object.keys(loaders) as Language[];

const loaded: Partial<Record<Language, Catalogue>> = { en };

/** Whether texts of a language can be had without waiting. */
export const isLoaded = (language: Language): boolean => loaded[language] !== undefined;

/** Makes the texts of a language ready for `text`. @throws where its file cannot be loaded. */
export async function loadLanguage(language: Language): Promise<Catalogue> {
  return (loaded[language] ??= await loaders[language]());
}

/** Whether there is a text of this id. */
export const isMessageId = (id: string): id is MessageId => Object.hasOwn(en, id);

/** Numbers below app and cli arrive as values; this is the one place that formats them. */
function formatValue(value: MessageValue, language: Language): string {
  return typeof value === 'number'
    ? new Intl.NumberFormat(language, { maximumSignificantDigits: 6 }).format(value)
    : value;
}

let disguise: ((sentence: string) => string) | undefined;

/** Tests see every sentence of this thread through a function (`pseudo.ts`); undefined: as it is. */
export function disguiseTexts(by: ((sentence: string) => string) | undefined): void {
  disguise = by;
}

/**
 * The sentence of a message in a language, in English while that language is not loaded; `{name}` in the catalogue is replaced by the value of that name. A report from
 * elsewhere may hold an id that this version does not know: it stands for itself.
 */
export function text(message: Message | MessageId, language: Language): string {
  const { id, values = {}, file }: Message = typeof message === 'string' ? { id: message } : message;
  const catalogue = loaded[language] ?? en;
  const sentence: string = isMessageId(id) ? catalogue[id] : id;
  const before = file === undefined ? '' : `${file}${language === 'zh' ? '：' : ': '}`;
  return (
    before +
    (disguise?.(sentence) ?? sentence).replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? formatValue(values[name], language) : whole,
    )
  );
}

/**
 * Trouble that the person at the keyboard can act on: one sentence that says what it is and what to do.
 * Thrown for bad input everywhere below app and cli; the hosts turn it into text. `cause` keeps the raw error.
 */
export class UserError extends Error {
  readonly id: MessageId;
  readonly values: MessageValues;
  /** The file that it speaks of, where the sentence does not name it. */
  readonly file?: string;

  constructor(
    id: MessageId,
    values: MessageValues = {},
    { file, ...options }: ErrorOptions & { readonly file?: string } = {},
  ) {
    super(text({ id, values, file }, 'en'), options);
    this.name = 'UserError';
    this.id = id;
    this.values = values;
    if (file !== undefined) this.file = file;
  }

  /** What it says, as data. */
  get told(): Message {
    const { id, values, file } = this;
    return { id, values, ...(file === undefined ? {} : { file }) };
  }

  /** The same trouble with a file, named before the sentence unless that names a file itself. */
  about(file: string): UserError {
    if (this.file !== undefined || this.values.name === file) return this;
    return new UserError(this.id, this.values, { file, cause: this });
  }

  /** Errors lose their class when they cross to another thread; this restores it. */
  static from(error: unknown): UserError | undefined {
    if (error instanceof UserError) return error;
    if (
      error &&
      typeof error === 'object' &&
      'name' in error &&
      error.name === 'UserError' &&
      'id' in error
    ) {
      const { id, values, file } = error as Message;
      return new UserError(id, values ?? {}, { file });
    }
    return undefined;
  }
}

/** Does some work on a file; trouble with it names the file. @param kind beginning of the ids that speak of the file; all by default */
export function inFile<T>(file: string, work: () => T, kind = ''): T {
  try {
    return work();
  } catch (error) {
    const trouble = UserError.from(error);
    throw trouble?.id.startsWith(kind) ? trouble.about(file) : error;
  }
}
