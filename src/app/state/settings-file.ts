import { writeAddress, type Address } from '../address.ts';
import type { NamedFile } from '../lab/types.ts';

/**
 * Settings as a file, for those that are too long for a link: what the address would say, and how long it may be is the file's
 * affair. Like an address it holds no names, no notes and no data.
 */

const form = 'touchstone-settings';
const mostBytes = 200_000;

export const settingsFileName = 'touchstone-settings.json';

export function settingsFile(address: Address): string {
  return `${JSON.stringify({ [form]: 1, address: writeAddress(address) }, null, 2)}\n`;
}

/** The address in a file of settings; undefined for every other file. */
export function readSettingsFile(text: string): string | undefined {
  if (text.length > mostBytes || !text.includes(form)) return undefined;
  try {
    const found = JSON.parse(text) as { address?: unknown; [form]?: unknown } | null;
    if (!found || typeof found[form] !== 'number' || typeof found.address !== 'string') return undefined;
    return found.address;
  } catch {
    return undefined;
  }
}

/** The settings among dropped files, and the other files. */
export async function settingsAmong(
  files: readonly NamedFile[],
): Promise<{ settings?: string; rest: readonly NamedFile[] }> {
  let settings: string | undefined;
  const rest: NamedFile[] = [];
  for (const named of files) {
    const { file } = named;
    const small = file.size <= mostBytes && /\.json$/i.test(file.name);
    const found = small ? readSettingsFile(await file.text()) : undefined;
    if (found === undefined) rest.push(named);
    else settings = found;
  }
  return { settings, rest };
}
