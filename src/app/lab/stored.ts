import { gunzipSync } from 'fflate';
import { checkReport } from '../../document/read.ts';
import type { Report } from '../../document/report.ts';
import { UserError } from '../../messages/index.ts';
import { written, type HeldReport } from './stored-pictures.ts';

/** Reports take a hundredth of this. */
const largest = 32 * 1024 * 1024;

/**
 * Where a target’s stored report lies in the `public` folder. Not `.gz`: some servers unpack files of that name on the way,
 * and their hash would differ.
 */
export const storedPath = (target: string): string => `results/${target}.json.gzip`;

/**
 * The report that is stored with the lab for a bundled target. Some servers unpack such files on the way; both forms are read.
 * @throws UserError when it is missing or damaged.
 */
export async function readStored(
  target: string,
  fetchBytes: (path: string) => Promise<Uint8Array>,
): Promise<Report> {
  const path = storedPath(target);
  const bytes = await fetchBytes(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(unpacked(bytes));
    return checkReport(written(JSON.parse(text) as HeldReport));
  } catch (cause) {
    throw UserError.from(cause) ?? new UserError('training.broken-file', { file: path }, { cause });
  }
}

function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (size > largest) throw new RangeError(`${size} bytes`);
  return gunzipSync(bytes, { out: new Uint8Array(size) });
}
