import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operatorPage } from '../../../scripts/operators/table.ts';
import { firstSet } from '../../../scripts/operators/sets.ts';
import { onProcessor, wrongForms } from '../../../scripts/operators/webgpu.ts';
import { operators } from '../../../src/graph/operators/index.ts';

const page = join(import.meta.dirname, '../../../docs/operators.md');

test('docs/operators.md is what the registry gives; else: npm run operators', async () => {
  expect(readFileSync(page, 'utf8')).toBe(await operatorPage(page));
});

test('what is said of engines and sets is said of operators that are there', () => {
  const named = [...onProcessor, ...Object.keys(wrongForms)];
  expect(named.filter((op) => !(op in operators))).toEqual([]);
  expect(firstSet('GridSample')).toBe(16);
});
