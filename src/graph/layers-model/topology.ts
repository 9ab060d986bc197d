import { UserError } from '../../messages/index.ts';
import { countAt, entry, isObject, listAt, malformed, objectAt, parseObject, shown, textAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** An output of an earlier node of the same model. */
export interface Ref {
  readonly node: number;
  readonly output: number;
}

export interface Layer {
  /** Keras's class name. */
  readonly kind: string;
  readonly name: string;
  readonly config: JsonObject;
  /** What is inside, where the layer is itself a model. */
  readonly model?: Topology;
  /** The layer that this one wraps. */
  readonly inner?: Layer;
}

/** An input of the model, with the shape of one sample where the file states it. */
export interface InputNode {
  readonly input: number;
  readonly name: string;
  readonly shape: readonly number[] | undefined;
}

export interface CallNode {
  readonly layer: Layer;
  readonly inputs: readonly Ref[];
}

export type TopologyNode = InputNode | CallNode;

/** A model's layers as a graph: nodes read only nodes before them. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly inputs: number;
  readonly outputs: readonly Ref[];
}

const deepest = 16;
const mostLayers = 10_000;

/** Models of layers; everything else is a layer. */
const containers = new Set(['Sequential', 'Functional', 'Model']);

/** Sizes of one sample as an input states them; undefined where one is left open. */
function sampleShape(config: JsonObject): readonly number[] | undefined {
  const given = entry(config, 'batch_input_shape') ?? entry(config, 'batch_shape');
  if (!Array.isArray(given)) return undefined;
  const sizes: unknown[] = given.slice(1);
  return sizes.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size > 0)
    ? (sizes as number[])
    : undefined;
}

interface Stated {
  readonly kind: string;
  readonly name: string;
  readonly config: JsonObject;
  readonly from: JsonObject;
}

function statedLayer(value: unknown): Stated {
  const from = objectAt(value, 'layers');
  const kind = textAt(entry(from, 'class_name'), 'layers.class_name');
  const stated = entry(from, 'config');
  // An old Sequential keeps its list of layers right here.
  const config =
    kind === 'Sequential' && Array.isArray(stated) ? { layers: stated } : objectAt(stated, `${kind}.config`);
  const name = entry(from, 'name') ?? entry(config, 'name');
  return { kind, name: typeof name === 'string' ? name : kind, config, from };
}

function layerOf({ kind, name, config }: Stated, depth: number): Layer {
  if (depth > deepest) throw malformed('layers');
  if (containers.has(kind)) return { kind, name, config, model: topologyOf(kind, config, depth + 1) };
  const inner = entry(config, 'layer');
  return isObject(inner)
    ? { kind, name, config, inner: layerOf(statedLayer(inner), depth + 1) }
    : { kind, name, config };
}

function sequential(config: JsonObject, depth: number): Topology {
  const layers = listAt(entry(config, 'layers'), 'Sequential.layers').map(statedLayer);
  if (layers.length > mostLayers) throw malformed('Sequential.layers');
  const first = layers[0];
  if (!first) throw malformed('Sequential.layers');
  const built = { batch_shape: entry(config, 'build_input_shape') };
  const shape = sampleShape(first.config) ?? sampleShape(built);
  const nodes: TopologyNode[] = [{ input: 0, name: first.name, shape }];
  for (const stated of layers) {
    if (stated.kind === 'InputLayer') {
      if (stated !== first) throw malformed(stated.name);
      continue;
    }
    nodes.push({ layer: layerOf(stated, depth), inputs: [{ node: nodes.length - 1, output: 0 }] });
  }
  return { nodes, inputs: 1, outputs: [{ node: nodes.length - 1, output: 0 }] };
}

/** A layer's n-th call gives value number `output`. */
interface Named {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

function namedRef(value: unknown, place: string): Named {
  const [layer, call = 0, output = 0, kwargs] = listAt(value, place);
  // A tensor that is handed over by keyword would be lost.
  if (
    isObject(kwargs) &&
    Object.values(kwargs).some((each) => Array.isArray(each) && typeof each[0] === 'string')
  )
    throw malformed(place);
  return { layer: textAt(layer, place), call: countAt(call, place), output: countAt(output, place) };
}

/** What one call reads, as Keras 2 and TensorFlow.js write it: [[name, call, output, keywords], …]. */
function listedInputs(value: readonly unknown[], place: string): Named[] {
  const calls = typeof value[0] === 'string' ? [value] : value;
  return calls.map((each) => namedRef(each, place));
}

/** As Keras 3 writes it: arguments among which tensors stand as objects with their history. */
function argumentInputs(value: JsonObject, place: string): Named[] {
  const found: Named[] = [];
  const look = (part: unknown, depth: number): void => {
    if (depth > deepest) throw malformed(place);
    if (Array.isArray(part)) part.forEach((each) => look(each, depth + 1));
    else if (isObject(part) && entry(part, 'class_name') === '__keras_tensor__') {
      const history = entry(objectAt(entry(part, 'config'), place), 'keras_history');
      found.push(namedRef(history, place));
    }
  };
  look(entry(value, 'args'), 0);
  const before = found.length;
  look(Object.values(objectAt(entry(value, 'kwargs') ?? {}, place)), 0);
  if (found.length > before) throw malformed(place);
  return found;
}

const inputsOf = (value: unknown, place: string): Named[] =>
  isObject(value) ? argumentInputs(value, place) : listedInputs(listAt(value, place), place);

/** One or several references, as `input_layers` and `output_layers` hold them. */
function ends(value: unknown, place: string): Named[] {
  const list = listAt(value, place);
  return typeof list[0] === 'string' ? [namedRef(list, place)] : list.map((each) => namedRef(each, place));
}

interface OpenCall {
  readonly stated: Stated;
  readonly layer: Layer | undefined;
  readonly reads: readonly Named[];
}

class Functional {
  readonly #calls: OpenCall[] = [];
  /** By layer: its calls, in order. */
  readonly #byLayer = new Map<string, number[]>();
  readonly #containers = new Set<string>();

