// Writes dist/page/THIRD-PARTY-NOTICES.txt: name, version, licence and licence text of every package that ships.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const mit = readFileSync(join(checkout, 'scripts/mit-licence.txt'), 'utf8').trim();
const packageOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function folderOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(folder)) return folder;
    if (at === checkout || at === dirname(at)) throw new Error(`${name} is not installed: run npm ci`);
  }
}

function collect(from, names, found) {
  for (const name of names) {
    const folder = folderOf(name, from);
    if (found.has(folder)) continue;
    const about = packageOf(folder);
    found.set(folder, about);
    collect(folder, Object.keys(about.dependencies ?? {}), found);
  }
  return found;
}

function licenceText(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(file));
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
}

/** Some packages declare a licence and carry no text of it. */
function withoutText(about) {
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  const repository = typeof about.repository === 'string' ? about.repository : about.repository?.url;
  return [
    `The package carries no licence text of its own; it declares ${about.license}.`,
    author && `Copyright (c) ${author}`,
    repository && `Source: ${repository}`,
    about.license === 'MIT' && mit,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Packages that ship, sorted by name. A package without a licence text is named with its declared licence. */
export function notices() {
  const found = collect(checkout, Object.keys(packageOf(checkout).dependencies), new Map());
  return [...found]
    .map(([folder, about]) => ({
      name: about.name,
      version: about.version,
      licence: about.license ?? 'unknown',
      text: licenceText(folder) || withoutText(about),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function writeNotices(file) {
  const parts = notices().map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `Touchstone contains the following third-party software.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeNotices(join(checkout, 'dist/page/THIRD-PARTY-NOTICES.txt'));
