import { checkForeign } from '../../../datasets/foreign.ts';
import { ENTRY_LIMIT, FILE_LIMIT } from '../../../datasets/limits.ts';
import { checkFileSize, type SourceFile } from '../../../datasets/load.ts';
import { UserError } from '../../../messages/index.ts';
import { fileHashAside, sha256Hex } from '../../../numeric/hash.ts';
import { roleOf } from '../sniff.ts';
import type { FileRole, NamedFile } from '../types.ts';
import { baseName, furtherFilesOf } from './assemble.ts';
import { Stage, type Watch } from './watch.ts';

/** A file that was read, and what it is for. */
export interface ReadFile extends SourceFile {
  readonly role: FileRole;
  readonly sha256: string;
}

/** Files, or a folder's, that stand as one among those that are held. */
export interface Group {
  readonly name: string;
  readonly role: FileRole;
  readonly parts: readonly SourceFile[];
  readonly sha256: string;
}

/** Small files of a folder are read side by side. */
const atOnce = 64;

/**
 * The contents of dropped files, and what each is for: what a model among them, or the one held, names as its own is weights.
 * Files of a folder that are none of the lab's are passed over.
 * @throws UserError where there are too many files or too much in them, one cannot be read, or is none of what the lab reads;
 *   an AbortError when the watch wants no more.
 */
export async function readAll(
  files: readonly NamedFile[],
  heldModel: SourceFile | undefined,
  watch: Watch,
): Promise<ReadFile[]> {
  checkAmount(files);
  const stage = new Stage('read', watch);
  const read: (Omit<ReadFile, 'role'> & { readonly role: FileRole | undefined })[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const some = files.slice(start, start + atOnce);
    const contents = await Promise.all(some.map(contentOf));
    for (const [index, { path }] of some.entries()) {
      const bytes = contents[index];
      // What lies about in a folder is passed over.
      if (!path.includes('/')) checkForeign(path, bytes);
      read.push({ name: path, bytes, role: roleOf(path, bytes), sha256: await fileHashAside(bytes) });
      await stage.at(read.length, files.length);
    }
  }
  const models = [...read.filter(({ role }) => role === 'model'), ...(heldModel ? [heldModel] : [])];
  const further = new Set(models.flatMap(({ bytes }) => furtherFilesOf(bytes)));
  const known = read.flatMap((file): ReadFile[] => {
    const role = further.has(baseName(file.name)) ? 'weights' : file.role;
    if (role) return [{ ...file, role }];
    if (!file.name.includes('/')) throw new UserError('app.file-unknown', { name: file.name });
    return [];
  });
  if (known.length === 0) throw new UserError('app.file-unknown', { name: files[0].path.split('/')[0] });
  return known;
}

/** Before anything is read: what is too much for one page ends in a sentence, not in a tab that dies. */
function checkAmount(files: readonly NamedFile[]): void {
  if (files.length > ENTRY_LIMIT) throw new UserError('app.folder-too-large', { most: ENTRY_LIMIT });
  for (const { file, path } of files) checkFileSize(path, file.size);
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  if (total >= FILE_LIMIT)
    throw new UserError('app.files-too-large', {
      count: files.length,
      size: Math.round(total / 1e7) / 100,
      limit: FILE_LIMIT / 1e9,
    });
}

async function contentOf({ file, path }: NamedFile): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new UserError('app.file-unreadable', { name: path }, { cause });
  }
}

/** A folder's data and weights stand as one file of its name; everything else by itself. */
export function grouped(files: readonly ReadFile[]): Group[] {
  const folders = new Map<string, ReadFile[]>();
  for (const file of files) {
    const [folder, inside] = file.name.split('/', 2);
    const together = inside !== undefined && (file.role === 'data' || file.role === 'weights');
    const key = together ? `${file.role}/${folder}` : `${file.role}//${folders.size}`;
    const others = folders.get(key);
    if (others) others.push(file);
    else folders.set(key, [file]);
  }
  return [...folders.values()].map(groupOf);
}

/** A folder's files in the order of their places: a drop and a picker give them in different ones. */
function groupOf(given: readonly ReadFile[]): Group {
  const parts = [...given].sort((a, b) => (a.name < b.name ? -1 : 1));
  const [first] = parts;
  if (parts.length === 1) return { name: first.name, role: first.role, parts, sha256: first.sha256 };
  const listed = parts.map(({ name, sha256 }) => `${sha256} ${name}\n`).join('');
  return {
    name: `${first.name.split('/')[0]}/`,
    role: first.role,
    parts,
    sha256: sha256Hex(new TextEncoder().encode(listed)),
  };
}
