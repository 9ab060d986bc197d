import { expect, test } from 'vitest';
import { roleOf } from '../../../src/app/lab/sniff.ts';

const text = (content: string) => new TextEncoder().encode(content);
const bytes = (...values: number[]) => Uint8Array.from([...values, ...new Array<number>(20).fill(0)]);

test.each([
  ['model without its ending', 'm', bytes(0x08, 0x07, 0x12), 'model'],
  ['damaged model', 'm.onnx', text('<html>'), 'model'],
  ['gzip', 'x', bytes(0x1f, 0x8b), 'data'],
  ['npy under another name', 'x.onnx', bytes(0x93, 0x4e, 0x55, 0x4d), 'data'],
  ['idx', 'train-images-idx3-ubyte', bytes(0, 0, 8, 3), 'data'],
  ['text renamed to npy', 'x.npy', text('hello'), 'data'],
  ['csv', 'rows.csv', text('a,b,label\n1,2,0\n'), 'data'],
  ['csv in Chinese', '表.csv', text('长度,label\n1,0\n'), 'data'],
  ['empty csv', 'rows.csv', new Uint8Array(), 'data'],
  ['report', 'r.json', text('{\n "schemaVersion": 1'), 'report'],
  ['statistics', 's.json', text('{"mean": [0]}'), 'statistics'],
  ['other JSON', 'x.json', text('{"a": 1}'), undefined],
  ['a list in JSON', 'x.json', text('[1,2,3]'), undefined],
  ['csv whose first column is in brackets', 'x.csv', text('[a],label\n1,0\n'), 'data'],
  ['zip', 'a.zip', bytes(0x50, 0x4b, 3, 4), 'data'],
  ['card', 'm.card.json', text('{"kind": "touchstone-model-card"}'), 'card'],
  ['model of TensorFlow.js', 'model.json', text('{"modelTopology": {}, "weightsManifest": []}'), 'model'],
  ['shard', 'group1-shard1of2.bin', bytes(1, 2, 3), 'weights'],
  ['weights beside a model', 'm.onnx.data', bytes(1, 2, 3), 'weights'],
  ['class names', 'classes.txt', text('cat\ndog\n'), 'classes'],
  ['numbers under the name of a list', 'labels.txt', text('0\n1\n0\n'), 'data'],
  ['predictions', 'p.csv', text('label,score_0,score_1\n0,0.9,0.1\n'), 'predictions'],
  ['beginning of a picture', 'p.png', bytes(0x89, 0x50, 0x4e, 0x47), undefined],
  ['broken npy', 'x.npy', bytes(1, 2, 3), 'data'],
])('%s', (_, name, content, role) => {
  expect(roleOf(name, content)).toBe(role);
});
