import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importCard, importCardText } from '../../../src/assessment/model-card.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Host } from '../../../src/cli/host.ts';
import { commands, parseOptions } from '../../../src/cli/options.ts';
import { settingFrom, settingRequest } from '../../../src/cli/setting.ts';
import { targetOf } from '../../../src/cli/subject.ts';
import { fetchPublic } from '../../support/public-files.ts';

const model = await fetchPublic('models/digits-cnn.onnx');
const digits = await loadBundled('digits', fetchPublic);
const cwd = mkdtempSync(join(tmpdir(), 'touchstone-'));
const host = { cwd } as Host;
const inspect = commands.find(({ name }) => name === 'inspect')!;

const card = importCard(
  { sha256: sha256Hex(model), file: 'm.onnx' },
  { output: 'a', preprocessing: { invert: true } },
);
writeFileSync(join(cwd, 'm.card.json'), importCardText(card));
writeFileSync(join(cwd, 'names.json'), '{"go": 1, "stop": 0}');
const typed = async (...args: string[]) => {
  const options = parseOptions(inspect, args);
  return { options, request: await settingRequest(host, options) };
};

describe('how a model is read, as typed', () => {
  test('a card, and single settings on top of it', async () => {
    const { options, request } = await typed(
      '--card',
      'm.card.json',
      '--output',
      'b',
      '--label-offset',
      '-1',
    );
    expect(targetOf(options, request)).toBe('m.onnx');
    expect(settingFrom(request, model, digits)).toEqual({
      output: 'b',
      preprocessing: { invert: true },
      labels: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8],
    });
    expect(() => settingFrom(request, Uint8Array.of(1), digits)).toThrow('belongs to another model');
  });

  test('a preset', async () => {
    const { request } = await typed('--target', 'm.onnx', '--preprocess', 'mnist');
    expect(settingFrom(request, model, digits)).toEqual({ preprocessing: { mean: [0.1307], std: [0.3081] } });
    const colours = await typed('--target', 'm.onnx', '--preprocess', 'caffe');
    expect(() => settingFrom(colours.request, model, digits)).toThrow('does not fit');
  });

  test('names of classes, in the order of their numbers', async () => {
    const { request } = await typed('--class-names', 'names.json');
    expect(settingFrom(request, model, digits)).toEqual({ classNames: ['stop', 'go'] });
    await expect(typed('--class-names', 'm.card.json')).rejects.toThrow('m.card.json');
  });

  test('nothing', async () => {
    const { options, request } = await typed();
    expect(settingFrom(request, model, digits)).toEqual({});
    expect(() => targetOf(options, request)).toThrow('--target');
  });

  test.each([
    ['--preprocess', 'cafe', 'There is no preprocessing cafe'],
    ['--single', 'x', 'write logit or probability'],
    ['--label-offset', '0.5', 'not a whole number'],
  ])('%s %s is refused', async (option, value, sentence) => {
    await expect(typed(option, value)).rejects.toThrow(sentence);
  });
});
