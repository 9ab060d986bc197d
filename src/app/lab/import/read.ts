import { checkFileSize, type SourceFile } from '../../../datasets/load.ts';
import { UserError } from '../../../messages/index.ts';
import { sha256Hex } from '../../../numeric/hash.ts';
import { roleOf } from '../sniff.ts';
import type { FileRole, NamedFile } from '../types.ts';
import { baseName, furtherFilesOf } from './assemble.ts';

/** A file that was read, and what it is for. */
export interface ReadFile extends SourceFile {
  readonly role: FileRole;
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
 * @throws UserError for a file that is too large or none of what the lab reads.
 */
export async function readAll(
  files: readonly NamedFile[],
  heldModel: SourceFile | undefined,
): Promise<ReadFile[]> {
  for (const { file, path } of files) checkFileSize(path, file.size);
  const read: (SourceFile & { readonly role: FileRole | undefined })[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const some = files.slice(start, start + atOnce);
    const contents = await Promise.all(some.map(({ file }) => file.arrayBuffer()));
    some.forEach(({ path }, index) => {
      const bytes = new Uint8Array(contents[index]);
      read.push({ name: path, bytes, role: roleOf(path, bytes) });
    });
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

/** A folder's data and weights stand as one file of its name; everything else by itself. */
export function grouped(files: readonly ReadFile[]): Group[] {
  const folders = new Map<string, ReadFile[]>();
  for (const file of files) {
    const [folder, inside] = file.name.split('/', 2);
    const together = inside !== undefined && (file.role === 'data' || file.role === 'weights');
    const key = together ? `${file.role}/${folder}` : `${file.role}//${folders.size}`;
    folders.set(key, [...(folders.get(key) ?? []), file]);
  }
  return [...folders.values()].map(groupOf);
}

function groupOf(parts: readonly ReadFile[]): Group {
  const [first] = parts;
  if (parts.length === 1)
    return { name: first.name, role: first.role, parts, sha256: sha256Hex(first.bytes) };
  const listed = parts.map(({ name, bytes }) => `${sha256Hex(bytes)} ${name}\n`).join('');
  return {
    name: `${first.name.split('/')[0]}/`,
    role: first.role,
    parts,
    sha256: sha256Hex(new TextEncoder().encode(listed)),
  };
}
