import { describe, expect, test } from 'vitest';
import { readSettings, shownTheme } from '../../../src/app/settings-kept.ts';

const fresh = { theme: 'system', presenter: false, motion: 'system', shortcuts: true, announce: true };

describe('what was kept', () => {
  test.each([null, '', '{', '3', 'null', '[]', '"x"'])('%j gives the first settings', (text) => {
    expect(readSettings(text)).toEqual(fresh);
  });

  test('holds as far as it makes sense', () => {
    const kept = { theme: 'dark', presenter: 'yes', motion: 'reduced', shortcuts: false, other: 1 };
    expect(readSettings(JSON.stringify(kept))).toEqual({
      ...fresh,
      theme: 'dark',
      motion: 'reduced',
      shortcuts: false,
    });
  });
});

describe('the theme on show', () => {
  test.each([
    ['system', false, false, 'light'],
    ['system', true, false, 'dark'],
    ['system', false, true, 'contrast-light'],
    ['system', true, true, 'contrast-dark'],
    ['light', true, true, 'light'],
    ['dark', false, true, 'dark'],
    ['contrast', false, false, 'contrast-light'],
    ['contrast', true, false, 'contrast-dark'],
  ] as const)('%s, system dark: %s, more contrast: %s → %s', (theme, dark, contrast, shown) => {
    expect(shownTheme(theme, { dark, contrast })).toBe(shown);
  });
});
