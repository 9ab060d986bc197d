import { prada } from './prada.ts';
import type { Detector } from './types.ts';

/** The detectors of model stealing that there are. */
export const detectors: readonly Detector[] = [prada];
