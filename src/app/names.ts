import { text, type Language, type Message, type MessageId, type MessageValue } from '../messages/index.ts';
import { textId } from './titles.ts';

/** An attack's short name, as in charts and tables: its abbreviation, which both languages use. */
export const attackName = (id: string, language: Language): string =>
  id === 'worst-case' ? text('app.worst-case', language) : id.toUpperCase();

/** An indicator's name, with its row of the standard first; the row alone where this page knows no name. */
export function indicatorName(id: string, language: Language): string {
  const title = textId(`app.indicator-${id}`);
  return title ? `${id} ${text(title, language)}` : id;
}

/** Names in a sentence: "A, B and C", 「A、B、C」. */
export const together = (names: readonly string[], language: Language): string =>
  language === 'zh' ? names.join('、') : new Intl.ListFormat(language, { type: 'conjunction' }).format(names);

/** Variants that are a check's only one say nothing about themselves. */
const plainVariants = ['reference', 'range', 'uniform', 'clean', 'twice'];

const settings: Readonly<Record<string, MessageId>> = {
  attacks: 'app.attacks',
  norm: 'app.norm',
  epsilons: 'app.epsilons',
  iterations: 'app.iterations',
  restarts: 'app.restarts',
};

/** A check's variant: by its own name, or two attacks held against each other (`pgd/fgsm@0.1`). */
export function variantName(variant: string, language: Language): string {
  const id = textId(`app.variant-${variant}`);
  if (id) return text(id, language);
  const [, stronger, weaker, epsilon] = /^([\w-]+)\/([\w-]+)@([\d.e-]+)$/.exec(variant) ?? [];
  if (epsilon === undefined) return variant;
  const values = {
    stronger: attackName(stronger, language),
    weaker: attackName(weaker, language),
    epsilon: Number(epsilon),
  };
  return text({ id: 'app.variant-attacks', values }, language);
}

/**
 * A message as the page says it: reports and the engine speak of attacks, checks and settings by their ids, the page by the
 * names it uses for them elsewhere.
 */
export function readable(message: Message, language: Language): Message {
  const values = Object.entries(message.values ?? {}).map(
    ([key, value]) => [key, readableValue(key, value, language)] as const,
  );
  const id =
    message.id !== 'indicators.check-failed'
      ? message.id
      : plainVariants.includes(String(message.values?.variant))
        ? 'app.check-failed-plain'
        : 'app.check-failed-variant';
  return { id, values: Object.fromEntries(values) };
}

function readableValue(key: string, value: MessageValue, language: Language): MessageValue {
  if (typeof value !== 'string') return value;
  if (key === 'attacks')
    return together(
      value.split(', ').map((id) => attackName(id, language)),
      language,
    );
  if (key === 'figures')
    return together(
      value.split(', ').map((figure) => {
        const title = textId(`app.${figure}`);
        return title ? text(title, language) : figure;
      }),
      language,
    );
  if (key === 'variant') return variantName(value, language);
  if (key === 'check') {
    const title = textId(`indicators.check.${value}`);
    return title ? text(title, language) : value;
  }
  const setting = key === 'name' ? /^[A-Z]\.\d+-\d+\.(\w+)$/.exec(value)?.[1] : undefined;
  return setting !== undefined && Object.hasOwn(settings, setting)
    ? text(settings[setting], language)
    : value;
}
