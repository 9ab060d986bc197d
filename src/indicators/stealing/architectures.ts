import { dense, relu, type Architecture, type Layer } from '../../training/layers.ts';

/** The copy's network against the victim's, or a plain one whatever the victim's is. */
export type CopySize = 'same' | 'smaller' | 'larger' | 'mlp';

const HIDDEN = 64;

function scaled(layers: readonly Layer[], factor: number): Layer[] {
  const times = (count: number) => Math.max(1, Math.ceil(count * factor));
  return layers.map((layer): Layer => {
    if (layer.kind === 'dense') return { ...layer, units: times(layer.units) };
    if (layer.kind === 'conv') return { ...layer, filters: times(layer.filters) };
    if (layer.kind !== 'residual') return layer;
    const { body, shortcut } = layer;
    return {
      ...layer,
      body: scaled(body, factor),
      ...(shortcut ? { shortcut: scaled(shortcut, factor) } : {}),
    };
  });
}

/** The network of a copy: `smaller` and `larger` have half and twice the units and filters in every layer but the last. */
export function copyArchitecture(victim: Architecture, size: CopySize): Architecture {
  const { classes } = victim;
  if (size === 'same') return victim;
  if (size === 'mlp') return { ...victim, layers: [dense(HIDDEN), relu, dense(classes)] };
  const last = victim.layers.length - 1;
  const hidden = scaled(victim.layers.slice(0, last), size === 'smaller' ? 0.5 : 2);
  return { ...victim, layers: [...hidden, victim.layers[last]] };
}
