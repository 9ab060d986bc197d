import { ENTRY_LIMIT } from '../../../datasets/limits.ts';
import { UserError } from '../../../messages/index.ts';
import { Stage, type Watch } from '../../lab/import/watch.ts';
import type { NamedFile } from '../../lab/types.ts';
import type { Folders, Offered } from '../../state/intake.svelte.ts';

/** Files of a picker or of the clipboard; those of a chosen folder come with their place in it. */
export const picked = (files: Iterable<File>): NamedFile[] =>
  Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * What was dropped; folders are still to be opened. To be called while the drop is being handled: later its items are gone.
 */
export function dropped(transfer: DataTransfer | null): Offered {
  if (!transfer) return [];
  const entries = [...transfer.items]
    .map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
    .filter((entry) => entry !== null);
  return entries.some((entry) => entry.isDirectory) ? foldersOf(entries) : picked(transfer.files);
}

/** Dropped entries, of which some are folders. */
export const foldersOf = (entries: readonly FileSystemEntry[]): Folders => ({
  names: entries.map(({ name }) => name),
  open: (watch) => opened(entries, watch),
});

/**
 * All files, however deep they lie, a folder at a time. What the system itself leaves in folders (.DS_Store, ._1.png) is
 * nobody's data.
 * @throws UserError where there are too many or none, or one cannot be opened; an AbortError when the watch wants no more.
 */
async function opened(entries: readonly FileSystemEntry[], watch: Watch): Promise<NamedFile[]> {
  const stage = new Stage('find', watch);
  const found: NamedFile[] = [];
  const folders: FileSystemDirectoryEntry[] = [];
  let met = 0;
  const take = async (some: readonly FileSystemEntry[]) => {
    met += some.length;
    // Folders count too: one that leads back into itself has no end.
    if (met > ENTRY_LIMIT) throw new UserError('app.folder-too-large', { most: ENTRY_LIMIT });
    folders.push(...some.filter(isFolder));
    found.push(...(await Promise.all(some.filter(isFile).map(named))));
    await stage.at(found.length, null);
  };
  await take(entries);
  for (let at = 0; at < folders.length; at++) {
    const more = readerOf(folders[at]);
    for (let some = await more(); some.length > 0; some = await more()) await take(some.filter(isOwn));
  }
  if (found.length === 0) throw new UserError('app.folder-empty');
  return found;
}

const isOwn = ({ name }: FileSystemEntry): boolean => !name.startsWith('.') && name !== '__MACOSX';
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function named(entry: FileSystemFileEntry): Promise<NamedFile> {
  const path = entry.fullPath.replace(/^\//, '');
  return { file: await readable(path, (resolve, reject) => entry.file(resolve, reject)), path };
}

/** A reader gives a hundred entries at a time, and none at the end. */
function readerOf(folder: FileSystemDirectoryEntry): () => Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  return () => readable(folder.name, (resolve, reject) => reader.readEntries(resolve, reject));
}

/** What the browser gives by callbacks. @throws UserError where it refuses: gone, or not allowed to be read. */
function readable<T>(
  name: string,
  ask: (resolve: (value: T) => void, reject: (cause: unknown) => void) => void,
): Promise<T> {
  return new Promise<T>(ask).catch((cause: unknown) => {
    throw new UserError('app.file-unreadable', { name }, { cause });
  });
}
