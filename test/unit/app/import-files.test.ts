import { toBinary, fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { beforeAll, describe, expect, test } from 'vitest';
import { FileShelf } from '../../../src/app/lab/files.ts';
import { assemble, furtherFilesOf } from '../../../src/app/lab/import/assemble.ts';
import type { CardShelf } from '../../../src/app/lab/import/cards.ts';
import type { ImportSetting } from '../../../src/assessment/import-setting.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { importModel } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { importCard, importCardText } from '../../../src/assessment/model-card.ts';
import { text } from '../../../src/messages/index.ts';
import { ascii } from '../../support/data-files.ts';
import { zipFile } from '../../support/zip-files.ts';
import { layers, saved, sequential, settle } from '../../support/layers-models.ts';

/** Two classes by the sums of four columns, weighed. */
function model(weight = 1): Uint8Array<ArrayBuffer> {
  const builder = new GraphBuilder(17);
  const x = builder.input('x', { dtype: 'float32', shape: [-1, 4] });
  const data = Float32Array.from({ length: 8 }, (_, at) => (at % 2 ? weight : -weight));
  const weights = builder.defineConstant('weights', { dtype: 'float32', dims: [4, 2], data });
  return writeOnnx(builder.build([builder.emit('MatMul', [x, weights])]));
}

/** The same with its weights in a file beside it. */
function split(bytes: Uint8Array, location = 'm.onnx.data') {
  const proto = fromBinary(ModelProtoSchema, bytes);
  const [tensor] = proto.graph!.initializer;
  const data = tensor.rawData.slice();
  const entry = (key: string, value: string) => ({ $typeName: 'onnx.StringStringEntryProto', key, value });
  tensor.externalData = [
    entry('location', location),
    entry('offset', '0'),
    entry('length', String(data.length)),
  ] as never;
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.rawData = new Uint8Array(0);
  return { model: toBinary(ModelProtoSchema, proto), data };
}

const table = ['label,a,b,c,d', '0,-1,-2,-1,-3', '1,1,2,1,3', '0,-2,-1,-1,-1', '1,3,1,2,1'].join('\n');
const named = (path: string, content: Uint8Array<ArrayBuffer> | string) => ({
  file: new File([content], path.split('/').at(-1)!),
  path,
});

describe('a model of several files', () => {
  const whole = model();
  let parts: ReturnType<typeof split>;
  beforeAll(() => {
    parts = split(whole);
  });

  test('says what it lacks, and is the same model once it is there', () => {
    expect(furtherFilesOf(whole)).toEqual([]);
    expect(furtherFilesOf(parts.model)).toEqual(['m.onnx.data']);
    const file = { name: 'm.onnx', bytes: parts.model };
    expect(assemble(file, [])).toEqual({ model: undefined, missing: ['m.onnx.data'] });
    const { model: made } = assemble(file, [{ name: 'export/m.onnx.data', bytes: parts.data }]);
    expect(importModel(made!).graph.constants.get('weights')?.data).toEqual(
      importModel(whole).graph.constants.get('weights')?.data,
    );
  });

  test('asks for nothing outside its own folder, and takes no file that is too short', () => {
    expect(() => furtherFilesOf(split(whole, '../../secret').model)).toThrow();
    const file = { name: 'm.onnx', bytes: parts.model };
    expect(() => assemble(file, [{ name: 'm.onnx.data', bytes: parts.data.subarray(0, 8) }])).toThrow();
  });
});

describe('files in any order', () => {
  const kept = new Map<string, ImportSetting>();
  const cards: CardShelf = {
    find: async (sha256) => kept.get(sha256),
    put: async (sha256, setting) => void kept.set(sha256, setting),
  };

  test('weights before the model, data last; what is missing is said at each step', async () => {
    const shelf = new FileShelf(cards);
    const { model: file, data } = split(model());
    expect(await shelf.add([named('m.onnx.data', data)], {})).toMatchObject({ missing: 'both' });
    expect(await shelf.add([named('m.onnx', file)], {})).toMatchObject({ missing: 'data' });
    expect(await shelf.add([named('rows.csv', table)], {})).toHaveProperty('subject');
    expect(shelf.files.map(({ role }) => role)).toEqual(['model', 'weights', 'data']);
  });

  test('a setting that was kept is used for the same model only, and gives way to what is chosen', async () => {
    const setting: ImportSetting = { classNames: ['low', 'high'], labels: [1, 0] };
    kept.set(sha256Hex(model()), setting);
    const shelf = new FileShelf(cards);
    await shelf.add([named('rows.csv', table)], {});
    expect(await shelf.add([named('m.onnx', model())], {})).toMatchObject({
      info: { origin: 'kept', setting },
    });
    expect(await shelf.readAgain({ setting: { labels: [0, 1] } })).toMatchObject({
      info: { origin: 'hand', setting: { labels: [0, 1] } },
    });
    const other = await shelf.add([named('other.onnx', model(2))], { setting: { labels: [1, 0] } });
    expect('info' in other && other.info.setting.labels).toBeUndefined();
  });

  test('labels that begin at 1 are taken one lower, and that is said', async () => {
    const shelf = new FileShelf({ find: async () => undefined, put: async () => undefined });
    const shifted = table.replace(/^1,/gm, '2,').replace(/^0,/gm, '1,');
    await shelf.add([named('m.onnx', model())], {});
    const found = await shelf.add([named('rows.csv', shifted)], {});
    expect(found).toMatchObject({ info: { setting: { labels: [-1, 0, 1] } } });
    expect('info' in found && found.info.reasons.map(({ id }) => id)).toContain('diagnosis.labels-late');
  });

  test('a setting that does not fit leaves everything as it was', async () => {
    const shelf = new FileShelf(cards);
    await shelf.add([named('m.onnx', model(3)), named('rows.csv', table)], {});
    const before = shelf.files;
    await expect(shelf.readAgain({ setting: { classNames: ['one'] } })).rejects.toMatchObject({
      id: 'assessment.class-names',
    });
    await expect(shelf.readAgain({ setting: { single: 'x' } as never })).rejects.toMatchObject({
      id: 'assessment.card-field',
    });
    expect(shelf.files).toEqual(before);
    expect(shelf.reading?.setting.classNames).toBeUndefined();
  });

  test('a TensorFlow.js model and its shards, from a folder', async () => {
    const made = sequential({
      layers: [layers.dense({ units: 2, inputShape: [4], activation: 'softmax' })],
    });
    settle(made, 1);
    const files = await saved(made, 2);
    const shelf = new FileShelf(cards);
    const parts = files.map(({ name, bytes }) => named(`web/${name}`, bytes.slice()));
    expect(await shelf.add(parts.slice(0, -1), {})).toMatchObject({ missing: 'weights' });
    expect(await shelf.add([...parts.slice(-1), named('rows.csv', table)], {})).toHaveProperty('subject');
    expect(shelf.files.map(({ role }) => role)).toContain('weights');
  });

  test('names of classes come as a file', async () => {
    const shelf = new FileShelf(cards);
    await shelf.add([named('m.onnx', model(4)), named('classes.txt', 'low\nhigh\n')], {});
    expect(shelf.files.map(({ role }) => role)).toEqual(['model', 'classes']);
    expect(await shelf.add([named('rows.csv', table)], {})).toMatchObject({
      info: { setting: { classNames: ['low', 'high'] } },
    });
  });
});

describe('of several files some are unfit', () => {
  const good = [named('m.onnx', model()), named('rows.csv', table)];
  const shelf = () => new FileShelf({ find: async () => undefined, put: async () => undefined });
  const binary = (name: string, ...bytes: readonly number[]) => named(name, Uint8Array.from(bytes));
  const zip = (entry: string, name: string) => named(name, zipFile([{ name: entry, bytes: ascii('x') }]));
  const card = (text: string) => named('m.card.json', text);
  const other = importCardText(importCard({ sha256: sha256Hex(model(3)) }, {}));

  test.each([
    ['an empty table', named('empty.csv', 'label,a\n'), 'datasets.empty'],
    ['something else', named('notes.xyz', 'nothing'), 'datasets.unknown-format'],
    ['a report', named('report.json', '{"schemaVersion": 1, "items": []}'), 'app.report-alone'],
    ['an empty file', named('n.onnx', ''), 'foreign.empty'],
    ['a page instead of a model', named('n.onnx', '<!DOCTYPE html><html></html>'), 'foreign.web-page'],
    ['a page', named('m.html', '\n<html lang="en">'), 'foreign.web-page'],
    [
      'a pointer',
      named('n.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      'foreign.lfs',
    ],
    ['a model cut short', named('n.onnx', model().slice(0, 90)), 'graph.not-onnx'],
    ['PyTorch weights', zip('m/data.pkl', 'n.pt'), 'foreign.pytorch'],
    ['a TorchScript', zip('net/data/0', 'n.onnx'), 'foreign.pytorch'],
    ['PyTorch weights of old', binary('n.pth', 0x80, 2, 0x8a, 10), 'foreign.pickle'],
    ['a pickle', binary('n.pkl', 0x80, 4, 0x95, 10), 'foreign.pickle'],
    ['a Keras model', zip('metadata.json', 'n.keras'), 'foreign.keras'],
    ['HDF5', binary('n.h5', 0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), 'foreign.keras'],
    ['TensorFlow Lite', named('n.tflite', '\x1c\0\0\0TFL3'), 'foreign.tflite'],
    ['weights', named('n.safetensors', '=\0\0\0\0\0\0\0{"w": {}}'), 'foreign.weights'],
    ['a card of another model', card(other), 'assessment.card-other-model'],
    [
      'a card with a wrong field',
      card(other.replace('"setting": {}', '"setting": 3')),
      'assessment.card-field',
    ],
  ])('%s is named, the model and its data are taken', async (_, bad, id) => {
    for (const files of [
      [bad, ...good],
      [...good, bad],
    ]) {
      const added = await shelf().add(files, {});
      expect(added).toHaveProperty('subject');
      const [told, ...others] = added.refused!;
      expect(told.id).toBe(id);
      expect(text(told, 'en')).toContain(bad.path);
      expect(others).toEqual([]);
    }
  });

  test('each is named with its own sentence, in the order in which they are found', async () => {
    const files = [
      named('a.xyz', '?'),
      ...good,
      named('b.onnx', ''),
      named('c.onnx', model().slice(0, 90)),
      card('{'),
    ];
    const { refused } = await shelf().add([...files, named('d.html', '<html>')], {});
    expect(refused!.map((told) => text(told, 'en').split(/[: ]/)[0]).sort()).toEqual([
      'a.xyz',
      'b.onnx',
      'c.onnx',
      'd.html',
      'm.card.json',
    ]);
  });

  test('of two models none is chosen; the data are kept', async () => {
    const held = shelf();
    const added = await held.add([...good, named('n.onnx', model(2))], {});
    expect(added).toMatchObject({ missing: 'model', refused: [{ id: 'app.two-models' }] });
    expect(held.files.map(({ name }) => name)).toEqual(['rows.csv']);
  });

  test('a model that cannot be read leaves the data', async () => {
    const held = shelf();
    const added = await held.add([named('cut.onnx', model().slice(0, 90)), good[1]], {});
    expect(added).toMatchObject({ missing: 'model', refused: [{ id: 'graph.not-onnx', file: 'cut.onnx' }] });
    expect(held.files.map(({ name }) => name)).toEqual(['rows.csv']);
  });

  test('where none is fit, each is named and what was there stays', async () => {
    const held = shelf();
    await held.add(good, {});
    const added = await held.add([named('a.xyz', '?'), named('b.xyz', '!')], {});
    expect(added).toHaveProperty('subject');
    expect(added.refused!.map(({ values }) => values!.name)).toEqual(['a.xyz', 'b.xyz']);
    expect(held.files).toHaveLength(2);
  });

  test('a single one is refused, and what was there stays', async () => {
    const held = shelf();
    await held.add(good, {});
    await expect(held.add([named('n.onnx', '')], {})).rejects.toMatchObject({ id: 'foreign.empty' });
    await expect(held.add([named('n.onnx', model().slice(0, 90))], {})).rejects.toMatchObject({
      file: 'n.onnx',
    });
    expect(held.files).toHaveLength(2);
  });
});
