import { expect, it } from 'vitest';
import { drawSign, signLabel } from '../../../src/datasets/signs/index.ts';
import { Sha256 } from '../../../src/numeric/hash.ts';
import { SIGNS_SHA256 } from '../../support/fingerprints.ts';

it('200 signs hash to the same value in Chromium and Node', () => {
  const hash = new Sha256();
  for (let i = 0; i < 200; i++) hash.update(drawSign(1, 'train', i, signLabel(1, 'train', i)));
  expect(hash.hex()).toBe(SIGNS_SHA256);
});
