import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  importCard,
  importCardText,
  parseImportCard,
  settingFor,
} from '../../../src/assessment/model-card.ts';
import type { ImportSetting } from '../../../src/assessment/import-setting.ts';
import { UserError } from '../../../src/messages/index.ts';
import { sha256Hex } from '../../../src/numeric/hash.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const model = bytes('a model');
const sha256 = sha256Hex(model);
const setting: ImportSetting = {
  output: 'scores',
  single: 'logit',
  preprocessing: {
    resize: { height: 32, width: 32, mode: 'linear', antialias: true },
    order: 'bgr',
    multiply: 255,
    mean: [103.939, 116.779, 123.68],
    layout: 'nhwc',
  },
  labels: [-1, 0, 1],
  classNames: ['stop', '让行'],
};

/** The trouble's id. */
function idOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.id;
    throw error;
  }
  return 'none';
}

test('what is written is read again', () => {
  const card = importCard({ sha256, file: 'model.onnx' }, setting, {
    title: 'Signs',
    notes: 'exported in May\n',
  });
  const text = importCardText(card);
  expect(parseImportCard(bytes(text))).toEqual(card);
  expect(settingFor(card, model)).toEqual(setting);
  expect(importCardText(parseImportCard(bytes(text)))).toBe(text);
});

test('a setting that says nothing is an empty one', () => {
  expect(importCard({ sha256 }, { preprocessing: {}, output: undefined }).setting).toEqual({});
});

test('the card of another file is refused', () => {
  const card = importCard({ sha256 }, setting);
  expect(idOf(() => settingFor(card, bytes('another model')))).toBe('assessment.card-other-model');
});

test('the card of a bundled model is another thing', async () => {
  const file = await readFile(new URL('../../../public/models/digits-cnn.card.json', import.meta.url));
  expect(idOf(() => parseImportCard(file))).toBe('assessment.card-of-training');
});

describe('bad cards', () => {
  const good = JSON.parse(importCardText(importCard({ sha256 }, setting))) as Record<string, unknown>;
  test.each<[string, unknown]>([
    ['assessment.not-a-card', null],
    ['assessment.not-a-card', []],
    ['assessment.not-a-card', { schemaVersion: 1 }],
    ['assessment.card-newer', { ...good, version: 2 }],
    ['assessment.card-field', { ...good, version: 0 }],
    ['assessment.card-field', { ...good, extra: 1 }],
    ['assessment.card-field', { ...good, setting: undefined }],
    ['assessment.card-field', { ...good, model: { sha256: 'ABC' } }],
    ['assessment.card-field', { ...good, model: { sha256, file: '../model.onnx' } }],
    ['assessment.card-field', { ...good, setting: { preprocessing: { std: [0] } } }],
    ['assessment.card-field', { ...good, setting: { preprocessing: { mean: [] } } }],
    ['assessment.card-field', { ...good, setting: { labels: [-2] } }],
    ['assessment.card-field', { ...good, setting: { classNames: ['a\u001b[31m'] } }],
    ['assessment.card-field', { ...good, setting: { preprocessing: { resize: { height: 1e9 } } } }],
  ])('%s: %j', (id, value) => {
    expect(idOf(() => parseImportCard(bytes(JSON.stringify(value))))).toBe(id);
  });

  test('no text, no JSON', () => {
    expect(idOf(() => parseImportCard(Uint8Array.of(0xff, 0xfe)))).toBe('assessment.not-a-card');
    expect(idOf(() => parseImportCard(bytes('{"kind"')))).toBe('assessment.not-a-card');
  });

  test('the place is named', () => {
    const value = { ...good, setting: { preprocessing: { mean: [0, 'x'] } } };
    expect(() => parseImportCard(bytes(JSON.stringify(value)))).toThrow('setting.preprocessing.mean[1]');
  });
});
