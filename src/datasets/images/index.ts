import { UserError } from '../../messages/index.ts';
import { jpeg } from './jpeg/index.ts';
import { png } from './png.ts';
import type { ImageFormat, ImageHeader, Picture } from './types.ts';

/** Kinds of pictures, decoded by the same code in page, worker and terminal. A new kind is one file and one line here. */
const kinds: readonly ImageFormat[] = [png, jpeg];

/** Pixels a picture may have: what a large camera takes. */
const PIXEL_LIMIT = 64_000_000;

const kindOf = (bytes: Uint8Array): ImageFormat | undefined => kinds.find((kind) => kind.matches(bytes));

export const isImage = (bytes: Uint8Array): boolean => kindOf(bytes) !== undefined;

/**
 * What an image's header says; nothing is decoded.
 * @throws UserError when it is no image, damaged, of a kind that is not read, or larger than the limit.
 */
export function imageHeader(name: string, bytes: Uint8Array): ImageHeader {
  const kind = kindOf(bytes);
  if (!kind) throw new UserError('datasets.image-broken', { name });
  const header = kind.header(name, bytes);
  const { width, height } = header;
  if (width * height > PIXEL_LIMIT)
    throw new UserError('datasets.image-large', { name, width, height, limit: PIXEL_LIMIT / 1_000_000 });
  return header;
}

/** The pixels of an image whose header was looked at. @throws UserError when it is damaged. */
export function decodeImage(name: string, bytes: Uint8Array): Picture {
  const kind = kindOf(bytes);
  if (!kind) throw new UserError('datasets.image-broken', { name });
  return kind.decode(name, bytes);
}
