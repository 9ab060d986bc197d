import { UserError } from '../messages/index.ts';

/** Files of this many bytes and more are not read. */
export const FILE_LIMIT = 2_000_000_000;
/** Samples may take this many bytes once they are float32. */
export const DECODED_LIMIT = 1024 * 1024 * 1024;
/** Archives and folders may hold this many files. */
export const ENTRY_LIMIT = 200_000;
/** Labels are below this. */
export const CLASS_LIMIT = 10_000;
/** Deflate cannot shrink data further than about 1 : 1,032. */
export const DEFLATE_RATIO = 1040;

const MEGABYTE = 1024 * 1024;

/**
 * Refuses a file by its size. Hosts call it before they read the file; `loadFiles` calls it again.
 * @throws UserError from 2 GB on.
 */
export function checkFileSize(name: string, bytes: number): void {
  if (bytes >= FILE_LIMIT) {
    throw new UserError('datasets.file-too-large', { name, size: Math.round(bytes / 1e7) / 100 });
  }
}

/**
 * Number of values of a shape, checked before anything is allocated for it.
 * @throws UserError when an axis is no whole number, or the values would take more than 1 GiB as float32.
 */
export function checkedCount(name: string, shape: readonly number[]): number {
  let count = 1;
  for (const axis of shape) {
    if (!Number.isSafeInteger(axis) || axis < 0) throw new UserError('datasets.lying-header', { name });
    count *= axis;
  }
  if (shape.includes(0)) throw new UserError('datasets.empty', { name });
  if (!(count * 4 <= DECODED_LIMIT)) {
    throw new UserError('datasets.too-much', {
      name,
      size: Math.round((count * 4) / MEGABYTE),
      limit: DECODED_LIMIT / MEGABYTE,
    });
  }
  return count;
}

/**
 * Compares the size a header promises with the size there is.
 * @throws UserError when the file ends early or goes on after its data.
 */
export function checkPromisedSize(name: string, promised: number, actual: number): void {
  if (actual < promised) throw new UserError('datasets.truncated', { name, promised, actual });
  if (actual > promised) throw new UserError('datasets.too-long', { name, promised, actual });
}