  constructor(config: JsonObject, depth: number) {
    const layers = listAt(entry(config, 'layers'), 'layers').map(statedLayer);
    if (layers.length > mostLayers) throw malformed('layers');
    for (const stated of layers) {
      if (this.#byLayer.has(stated.name)) throw malformed(stated.name);
      const places: number[] = [];
      this.#byLayer.set(stated.name, places);
      if (containers.has(stated.kind)) this.#containers.add(stated.name);
      const isInput = stated.kind === 'InputLayer';
      const layer = isInput ? undefined : layerOf(stated, depth);
      const place = `${stated.name}.inbound_nodes`;
      const nodes = isInput ? [undefined] : listAt(entry(stated.from, 'inbound_nodes') ?? [], place);
      for (const node of nodes) {
        if (this.#calls.length >= mostLayers) throw malformed(place);
        places.push(this.#calls.length);
        this.#calls.push({ stated, layer, reads: isInput ? [] : inputsOf(node, place) });
      }
    }
  }

  /** The call that is meant. A model inside is counted from 1: its own building was its call 0. */
  find({ layer, call }: Named): number {
    const calls = this.#byLayer.get(layer) ?? [];
    const at = calls.length === 1 ? 0 : call - (this.#containers.has(layer) ? 1 : 0);
    const found = calls[at];
    if (found === undefined) throw malformed(`${layer}.inbound_nodes`);
    return found;
  }

  /** Calls so that each comes after what it reads; those that nothing leads to from `outputs` are left out. */
  #order(outputs: readonly number[]): number[] {
    const order: number[] = [];
    const state = new Map<number, 'open' | 'done'>();
    const stack = [...outputs].reverse();
    while (stack.length > 0) {
      const call = stack[stack.length - 1];
      const before = state.get(call);
      if (before === undefined) {
        state.set(call, 'open');
        for (const read of this.#calls[call].reads) {
          const needed = this.find(read);
          if (state.get(needed) === 'open') throw malformed(`${this.#calls[call].stated.name}.inbound_nodes`);
          if (!state.has(needed)) stack.push(needed);
        }
        continue;
      }
      stack.pop();
      if (before === 'open') {
        state.set(call, 'done');
        order.push(call);
      }
    }
    return order;
  }

  topology(inputs: readonly Named[], outputs: readonly Named[]): Topology {
    const inputPlaces = inputs.map((named) => this.find(named));
    const places = new Map<number, number>();
    const nodes: TopologyNode[] = [];
    for (const call of this.#order(outputs.map((named) => this.find(named)))) {
      const { stated, layer, reads } = this.#calls[call];
      const ref = (named: Named): Ref => ({ node: places.get(this.find(named)) ?? -1, output: named.output });
      places.set(call, nodes.length);
      if (layer) nodes.push({ layer, inputs: reads.map(ref) });
      else {
        const input = inputPlaces.indexOf(call);
        if (input < 0) throw malformed(stated.name);
        nodes.push({ input, name: stated.name, shape: sampleShape(stated.config) });
      }
    }
    return {
      nodes,
      inputs: inputs.length,
      outputs: outputs.map((named) => ({ node: places.get(this.find(named)) ?? -1, output: named.output })),
    };
  }
}

function topologyOf(kind: string, config: JsonObject, depth: number): Topology {
  if (depth > deepest) throw malformed('layers');
  if (kind === 'Sequential') return sequential(config, depth);
  const model = new Functional(config, depth);
  return model.topology(
    ends(entry(config, 'input_layers'), 'input_layers'),
    ends(entry(config, 'output_layers'), 'output_layers'),
  );
}

/** The topology part of a model.json: the model's class and settings, wherever this writer put them. */
function statedModel(json: JsonObject): JsonObject {
  const topology = objectAt(entry(json, 'modelTopology'), 'modelTopology');
  const config = entry(topology, 'model_config');
  if (typeof config === 'string') {
    const parsed = parseObject(config);
    if (!parsed) throw malformed('modelTopology.model_config');
    return parsed;
  }
  return config === undefined || config === null ? topology : objectAt(config, 'modelTopology.model_config');
}

/**
 * The layers of a model.json and how they are connected.
 * @throws UserError, naming the place, where the file is not built like a layers model.
 */
export function readTopology(json: JsonObject): Topology {
  const model = statedLayer(statedModel(json));
  if (!containers.has(model.kind)) throw new UserError('layers.unsupported', { layers: shown(model.kind) });
  return topologyOf(model.kind, model.config, 0);
}
