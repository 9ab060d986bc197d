import { UserError } from '../../../messages/index.ts';
import type { NamedFile } from '../../lab/types.ts';

/** Files in a folder and those below it; more are no data set of this lab. */
const mostFiles = 200_000;
/** Folders in folders. */
const deepest = 12;

/** Files of a picker or of the clipboard; those of a chosen folder come with their place in it. */
export const picked = (files: Iterable<File>): NamedFile[] =>
  Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }));

/** What was dropped, folders opened. To be called while the drop is being handled: later its items are gone. */
export function dropped(transfer: DataTransfer | null): Promise<readonly NamedFile[]> {
  if (!transfer) return Promise.resolve([]);
  const entries = [...transfer.items]
    .map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
    .filter((entry) => entry !== null);
  if (!entries.some((entry) => entry.isDirectory)) return Promise.resolve(picked(transfer.files));
  return opened(entries);
}

async function opened(entries: readonly FileSystemEntry[]): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  const open = async (entry: FileSystemEntry, depth: number): Promise<void> => {
    // What the system itself leaves in folders (.DS_Store, ._1.png) is nobody's data.
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') return;
    if (entry.isFile) found.push({ file: await fileOf(entry as FileSystemFileEntry), path: placeOf(entry) });
    else if (entry.isDirectory && depth < deepest)
      for (const inner of await inside(entry as FileSystemDirectoryEntry)) await open(inner, depth + 1);
    if (found.length > mostFiles) throw new UserError('app.folder-too-large', { most: mostFiles });
  };
  for (const entry of entries) await open(entry, 0);
  return found;
}

const placeOf = ({ fullPath }: FileSystemEntry): string => fullPath.replace(/^\//, '');

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A reader gives a hundred entries at a time, and none at the end. */
async function inside(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
