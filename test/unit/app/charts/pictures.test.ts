import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { examples } from '../../../charts/index.ts';
import { pictureOf } from '../../../charts/example.ts';

/**
 * Every example's picture is kept in test/fixtures/charts. One that changed is written beside the old one as
 * `name-changed.svg`: look at both, and where the change is meant, put it in the old one's place (or delete the old one
 * and run again).
 */
const folder = new URL('../../../fixtures/charts/', import.meta.url);

/** Ids and the last digits of positions may differ between versions without anything looking different. */
const normalised = (svg: string): string =>
  svg.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));

test.each(Object.keys(examples))('%s looks as it did', (name) => {
  const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { svg } = pictureOf(examples[name]());
  const kept = new URL(`${file}.svg`, folder);
  const changed = new URL(`${file}-changed.svg`, folder);
  const now = normalised(svg);
  if (!existsSync(kept)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(kept, now);
    expect.fail(
      `${fileURLToPath(kept)} was missing and has been written: look at it, keep it, and run again`,
    );
  }
  const same = readFileSync(kept, 'utf8') === now;
  if (same) rmSync(changed, { force: true });
  else writeFileSync(changed, now);
  expect(same, `${name} changed: compare test/fixtures/charts/${file}.svg with ${file}-changed.svg`).toBe(
    true,
  );
});
