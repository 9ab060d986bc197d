import { expect, it } from 'vitest';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { stream } from '../../../src/numeric/random.ts';
import { NORMAL_DRAWS_SHA256 } from '../../support/fingerprints.ts';

it('100,000 normal draws hash to the same value in Chromium and Node', () => {
  expect(sha256Hex(stream(1, 'fingerprint').fillNormal(new Float64Array(100_000)))).toBe(NORMAL_DRAWS_SHA256);
});
