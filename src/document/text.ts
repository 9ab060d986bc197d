const width = 118;

/** Longest form that may stand on one line at this depth, or undefined. */
function inline(value: unknown, room: number): string | undefined {
  const compact = JSON.stringify(value);
  const simple = Array.isArray(value) && value.every((entry) => entry === null || typeof entry !== 'object');
  return simple || compact.length <= room ? compact : undefined;
}

function write(value: unknown, depth: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const line = inline(value, width - depth);
  if (line !== undefined) return line;
  const pad = ' '.repeat(depth + 1);
  const end = `\n${' '.repeat(depth)}`;
  if (Array.isArray(value))
    return `[\n${value.map((entry) => pad + write(entry, depth + 1)).join(',\n')}${end}]`;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{\n${entries.map(([key, entry]) => `${pad}${JSON.stringify(key)}: ${write(entry, depth + 1)}`).join(',\n')}${end}}`;
}

/**
 * A document as JSON that a person can read and a comparison of lines can show: one field or curve point per line, number
 * lists on one line. Equal documents give equal bytes; keys keep their order.
 */
export const toText = (value: unknown): string => `${write(value, 0)}\n`;

/** JSON with sorted keys: equal content gives equal text, whatever order the fields came in. For hashes. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}
