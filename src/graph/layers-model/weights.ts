import { UserError } from '../../messages/index.ts';
import type { Constant } from '../ir.ts';
import { shown } from './json.ts';
import type { Layer } from './topology.ts';

/** `a/b/kernel:0` as its parts. */
const partsOf = (name: string): string[] => name.replace(/:0$/, '').split('/');

/**
 * The manifest's weights, found by layer and by the weight's own name. Writers differ in what they put around those two: the
 * model that the layer stands in before them, the cell of a layer between them.
 */
export class Weights {
  readonly #exact = new Map<string, Constant>();
  /** By first and last part, and by the last two; undefined where two weights share them. */
  readonly #outer = new Map<string, Constant | undefined>();
  readonly #inner = new Map<string, Constant | undefined>();

  constructor(weights: ReadonlyMap<string, Constant>) {
    const file = (index: Map<string, Constant | undefined>, key: string, weight: Constant) =>
      index.set(key, index.has(key) ? undefined : weight);
    for (const [name, weight] of weights) {
      const parts = partsOf(name);
      const last = parts[parts.length - 1];
      this.#exact.set(parts.join('/'), weight);
      file(this.#outer, `${parts[0]}/${last}`, weight);
      file(this.#inner, `${parts[parts.length - 2]}/${last}`, weight);
    }
  }

  /** @throws UserError where there is none, or it has other dimensions. */
  get(layers: readonly Layer[], weight: string, dims: readonly number[]): Constant {
    const keys = layers.map(({ name }) => `${name}/${weight}`);
    const found = [this.#exact, this.#outer, this.#inner]
      .flatMap((index) => keys.map((key) => index.get(key)))
      .find((constant) => constant !== undefined);
    if (!found) throw new UserError('layers.no-weight', { name: shown(keys[0]) });
    if (found.dims.length !== dims.length || found.dims.some((dim, axis) => dim !== dims[axis])) {
      const values = {
        name: shown(keys[0]),
        found: `[${found.dims.join(', ')}]`,
        wanted: `[${dims.join(', ')}]`,
      };
      throw new UserError('layers.weight-shape', values);
    }
    if (found.dtype !== 'float32')
      throw new UserError('layers.weight-type', { name: shown(keys[0]), type: found.dtype });
    return found;
  }
}
