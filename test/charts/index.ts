import * as amounts from './amounts.ts';
import { scatter } from './clouds.ts';
import type { Example } from './example.ts';
import * as lines from './lines.ts';
import * as rates from './rates.ts';
import * as surfaces from './surfaces.ts';

/** Every chart that is tested, by the name of its picture in test/fixtures/charts. */
export const examples: Readonly<Record<string, () => Example>> = {
  ...lines,
  ...rates,
  ...amounts,
  ...surfaces,
  scatter,
};
