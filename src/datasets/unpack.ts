import { UserError } from '../messages/index.ts';
import { checkFileSize, ENTRY_LIMIT } from './limits.ts';
import { npz } from './formats/npz.ts';
import type { SourceFile } from './formats/types.ts';
import { isZip, zipEntries } from './formats/zip.ts';

/** What operating systems leave in folders and archives. */
const LEFTOVERS = /^(\..*|__macosx|thumbs\.db|desktop\.ini)$/i;
/** What authors of data put beside them. */
const WORDS = /(^|\/)(readme|licen[cs]e|copying|citation)[^/]*$|\.(md|html?|pdf|rst)$/i;

/** Whether a path inside a folder or an archive leads to what systems leave behind. */
export const isLeftover = (path: string): boolean => path.split('/').some((step) => LEFTOVERS.test(step));

/** A zip's files; beside other files under the zip's own name, so that `train.zip` and `test.zip` stay parts. */
function filesOf(file: SourceFile, alone: boolean): SourceFile[] {
  const folder = alone ? '' : `${file.name.replace(/\.zip$/i, '')}/`;
  return zipEntries(file)
    .filter(({ name }) => !isLeftover(name))
    .map((entry) => ({ name: folder + entry.name, bytes: entry.read() }));
}

/**
 * The files that hold data, of files, folders (names are paths then) and zip archives: without what systems leave behind
 * and, where there are several, without words about the data.
 * @throws UserError when an archive is refused, there are too many files, or none is left.
 */
export function unpacked(given: readonly SourceFile[]): SourceFile[] {
  const visible =
    given.length > 1 ? given.filter(({ name }) => !isLeftover(name.replace(/^.*[/\\]/, ''))) : given;
  const files = visible.flatMap((file) => {
    checkFileSize(file.name, file.bytes.length);
    return isZip(file.bytes) && !npz.matches(file.bytes) ? filesOf(file, visible.length === 1) : [file];
  });
  const [{ name }] = given;
  if (files.length > ENTRY_LIMIT)
    throw new UserError('datasets.zip-entries', { name, count: files.length, limit: ENTRY_LIMIT });
  if (files.length === 0) throw new UserError('datasets.empty', { name });
  const data = files.length > 1 ? files.filter((file) => !WORDS.test(file.name)) : files;
  return data.length > 0 ? data : files;
}
