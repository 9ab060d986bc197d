import { describe, expect, test } from 'vitest';
import { knowledgeEntries, knowledgeEntry } from '../../../src/standard/attacks-defences.ts';
import { indicatorEntries, indicatorEntry } from '../../../src/standard/indicators.ts';
import { procedure } from '../../../src/standard/procedure.ts';
import { requirementEntries, requirementEntry } from '../../../src/standard/requirements.ts';
import { riskEntries, threats } from '../../../src/standard/risks.ts';

const duplicates = (ids: readonly string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

/** Paths of texts that lack a language, or whose Chinese is not Chinese although the English is a sentence. */
function untranslated(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => untranslated(entry, `${path}.${index}`));
  if (value === null || typeof value !== 'object') return [];
  const { en, zh } = value as { en?: unknown; zh?: unknown };
  if (en !== undefined || zh !== undefined) {
    const whole = typeof en === 'string' && typeof zh === 'string' && en.trim() !== '' && zh.trim() !== '';
    return whole && (en.split(' ').length <= 6 || /[\u4e00-\u9fff]/.test(zh)) ? [] : [path];
  }
  return Object.entries(value).flatMap(([key, entry]) => untranslated(entry, `${path}.${key}`));
}

describe('the catalogue of the standard', () => {
  test('holds every row of tables A.1–A.6', () => {
    const perTable = ['A.1', 'A.2', 'A.3', 'A.4', 'A.5', 'A.6'].map(
      (table) => indicatorEntries.filter(({ id }) => id.startsWith(`${table}-`)).length,
    );
    expect(perTable).toEqual([9, 12, 9, 8, 9, 5]);
    expect(indicatorEntry('A.5-3')?.attribute).toBe('robustness');
    expect(indicatorEntry('A.3-1')?.attribute).toBe('availability');
    expect(indicatorEntry('A.9-9')).toBeUndefined();
  });

  test('holds every item of clause 6, risk and attack', () => {
    expect(requirementEntries).toHaveLength(71);
    expect(requirementEntries.filter(({ verdict }) => verdict === 'own')).toHaveLength(51);
    expect(riskEntries).toHaveLength(55);
    expect(knowledgeEntries).toHaveLength(95);
    expect(procedure.judgement.outcomes).toHaveLength(3);
  });

  test('has no id twice', () => {
    for (const list of [
      indicatorEntries,
      requirementEntries,
      knowledgeEntries,
      [...riskEntries, ...threats],
    ]) {
      expect(duplicates(list.map(({ id }) => id))).toEqual([]);
    }
  });

  test('refers only to what exists', () => {
    const indicators = [
      ...requirementEntries.flatMap(({ confirmation }) => [
        ...confirmation.indicators,
        ...confirmation.suggestedIndicators,
      ]),
      ...[...riskEntries, ...threats, ...knowledgeEntries].flatMap((entry) => entry.indicators),
      ...procedure.indicatorGroups.flatMap((group) => group.indicators),
    ];
    expect(indicators.filter((id) => !indicatorEntry(id))).toEqual([]);
    const requirements = [
      ...requirementEntries.flatMap(({ parent }) => (parent === null ? [] : [parent])),
      ...indicatorEntries.flatMap(({ relatedClauses }) => relatedClauses.filter((id) => id.startsWith('6'))),
    ];
    expect(requirements.filter((id) => !requirementEntry(id))).toEqual([]);
    const attacks = [
      ...riskEntries.flatMap((entry) => entry.attacks),
      ...knowledgeEntries.flatMap((entry) => entry.related),
    ];
    expect(attacks.filter((id) => !knowledgeEntry(id))).toEqual([]);
  });

  test('speaks both languages throughout', () => {
    const all = { indicatorEntries, requirementEntries, riskEntries, knowledgeEntries, procedure };
    expect(untranslated(all, '')).toEqual([]);
  });
});
