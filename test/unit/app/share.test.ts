import fc from 'fast-check';
import jsQR from 'jsqr';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { longestAddress, readAddress, type Address } from '../../../src/app/address.ts';
import { keyNames } from '../../../src/app/shell/key-names.ts';
import { asides, way } from '../../../src/app/shell/places.ts';
import { qrPath } from '../../../src/app/shell/qr.ts';
import { baseOf, sharedLink } from '../../../src/app/shell/share.ts';
import { hideable } from '../../../src/app/state/hideable.ts';
import { readSettingsFile, settingsAmong, settingsFile } from '../../../src/app/state/settings-file.ts';

const scale = 4;

/** What a reader makes of the code as it is drawn: black rectangles on white paper. */
function decoded(text: string): string | undefined {
  const { size, d } = qrPath(text);
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let at = 0; at < Number(width) * scale * scale; at++) {
      const row = Number(y) * scale + Math.floor(at / (Number(width) * scale));
      const column = Number(x) * scale + (at % (Number(width) * scale));
      pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
    }
  return jsQR(pixels, side, side)?.data;
}

describe('QR code', () => {
  const base = 'http://192.168.1.20:4173/lab/';

  test('a reader gets the very link back, short ones and the longest', () => {
    for (const text of [base, `${base}#v=1&target=digits-cnn&run=1`, `${base}#${'a=1&'.repeat(499)}`])
      expect(decoded(text)).toBe(text);
  });

  test('four modules around it stay white', () => {
    const { size, d } = qrPath(base);
    for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      expect(Math.min(Number(x), Number(y))).toBeGreaterThanOrEqual(4);
      expect(Math.max(Number(x) + Number(width), Number(y) + 1)).toBeLessThanOrEqual(size - 4);
    }
  });
});

describe('a link to hand on', () => {
  const address: Address = { target: 'digits-cnn', plan: { seed: 3 }, run: false };

  test('leaves out what is ticked and says what it needs', () => {
    const shared = sharedLink('http://10.0.0.2/lab/', address, ['plan.seed', 'learn']);
    expect(shared.link).toBe('http://10.0.0.2/lab/#v=1&target=digits-cnn&seed=3&hide=plan.seed,learn');
    expect(readAddress(new URL(shared.link).hash).hidden).toEqual(['plan.seed', 'learn']);
    expect(shared).toMatchObject({ fits: true, local: false, ownFiles: false });
    expect(sharedLink('http://10.0.0.2/', { model: 'a'.repeat(64), run: false }, []).ownFiles).toBe(true);
  });

  test.each([
    ['http://localhost:4173/', true],
    ['http://127.0.0.1:4173/', true],
    ['http://[::1]:4173/', true],
    ['http://lab.localhost/', true],
    ['http://192.168.0.5/', false],
    ['https://example.org/touchstone/', false],
  ])('%s leads to this machine only: %s', (base, local) => {
    expect(sharedLink(base, address, []).local).toBe(local);
  });

  test('all parts that can be hidden fit into one link together, each once', () => {
    const ids = hideable.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(readAddress(new URL(sharedLink('http://a/', address, ids).link).hash).hidden).toEqual(ids);
  });

  test('the base is the address without what stands behind #', () => {
    expect(baseOf('http://a/lab/?x=1#v=1&a=#b')).toBe('http://a/lab/?x=1');
  });
});

describe('a file of settings', () => {
  const long: Address = {
    target: 'digits-cnn',
    plan: { parameters: { 'A.5-3': { epsilons: Array.from({ length: 300 }, (_, at) => at / 7) } } },
    run: false,
  };

  test('gives back what a link could not hold', () => {
    expect(sharedLink('http://a/', long, []).fits).toBe(false);
    const text = readSettingsFile(settingsFile(long))!;
    expect(text.length).toBeGreaterThan(longestAddress);
    expect(readAddress(text, Infinity)).toEqual(long);
  });

  test('is told from every other file', () => {
    for (const text of ['', '{', '[]', '{"schemaVersion": 1}', '{"touchstone-settings": 1}', 'null'])
      expect(readSettingsFile(text)).toBeUndefined();
    fc.assert(fc.property(fc.json(), (text) => readSettingsFile(text) === undefined));
    expect(readSettingsFile(`${settingsFile(long)}${' '.repeat(200_000)}`)).toBeUndefined();
  });

  test('is found among others, which stay', async () => {
    const settings = new File([settingsFile(long)], 'a.json');
    const named = (file: File) => ({ file, path: file.name });
    const others = [new File(['label,a\n'], 'b.csv'), new File(['{"items": []}'], 'c.json')].map(named);
    const found = await settingsAmong([others[0], named(settings), others[1]]);
    expect(found.settings).toBe(readSettingsFile(settingsFile(long)));
    expect(found.rest).toEqual(others);
  });
});

test('keys are named as they stand on the keyboard', () => {
  expect(keyNames('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyNames('Mod+Z', true)).toEqual(['⌘', 'Z']);
  expect(keyNames('?', false)).toEqual(['?']);
  expect(keyNames('+', false)).toEqual(['+']);
});

test('every part that can be hidden asks for it, and every part that asks can be hidden', () => {
  const folder = fileURLToPath(new URL('../../../src/app', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(svelte|ts)$/.test(name),
  );
  const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const asked = new Set([...source.matchAll(/\bshows\('([\w.-]+)'\)/g)].map((match) => match[1]));
  const screens = [...way, ...asides].map(({ screen }) => screen as string);
  const known = hideable.map(({ id }) => id);
  expect([...asked].filter((id) => !known.includes(id))).toEqual([]);
  expect(known.filter((id) => !asked.has(id) && !screens.includes(id))).toEqual([]);
});
