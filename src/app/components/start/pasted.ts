export type Pasted =
  | { readonly kind: 'address'; readonly hash: string }
  /** A report, a plan, statistics or settings, as the text of a file. */
  | { readonly kind: 'file' }
  | { readonly kind: 'nothing' };

/** Longer texts are no links. */
const longestLink = 4000;

/**
 * What a pasted text is. A link counts by what stands behind `#`, whatever address the lab was opened at when it was copied: a
 * classroom's own address differs from the trainer's.
 */
export function pastedAs(text: string): Pasted {
  if (/^\s*\{/.test(text)) return { kind: 'file' };
  const [, hash] = /^(?:https?|file):\/\/\S*?(#[\w.-]+=\S*)$/.exec(text) ?? [];
  const bare = /^#[\w.-]+=\S*$/.test(text) ? text : undefined;
  const found = hash ?? bare;
  return found !== undefined && text.length <= longestLink
    ? { kind: 'address', hash: found }
    : { kind: 'nothing' };
}
