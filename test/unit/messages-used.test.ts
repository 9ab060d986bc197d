import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ids = Object.keys(en);

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/messages.(en|zh)\.ts$/.test(path));

const source = [...filesUnder('src'), ...filesUnder('scripts')]
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Every word that stands in the source between quotes. */
const quoted = new Set([...source.matchAll(/(['"`])([\w.-]+)\1/g)].map((match) => match[2]));

/** `app.screen-${screen}` and the like, as patterns whose groups are what is put in. */
const made = [...new Set([...source.matchAll(/`([a-z]+\.[^`\s]*\$\{[^`]*)`/g)].map((match) => match[1]))].map(
  (template) => {
    const fixed = template.replace(/\$\{[^}]*\}/g, '\0');
    const escaped = fixed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\0', '([\\w.-]+)');
    // Hardly more than the room's name fits everything: what is put in must then be a word of the source.
    const wide = /^[a-z]+\.\0$/.test(fixed);
    return { pattern: new RegExp(`^${escaped}$`), wide };
  },
);

const isMade = (id: string): boolean =>
  made.some(({ pattern, wide }) => {
    const found = pattern.exec(id);
    return found !== null && (!wide || found.slice(1).every((part) => quoted.has(part)));
  });

test('every text is used somewhere', () => {
  expect(ids.filter((id) => !quoted.has(id) && !isMade(id))).toEqual([]);
});

test('every id that the source asks for has a text', () => {
  const rooms = new Set(ids.map((id) => id.split('.')[0]));
  const asked = [...source.matchAll(/\b(?:t|say|text|UserError)\(\s*'([a-z]+\.[\w.-]+)'/g)].map(
    (found) => found[1],
  );
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((id) => rooms.has(id.split('.')[0]) && !Object.hasOwn(en, id))).toEqual([]);
});
