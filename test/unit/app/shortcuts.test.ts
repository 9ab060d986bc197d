import { describe, expect, test } from 'vitest';
import { keysOf, Shortcuts, takesKeys, type KeyPress } from '../../../src/app/shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  defaultPrevented: false,
  ...more,
});

describe('names of keys', () => {
  test.each([
    [press('?', { shiftKey: true }), '?'],
    [press('p'), 'p'],
    [press('P', { shiftKey: true }), 'Shift+P'],
    [press('P'), 'p'],
    [press('3'), '3'],
    [press('z', { ctrlKey: true }), 'Mod+Z'],
    [press('z', { metaKey: true }), 'Mod+Z'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z'],
    [press('я', { ctrlKey: true, code: 'KeyZ' }), 'Mod+Z'],
    [press('п', { code: 'KeyG' }), 'g'],
    [press('Enter'), undefined],
    [press('ArrowLeft'), undefined],
    [press('p', { altKey: true }), undefined],
  ])('%o', (pressed, keys) => {
    expect(keysOf(pressed)).toBe(keys);
  });
});

describe('places that keep their keys', () => {
  test.each([
    [{ tagName: 'INPUT', type: 'text' }, true],
    [{ tagName: 'INPUT', type: 'number' }, true],
    [{ tagName: 'INPUT', type: 'search' }, true],
    [{ tagName: 'TEXTAREA' }, true],
    [{ tagName: 'SELECT' }, true],
    [{ tagName: 'DIV', isContentEditable: true }, true],
    [{ tagName: 'BUTTON', closest: () => ({}) }, true],
    [{ tagName: 'INPUT', type: 'checkbox' }, false],
    [{ tagName: 'INPUT', type: 'range' }, false],
    [{ tagName: 'BUTTON', closest: () => null }, false],
    [{ tagName: 'BODY' }, false],
    [null, false],
  ])('%o: %s', (target, taken) => {
    expect(takesKeys(target)).toBe(taken);
  });
});

describe('what a key means', () => {
  const title = 'app.skip';
  const nothing = () => {};
  const undo = { id: 'undo', keys: ['Mod+Z'], title, run: nothing } as const;
  const body = { tagName: 'BODY' };

  test('the shortcut with these keys, while it is there', () => {
    const list = new Shortcuts();
    const away = list.add(undo);
    expect(list.meant(press('z', { ctrlKey: true }), body)).toBe(undo);
    expect(list.meant(press('z'), body)).toBeUndefined();
    away();
    expect(list.meant(press('z', { ctrlKey: true }), body)).toBeUndefined();
  });

  test('a screen’s own comes before the page’s, one that does nothing now is passed over', () => {
    const list = new Shortcuts();
    const mine = { id: 'own', keys: ['n'], title, run: nothing } as const;
    const off = { ...mine, id: 'off', when: () => false };
    const page = { ...mine, id: 'page' };
    list.add(page);
    list.add(mine);
    list.add(off);
    expect(list.meant(press('n'), body)).toBe(mine);
    expect(list.list.map(({ id }) => id)).toEqual(['page', 'own', 'off']);
  });

  test('nothing in fields, while an input method composes, or where another part took the key', () => {
    const list = new Shortcuts();
    list.add(undo, { ...undo, id: 'n', keys: ['n'] });
    const field = { tagName: 'INPUT', type: 'text' };
    expect(list.meant(press('z', { ctrlKey: true }), field)).toBeUndefined();
    expect(list.meant(press('n', { isComposing: true }), body)).toBeUndefined();
    expect(list.meant(press('n', { keyCode: 229 }), body)).toBeUndefined();
    expect(list.meant(press('n', { defaultPrevented: true }), body)).toBeUndefined();
    expect(list.meant(press('n', { repeat: true }), body)).toBeUndefined();
    expect(list.meant(press('z', { ctrlKey: true, repeat: true }), body)).toBe(undo);
  });
});
