import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fileHash, fileHashAside, Sha256, sha256Hex } from '../../../src/numeric/hash.ts';

const native = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const file = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255);

afterEach(() => vi.unstubAllGlobals());

describe('hashes of files', () => {
  test.each([0, 1, 63, 64, 1 << 20, (1 << 20) + 7])(
    '%i bytes: as the system has it, aside or not, with crypto.subtle or without',
    async (size) => {
      const wanted = native(file(size));
      expect(sha256Hex(file(size))).toBe(wanted);
      expect(fileHash(file(size))).toBe(wanted);
      expect(await fileHashAside(file(size))).toBe(wanted);
      vi.stubGlobal('crypto', {});
      expect(await fileHashAside(file(size))).toBe(wanted);
    },
  );

  test('of a part of a buffer are those of the part', async () => {
    const part = file(2 << 20).subarray(5, (1 << 20) + 100);
    expect(await fileHashAside(part)).toBe(native(part));
  });

  test('are reckoned once: bytes that are held do not change', async () => {
    const bytes = file(1 << 20);
    const hash = await fileHashAside(bytes);
    bytes[0] ^= 1;
    expect(fileHash(bytes)).toBe(hash);
    expect(new Sha256().update(bytes).hex()).not.toBe(hash);
  });
});
