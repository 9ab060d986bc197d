/**
 * A stretching language that nobody speaks: English with accents, a good third longer, in brackets. It shows texts that were
 * forgotten (no accents), cut off (no closing bracket), or that break a layout (too long for it). Only for tests.
 */

// prettier-ignore
const accents: Readonly<Record<string, string>> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ğ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ',
  n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ţ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
  A: 'Á', B: 'Ɓ', C: 'Ç', D: 'Ð', E: 'É', F: 'Ƒ', G: 'Ğ', H: 'Ĥ', I: 'Í', J: 'Ĵ', K: 'Ķ', L: 'Ļ', M: 'Ṁ',
  N: 'Ñ', O: 'Ó', P: 'Þ', Q: 'Ǫ', R: 'Ŕ', S: 'Š', T: 'Ţ', U: 'Ú', V: 'Ṽ', W: 'Ŵ', X: 'Ẋ', Y: 'Ý', Z: 'Ž',
};

const share = 0.4;
const filler = 'one two three four five six seven eight nine ten '.repeat(40);

/** A sentence of the catalogue, stretched; places of values (`{name}`) stay as they are. */
export function stretch(sentence: string): string {
  const words = sentence.replace(/\{\w+\}|[A-Za-z]/g, (part) =>
    part.length > 1 ? part : (accents[part] ?? part),
  );
  const length = sentence.replace(/\{\w+\}/g, '').length;
  const more = filler.slice(0, Math.ceil(length * share)).trimEnd();
  return `[${words} ${more}]`;
}
