import { UserError, type MessageId } from '../messages/index.ts';

/** Enough of a file's beginning to tell what it is. */
const head = 4096;

const latin = new TextDecoder('latin1');

type Is = (start: string, bytes: Uint8Array) => boolean;

const begins =
  (...wanted: readonly number[]): Is =>
  (_, bytes) =>
    wanted.every((byte, at) => bytes[at] === byte);
const zip = begins(0x50, 0x4b, 3, 4);
/** The first entry's name begins after 30 bytes. */
const zipOf =
  (entry: RegExp): Is =>
  (start, bytes) =>
    zip(start, bytes) && entry.test(start.slice(30));
const page = /^(\u00ef\u00bb\u00bf)?\s*(<\?xml[^>]*>\s*)?<(!doctype html|html|error>)/i;

/** Beginnings of what is often taken for a model or data and is neither, the surest first. */
const kinds: readonly (readonly [MessageId, Is])[] = [
  ['foreign.empty', (_, bytes) => bytes.length === 0],
  ['foreign.lfs', (start) => start.startsWith('version https://git-lfs')],
  ['foreign.web-page', (start) => page.test(start)],
  [
    'foreign.pytorch',
    zipOf(/^[^/]+\/(data\.pkl|\.format_version|\.storage_alignment|version|constants\.pkl|data\/0)/),
  ],
  ['foreign.keras', zipOf(/^(metadata|config)\.json/)],
  ['foreign.keras', begins(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a)],
  ['foreign.tflite', (start) => start.slice(4, 8) === 'TFL3'],
  ['foreign.pickle', (_, [mark, protocol]) => mark === 0x80 && protocol >= 2 && protocol <= 5],
  ['foreign.weights', (start) => start.startsWith('GGUF')],
  // Safetensors: the length of a JSON header in eight bytes, and the header.
  [
    'foreign.weights',
    (start, bytes) => start.slice(8, 10) === '{"' && bytes.slice(4, 8).every((byte) => byte === 0),
  ],
];

/** What a file is, where that is known to be of no use here; undefined for everything else. */
export function foreignIn(bytes: Uint8Array): MessageId | undefined {
  const start = latin.decode(bytes.subarray(0, head));
  return kinds.find(([, is]) => is(start, bytes))?.[0];
}

/** @throws UserError that names a file which can be neither model nor data, says what it is and what to do. */
export function checkForeign(name: string, bytes: Uint8Array): void {
  const id = foreignIn(bytes);
  if (id) throw new UserError(id, { name });
}
