import { UserError } from '../../messages/index.ts';
import { checkFileSize } from '../limits.ts';
import { cifar } from './cifar.ts';
import { csv } from './csv.ts';
import { gunzip, isGzip } from './gzip.ts';
import { idx } from './idx.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';
import type { Decoded, Format, ReadOptions, SourceFile } from './types.ts';

/** Formats of data files, the most particular beginning first. A new format is one file and one line here. */
export const formats: readonly Format[] = [npy, npz, cifar, idx, csv];

/** Whether bytes are of one of the formats. */
export const isKnown = (bytes: Uint8Array): boolean => isGzip(bytes) || formatOf(bytes) !== undefined;

const formatOf = (bytes: Uint8Array): Format | undefined => formats.find((format) => format.matches(bytes));

/** The size that the header at the beginning of expanded data promises. */
function promisedSize(name: string, head: Uint8Array): number | undefined {
  return formatOf(head)?.promisedSize?.({ name, bytes: head });
}

/** The format a file's name speaks of, for a sentence that helps. */
const namedFormat = (name: string): string => {
  const ending =
    /\.(npy|npz|idx|csv|zip)(\.gz)?$/i.exec(name)?.[1] ?? (/ubyte(\.gz)?$/i.test(name) ? 'idx' : '');
  return ending.toUpperCase();
};

/**
 * Decodes one file, recognised by its content; any format may be compressed with gzip.
 * @throws UserError with what is wrong: too large, none of the formats, or a fault the format's reader found.
 */
export function readFile(file: SourceFile, options: ReadOptions = {}): Decoded {
  const { name, bytes } = file;
  checkFileSize(name, bytes.length);
  if (bytes.length === 0) throw new UserError('datasets.empty', { name });
  const plain = isGzip(bytes) ? { name, bytes: gunzip(file, (head) => promisedSize(name, head)) } : file;
  const format = formatOf(plain.bytes);
  if (format) return format.read(plain, options);
  const named = namedFormat(name);
  if (named) throw new UserError('datasets.wrong-magic', { name, format: named });
  throw new UserError('datasets.unknown-format', { name });
}
