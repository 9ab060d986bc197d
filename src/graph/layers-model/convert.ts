import { UserError } from '../../messages/index.ts';
import { GraphBuilder } from '../builder.ts';
import type { Graph } from '../ir.ts';
import { sizeOf } from '../ir.ts';
import { gradientOpset } from '../upgrade.ts';
import { Config } from './config.ts';
import { shown } from './json.ts';
import { isActivation } from './layers/activations.ts';
import { layerKindOf } from './layers/index.ts';
import type { InputNode, Layer, Ref, Topology } from './topology.ts';
import { plain, Values } from './values.ts';
import type { Value } from './values.ts';
import type { Weights } from './weights.ts';

/** Models inside models multiply their calls. */
const mostCalls = 20_000;
/** Values of one sample; the import has the same bound. */
const largestValue = 1 << 26;

/** Settings for which a kind of layer is not converted. */
function unfit({ kind, config }: Layer): string[] {
  const known = layerKindOf(kind);
  const settings = new Config(kind, config);
  const found: string[] = [];
  for (const [key, allowed] of Object.entries(known?.only ?? {})) {
    const value = settings.raw(key);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (value !== undefined && !values.every((each) => allowed.includes(each))) found.push(key);
  }
  if (settings.raw('activation') !== undefined) {
    const name = settings.activation('activation');
    if (!isActivation(name)) found.push(`activation ${shown(name)}`);
  }
  return found;
}

/** What of a model cannot be converted, each kind of layer once. A layer is looked at once, however often it is called. */
function unsupported(topology: Topology): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<Layer>();
  const look = (layer: Layer): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    if (layer.model) within(layer.model);
    else if (!layerKindOf(layer.kind)) found.add(shown(layer.kind));
    else for (const setting of unfit(layer)) found.add(`${layer.kind} (${setting})`);
    if (layer.inner) look(layer.inner);
  };
  const within = ({ nodes }: Topology): void => {
    for (const node of nodes) if ('layer' in node) look(node.layer);
  };
  within(topology);
  return found;
}

class Conversion {
  readonly #builder = new GraphBuilder(gradientOpset);
  readonly #values = new Values(this.#builder);
  readonly #weights: Weights;
  /** What the constants of a layer are called by: layers in different models may share a name. */
  readonly #prefixes = new Map<Layer, string>();
  readonly #taken = new Set<string>();
  #calls = 0;

  constructor(weights: Weights) {
    this.#weights = weights;
  }

  #prefix(layer: Layer): string {
    const known = this.#prefixes.get(layer);
    if (known !== undefined) return known;
    let prefix = layer.name;
    for (let number = 2; this.#taken.has(prefix); number++) prefix = `${layer.name}_${number}`;
    this.#taken.add(prefix);
    this.#prefixes.set(layer, prefix);
    return prefix;
  }

  /** `wrappers`: the layers around this one, the innermost first; writers name its weights by any of them. */
  #call(layer: Layer, inputs: readonly Value[], wrappers: readonly Layer[] = []): readonly Value[] {
    if (++this.#calls > mostCalls) throw new UserError('graph.too-many-nodes', { count: this.#calls });
    if (layer.model) return this.#run(layer.model, inputs);
    const names = { layer: shown(layer.name), kind: shown(layer.kind) };
    try {
      if (inputs.length === 0) throw new Error('has no input');
      const value = layerKindOf(layer.kind)?.convert({
        builder: this.#builder,
        values: this.#values,
        config: new Config(shown(layer.name), layer.config),
        inputs,
        weight: (name, dims) => this.#weights.get([layer, ...wrappers], name, dims),
        nameOf: (weight) => `${this.#prefix(layer)}/${weight}`,
        wrapped: (input) => {
          if (!layer.inner) throw new Error('wraps no layer');
          return this.#call(layer.inner, [input], [layer, ...wrappers])[0];
        },
      });
      if (!value) throw new Error('is of an unknown kind');
      if (Math.abs(sizeOf(this.#values.shape(value))) > largestValue)
        throw new UserError('graph.value-too-large', { node: names.layer, operator: names.kind });
      return [value];
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      throw new UserError('layers.does-not-fit', names, { cause });
    }
  }

  #run({ nodes, outputs }: Topology, inputs: readonly Value[]): Value[] {
    const results: (readonly Value[])[] = [];
    const valueOf = ({ node, output }: Ref): Value => {
      const value = results[node]?.[output];
      if (!value) throw new Error('reads a value that is not there');
      return value;
    };
    for (const node of nodes) {
      if ('input' in node) {
        if (!inputs[node.input]) throw new Error('has too few inputs');
        results.push([inputs[node.input]]);
      } else results.push(this.#call(node.layer, node.inputs.map(valueOf)));
    }
    return outputs.map(valueOf);
  }

  #input(node: InputNode): Value {
    if (!node.shape) throw new UserError('graph.free-shape', { name: shown(node.name) });
    if (sizeOf(node.shape) > largestValue) throw new UserError('graph.sample-too-large');
    return plain(this.#builder.input(node.name, { dtype: 'float32', shape: [-1, ...node.shape] }));
  }

  graph(topology: Topology): Graph {
    if (topology.inputs !== 1) throw new UserError('graph.inputs', { count: topology.inputs });
    const input = topology.nodes.find((node) => 'input' in node);
    if (!input || !('input' in input)) throw new Error('reads no input');
    const outputs = this.#run(topology, [this.#input(input)]);
    return this.#builder.build(outputs.map((value) => this.#values.last(value)));
  }
}

/**
 * The graph of a layers model: what its layers compute, in the operator set that gradients are written in. Its input keeps the
 * model's own order of axes (channels last, where the model has it so).
 * @throws UserError that names every layer which cannot be converted, or the one that does not fit its inputs or weights.
 */
export function layersGraph(topology: Topology, weights: Weights, producer: string): Graph {
  const missing = unsupported(topology);
  if (missing.size > 0) throw new UserError('layers.unsupported', { layers: [...missing].join(', ') });
  try {
    return { ...new Conversion(weights).graph(topology), producer };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('layers.malformed', { place: 'modelTopology' }, { cause });
  }
}
