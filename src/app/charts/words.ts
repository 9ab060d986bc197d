/** How wide text will be, without a page to measure it on. Chinese characters are as wide as they are high. */
export function textWidth(text: string, size = 12): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56;
  return width * size;
}

/** Text cut to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number, size = 12): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return characters.length ? `${characters.join('').trimEnd()}…` : '';
}

/** Text in lines of at most a width; Latin words stay whole where they fit, Chinese breaks anywhere. */
export function wrap(text: string, width: number, size = 12): string[] {
  const pieces = text.match(/[⺀-￯]|[^\s⺀-￯]+\s*|\s+/gu) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line && textWidth(line + piece.trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}
