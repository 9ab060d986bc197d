/** Longest part of a stranger's name that a sentence repeats. */
const LONGEST = 80;

/** A name out of a file, fit for one line of a sentence: without control characters, shortened in its middle. */
export function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length <= LONGEST ? plain : `${plain.slice(0, 40)}…${plain.slice(-36)}`;
}
