import { expect, test } from 'vitest';
import { checkpoints } from '../../../src/attacks/evasion/apgd.ts';

test("APGD's published checkpoints", () => {
  expect(checkpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
});

test('checkpoints of other lengths: ⌈p T⌉, no number twice, all below the length', () => {
  expect(checkpoints(10)).toEqual([3, 5, 6, 7, 8, 9, 10]);
  expect(checkpoints(50)).toEqual([11, 21, 29, 35, 40, 44, 47, 50]);
  expect(checkpoints(1000)).toEqual([220, 410, 570, 700, 800, 870, 930, 990]);
  expect(checkpoints(1)).toEqual([1]);
});
