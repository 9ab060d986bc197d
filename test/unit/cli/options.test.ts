import { describe, expect, test } from 'vitest';
import { parseShard } from '../../../src/cli/commands/assess.ts';
import { commands, parseOptions } from '../../../src/cli/options.ts';

const assess = commands.find(({ name }) => name === 'assess')!;
const merge = commands.find(({ name }) => name === 'merge')!;
const parse = (...args: string[]) => parseOptions(assess, args);

describe('options', () => {
  test('take values behind a space or an equals sign', () => {
    const options = parse('--target', 'm.onnx', '--seed=7', '--scale', '-2.5e-1', '--no-cache');
    expect([options.text('target'), options.number('seed'), options.number('scale')]).toEqual([
      'm.onnx',
      7,
      -0.25,
    ]);
    expect([options.has('no-cache'), options.has('cache'), options.text('out')]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  test('that repeat are kept in order', () => {
    expect(parse('--set', 'A.5-3.norm=l2', '--set=A.5-3.batch=5').list('set')).toEqual([
      'A.5-3.norm=l2',
      'A.5-3.batch=5',
    ]);
    expect(parse().list('set')).toEqual([]);
  });

  test('leave the other words as they are', () => {
    expect(parseOptions(merge, ['a.json', '--out', 'c.json', 'b.json']).positionals).toEqual([
      'a.json',
      'b.json',
    ]);
    expect(parseOptions(merge, ['--out', 'c.json', '--', '--odd.json']).positionals).toEqual(['--odd.json']);
  });

  test.each([
    [['--targets', 'x'], 'cli.unknown-option'],
    [['-t', 'x'], 'cli.unknown-option'],
    [['--seed'], 'cli.missing-value'],
    [['--seed', '--out', 'a'], 'cli.missing-value'],
    [['--no-cache=yes'], 'cli.no-value'],
    [['--seed', '1', '--seed', '1'], 'cli.option-twice'],
  ])('%j is refused', (args, id) => {
    expect(() => parse(...args)).toThrowError(expect.objectContaining({ id }));
  });

  test.each(['', 'one', '1e', '0x10', '1,5', 'NaN', 'Infinity', '1e999'])('%j is no number', (value) => {
    expect(() => parse(`--seed=${value}`).number('seed')).toThrowError(
      expect.objectContaining({ id: 'cli.not-a-number' }),
    );
  });

  test('that must be given say so', () => {
    expect(() => parse().required('out')).toThrowError(/--out/);
  });
});

describe('shards', () => {
  test('are counted from 1', () => {
    expect(parseShard('3/16')).toEqual({ index: 3, of: 16 });
    expect(parseShard(undefined)).toBeUndefined();
  });

  test.each(['', '0/2', '3/2', '1', '1/0', 'a/b', '1/2/3', '-1/2', '1.5/2', ' 1/2', '1/99999999'])(
    '%j is refused',
    (value) => {
      expect(() => parseShard(value)).toThrowError(/1 ≤ i ≤ n/);
    },
  );
});
