import type { Layer } from '../../../training/layers.ts';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  maxPool,
  relu,
  residual,
} from '../../../training/layers.ts';

/** Changes of a layer list: new lists, the old ones stay. */

export const moved = (layers: readonly Layer[], from: number, to: number): readonly Layer[] => {
  const list = [...layers];
  const [layer] = list.splice(from, 1);
  list.splice(to, 0, layer);
  return list;
};

export const without = (layers: readonly Layer[], at: number): readonly Layer[] =>
  layers.filter((_, index) => index !== at);

export const replaced = (layers: readonly Layer[], at: number, layer: Layer): readonly Layer[] =>
  layers.map((old, index) => (index === at ? layer : old));

/** In front of the closing dense layer of a whole network; at the end of a block. */
export const added = (layers: readonly Layer[], layer: Layer, whole: boolean): readonly Layer[] =>
  whole && layers.at(-1)?.kind === 'dense'
    ? [...layers.slice(0, -1), layer, layers[layers.length - 1]]
    : [...layers, layer];

const same = { padding: 1 } as const;

/** A layer of each kind as it is added. */
const fresh: Readonly<Record<Layer['kind'], Layer>> = {
  dense: dense(32),
  conv: conv(16, 3, same),
  activation: relu,
  'batch-norm': batchNorm,
  'max-pool': maxPool(2),
  'average-pool': averagePool(2),
  'global-average-pool': globalAveragePool,
  flatten,
  dropout: dropout(50),
  residual: residual([conv(16, 3, same), batchNorm, relu, conv(16, 3, same), batchNorm]),
};

const imageKinds: readonly Layer['kind'][] = [
  'conv',
  'max-pool',
  'average-pool',
  'global-average-pool',
  'flatten',
  'residual',
];

export const freshLayer = (kind: Layer['kind']): Layer => fresh[kind];

/** Kinds that can be added: tables know no pictures, and blocks hold no blocks. */
export function kindsFor(image: boolean, nested: boolean): readonly Layer['kind'][] {
  const kinds = Object.keys(fresh) as Layer['kind'][];
  return kinds.filter((kind) => (image || !imageKinds.includes(kind)) && !(nested && kind === 'residual'));
}

/** The figures of a layer that a person sets, with what they are where not given. */
export function figuresOf(
  layer: Layer,
): readonly (readonly [
  name: 'units' | 'filters' | 'kernel' | 'stride' | 'padding' | 'size' | 'percent',
  value: number,
])[] {
  switch (layer.kind) {
    case 'dense':
      return [['units', layer.units]];
    case 'conv':
      return [
        ['filters', layer.filters],
        ['kernel', layer.kernel],
        ['stride', layer.stride ?? 1],
        ['padding', layer.padding ?? 0],
      ];
    case 'max-pool':
    case 'average-pool':
      return [
        ['size', layer.size],
        ['stride', layer.stride ?? layer.size],
      ];
    case 'dropout':
      return [['percent', layer.percent]];
    default:
      return [];
  }
}
