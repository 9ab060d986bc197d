import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportJsonSchema } from '../../../src/document/json-schema.ts';
import { pack, unpack } from '../../../src/document/packing.ts';
import { checkReport, readReport } from '../../../src/document/read.ts';
import type { Curve } from '../../../src/document/types.ts';
import { canonical, toText } from '../../../src/document/text.ts';
import { upgrade } from '../../../src/document/upgrade.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('packing', () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.float32Array(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
    fc.uint32Array(),
  );
  const name = fc.string().filter((text) => text !== '$' && text !== '__proto__');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree')),
      fc.dictionary(name, tie('tree'), { noNullPrototype: true }),
    ),
  }));

  test('survives a JSON file exactly', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(unpack(JSON.parse(JSON.stringify(pack(value))))).toEqual(value);
      }),
    );
  });

  test('keeps the sign of zero and leaves out what is absent', () => {
    expect(Object.is(unpack(JSON.parse(JSON.stringify(pack(-0)))), -0)).toBe(true);
    expect(pack({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });

  test('takes a view of a longer buffer as what it shows', () => {
    expect(unpack(pack(Float32Array.of(1, 2, 3, 4).subarray(1, 3)))).toEqual(Float32Array.of(2, 3));
  });

  test('refuses what it could not restore', () => {
    for (const value of [new Map(), () => 1, 3n, { $: 1 }, new Date(0)])
      expect(() => pack(value)).toThrow(TypeError);
    for (const value of [
      { $: 'float99' },
      { $: 'float32' },
      { $: 'float32', data: 'AAA=' },
      { $: 'float32', data: '*' },
      { $: 'toString' },
    ]) {
      expect(() => unpack(value)).toThrow(RangeError);
    }
  });
});

describe('text', () => {
  test('is JSON of the same content', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('number lists stay on one line, fields get their own', () => {
    const text = toText({
      ids: Array.from({ length: 99 }, (_, id) => id),
      items: [{ a: 'x'.repeat(80), b: 'y'.repeat(80) }],
    });
    expect(text.split('\n')).toHaveLength(10);
  });

  test('canonical form does not depend on the order of fields', () => {
    expect(canonical({ b: [1, { d: 1, c: undefined, a: 2 }], a: 'x' })).toBe(
      '{"a":"x","b":[1,{"a":2,"d":1}]}',
    );
  });
});

describe('reading', () => {
  test.each([
    '',
    'report',
    '[]',
    'null',
    '{}',
    '{"schemaVersion":"1"}',
    '{"schemaVersion":0}',
    '{"schemaVersion":1.5}',
  ])('%j is not a report', (text) => {
    expect(() => readReport(bytes(text))).toThrowError(/not a Touchstone report/);
  });

  test('bytes that are no text are not a report', () => {
    expect(() => readReport(Uint8Array.of(0x7b, 0xff, 0x7d))).toThrowError(/not a Touchstone report/);
  });

  test('a newer version is named', () => {
    expect(() => readReport(bytes('{"schemaVersion":2}'))).toThrowError(/version 2/);
  });

  test('the place of a fault is named', () => {
    expect(() => checkReport({ schemaVersion: 1, seed: -1 })).toThrowError(/seed should be/);
  });

  test('older versions are upgraded step by step', () => {
    const steps = {
      1: (report: object) => ({ ...report, two: true }),
      2: (report: object) => ({ ...report, three: true }),
    };
    expect(upgrade({ schemaVersion: 1 }, 1, steps)).toEqual({ schemaVersion: 3, two: true, three: true });
    expect(upgrade({ schemaVersion: 3 }, 3, steps)).toEqual({ schemaVersion: 3 });
  });
});

test('the JSON Schema names every field of the report', () => {
  const schema = reportJsonSchema() as { $schema: string; required: string[]; additionalProperties: boolean };
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.required).toEqual([
    'schemaVersion',
    'seed',
    'plan',
    'model',
    'data',
    'samples',
    'engine',
    'versions',
    'items',
    'judgement',
    'timings',
  ]);
  expect(schema.additionalProperties).toBe(false);
});

test('docs hold that schema; remade by `npx touchstone schema > docs/report.schema.json`', async () => {
  const filed = await readFile(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(filed)).toEqual(reportJsonSchema());
});

describe('a report changed by hand is refused at the place of the change', async () => {
  const golden = await readFile(new URL('../../fixtures/golden/report.json', import.meta.url), 'utf8');
  /** A whole report of one row with curves. */
  const whole = () => {
    const report = JSON.parse(golden) as Record<string, unknown> & { items: unknown[] };
    return { ...report, items: report.items.slice(0, 1) };
  };
  /** The same with one value replaced; `path` names it. */
  const changed = (path: string, change: (old: never) => unknown): unknown => {
    const report: Record<string, unknown> = whole();
    const steps = path.split('.');
    const last = steps.pop()!;
    const holder = steps.reduce((at, step) => at[step] as Record<string, unknown>, report);
    holder[last] = change(holder[last] as never);
    return report;
  };
  const twice = (list: unknown[]) => [...list, list[0]];

  test('without a change it is read', () => {
    expect(checkReport(whole()).items[0].curves.length).toBeGreaterThan(2);
  });

  test.each<[place: string, path: string, change: (old: never) => unknown]>([
    ['timings.started', 'timings.started', () => 'yesterday'],
    ['timings.started', 'timings.started', () => '2026-13-01T00:00:00Z'],
    ['timings.started', 'timings.started', () => '2026-01-01T25:00:00Z'],
    ['timings.started', 'timings.started', () => '2026-01-01'],
    ['items', 'items', twice],
    ['items[0].curves', 'items.0.curves', twice],
    [
      'items[0].curves',
      'items.0.curves',
      (curves: Curve[]) => curves.map((curve) => ({ ...curve, attack: 'fgsm' })),
    ],
    [
      'items[0].curves[0].points',
      'items.0.curves.0.points',
      (points: unknown[]) => [points[0], points[0], points[1]],
    ],
    ['items[0].curves[0].points', 'items.0.curves.0.points', (points: unknown[]) => [...points].reverse()],
    ['shard.of', 'shard', () => ({ index: 1, of: 1e9 })],
    ['shard', 'shard', () => ({ index: 3, of: 2 })],
    ['seed', 'seed', () => 1e300],
    ['model.classes', 'model.classes', () => 1e9],
    ['samples.count', 'samples.count', () => -1],
  ])('%s (%s, %s)', (place, path, change) => {
    expect(() => checkReport(changed(path, change))).toThrowError(
      expect.objectContaining({
        id: 'document.invalid',
        values: expect.objectContaining({ place }) as unknown,
      }) as Error,
    );
  });

  test('what is missing is called missing', () => {
    expect(() => checkReport({ schemaVersion: 1 })).toThrowError(
      expect.objectContaining({ id: 'document.lacks', values: { place: 'seed' } }) as Error,
    );
  });
});
