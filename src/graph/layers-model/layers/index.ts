import type { LayerKind, LayerTable } from '../types.ts';
import { activations } from './activations.ts';
import { convolution } from './convolution.ts';
import { core } from './core.ts';
import { embeddings } from './embedding.ts';
import { merge } from './merge.ts';
import { normalisation } from './normalisation.ts';
import { pooling } from './pooling.ts';
import { preprocessing } from './preprocessing.ts';
import { resizing } from './resizing.ts';
import { wrappers } from './wrappers.ts';

/** Every kind of layer that is converted, by Keras's class name. A family is one file and one line here. */
export const layerKinds: LayerTable = {
  ...core,
  ...activations,
  ...convolution,
  ...pooling,
  ...normalisation,
  ...merge,
  ...resizing,
  ...embeddings,
  ...preprocessing,
  ...wrappers,
};

export const layerKindOf = (kind: string): LayerKind | undefined =>
  Object.hasOwn(layerKinds, kind) ? layerKinds[kind] : undefined;
