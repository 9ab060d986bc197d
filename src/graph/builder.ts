import { operatorOf } from './operators/index.ts';
import { evaluate } from './evaluate.ts';
import type { Attributes, Constant, Graph, GraphNode, GraphValue, Shape, ValueType } from './ir.ts';
import { int, ints } from './ir.ts';
import type { KnownTensor } from './known.ts';
import { knownOf } from './known.ts';

/**
 * Grows a graph node by node and knows the type of every value in it. Gradient rules, losses and layer lists all emit
 * through it. Constants with equal content are shared.
 */
export class GraphBuilder {
  readonly opset: number;
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Constant>();
  /** Undefined for values whose type only the engine knows. */
  readonly #types = new Map<string, ValueType | undefined>();
  /** Where in `#nodes` the node stands that a name is the first output of. */
  readonly #places = new Map<string, number>();
  readonly #inputs: GraphValue[] = [];
  readonly #constantNames = new Map<string, string>();
  readonly #known = new Map<string, KnownTensor>();
  #counter = 0;

  constructor(opset: number) {
    this.opset = opset;
  }

  /** A builder that already holds all of `graph`. */
  static from(graph: Graph, opset = graph.opset): GraphBuilder {
    const builder = new GraphBuilder(opset);
    for (const input of graph.inputs) builder.input(input.name, input);
    for (const [name, value] of graph.constants) builder.defineConstant(name, value);
    for (const node of graph.nodes) builder.append(node);
    return builder;
  }

  get inputs(): readonly GraphValue[] {
    return this.#inputs;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  input(name: string, type: ValueType): string {
    this.#define(name, type);
    this.#inputs.push({ name, dtype: type.dtype, shape: type.shape });
    return name;
  }

  /** A named constant, e.g. a weight. */
  defineConstant(name: string, value: Constant): string {
    this.#define(name, { dtype: value.dtype, shape: value.dims });
    this.#constants.set(name, value);
    return name;
  }

  /** An anonymous constant; asking twice for the same content gives the same name. */
  constant(value: Constant): string {
    const key =
      value.data.length <= 4096 ? `${value.dtype}:${value.dims.join()}:${value.data.join()}` : undefined;
    const known = key === undefined ? undefined : this.#constantNames.get(key);
    if (known !== undefined) return known;
    const name = this.fresh('const');
    this.defineConstant(name, value);
    if (key !== undefined) this.#constantNames.set(key, name);
    return name;
  }

  scalar(value: number): string {
    return this.constant({ dtype: 'float32', dims: [], data: Float32Array.of(value) });
  }

  floats(values: ArrayLike<number>, dims: readonly number[] = [values.length]): string {
    return this.constant({ dtype: 'float32', dims, data: Float32Array.from(values) });
  }

  int64(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.constant({ dtype: 'int64', dims, data: BigInt64Array.from(values, (v) => BigInt(v)) });
  }

  /** The value of a name that is a constant. */
  constantOf(name: string): Constant | undefined {
    return this.#constants.get(name);
  }

  /** The value of a name when it is small and known before the run up to the batch size. */
  known(name: string): KnownTensor | undefined {
    const constant = this.#constants.get(name);
    return constant ? knownOf(constant) : this.#known.get(name);
  }

  /** Values of the outputs that `node` would have, when they are known before the run up to the batch size. */
  evaluate(node: GraphNode): readonly KnownTensor[] | undefined {
    return evaluate({
      node,
      opset: this.opset,
      inputs: node.inputs.map((name) => (name === '' ? undefined : this.known(name))),
      types: node.inputs.map((name) => (name === '' ? undefined : this.type(name))),
    });
  }

  /** The shape that the first output of `node` would have. */
  shapeOf(node: GraphNode): Shape {
    return this.#typesOf(node)[0].shape;
  }

  type(name: string): ValueType {
    const type = this.#types.get(name);
    if (type) return type;
    const what = this.#types.has(name) ? 'a type that is known only during the run' : 'no definition';
    throw new Error(`value ${JSON.stringify(name)} has ${what}`);
  }

  /** Whether the type of a value is known before the run. */
  isTyped(name: string): boolean {
    return this.#types.get(name) !== undefined;
  }

  shape(name: string): Shape {
    return this.type(name).shape;
  }

  has(name: string): boolean {
    return this.#types.has(name);
  }

  /** Adds one node with fresh output names and returns them. */
  emitMany(op: string, inputs: readonly string[], attributes: Attributes, outputCount: number): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.fresh(op));
    this.append({ op, name: this.fresh(`node_${op}`), inputs, outputs, attributes });
    return outputs;
  }

  /** Adds one node with a single output and returns its name. */
  emit(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.emitMany(op, inputs, attributes, 1)[0];
  }

  /** Adds a node as it is; its outputs must be new names. */
  append(node: GraphNode): void {
    const types = node.declared ?? this.#typesOf(node);
    this.#places.set(node.outputs[0], this.#nodes.length);
    this.#nodes.push(node);
    if (!node.declared) this.#remember(node);
    node.outputs.forEach((name, index) => {
      if (name !== '') this.#define(name, types[index]);
    });
  }

  /** The node whose first output this is; undefined for inputs and constants. */
  producerOf(name: string): GraphNode | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : this.#nodes[place];
  }

  /** Name of output `index` of a node already here, adding that optional output where the node does not have it yet. */
  output(node: GraphNode, index: number): string {
    const at = this.#places.get(node.outputs[0]) ?? -1;
    const now = this.#nodes[at];
    if (now.outputs[index]) return now.outputs[index];
    const outputs = Array.from({ length: index + 1 }, (_, i) => now.outputs[i] ?? '');
    outputs[index] = this.fresh(`${now.op}_${index}`);
    this.#nodes[at] = { ...now, outputs };
    this.#define(outputs[index], this.#typesOf(this.#nodes[at])[index]);
    return outputs[index];
  }

  add(a: string, b: string): string {
    return this.emit('Add', [a, b]);
  }

  sub(a: string, b: string): string {
    return this.emit('Sub', [a, b]);
  }

  mul(a: string, b: string): string {
    return this.emit('Mul', [a, b]);
  }

  div(a: string, b: string): string {
    return this.emit('Div', [a, b]);
  }

  transpose(a: string, perm: readonly number[]): string {
    return perm.every((axis, index) => axis === index)
      ? a
      : this.emit('Transpose', [a], { perm: ints(perm) });
  }

  /** Reshape to a shape that may hold one batch-dependent dimension. */
  reshape(a: string, shape: Shape): string {
    const now = this.shape(a);
    if (now.length === shape.length && now.every((dim, index) => dim === shape[index])) return a;
    return this.emit('Reshape', [a, this.int64(shape.map((dim) => (dim < 0 ? -1 : dim)))]);
  }

  /** Sum over axes. From opset 13 the axes are an input. */
  sum(a: string, axes: readonly number[], keepdims: boolean): string {
    if (axes.length === 0) return a;
    return this.opset >= 13
      ? this.emit('ReduceSum', [a, this.int64(axes)], { keepdims: int(keepdims ? 1 : 0) })
      : this.emit('ReduceSum', [a], { axes: ints(axes), keepdims: int(keepdims ? 1 : 0) });
  }

  /** Sums a gradient down to the shape its operand had before broadcasting. */
  unbroadcast(gradient: string, to: Shape): string {
    const from = this.shape(gradient);
    const lead = from.length - to.length;
    const axes: number[] = [];
    from.forEach((dim, axis) => {
      if (axis < lead || (to[axis - lead] === 1 && dim !== 1)) axes.push(axis);
    });
    return this.reshape(this.sum(gradient, axes, true), to);
  }

  fresh(stem: string): string {
    let name: string;
    do name = `${stem}_${this.#counter++}`;
    while (this.#types.has(name));
    return name;
  }

  /** The finished graph with the named outputs; nodes and constants that no output needs are left out. */
  build(outputs: readonly string[]): Graph {
    const needed = new Set(outputs);
    const nodes: GraphNode[] = [];
    for (let index = this.#nodes.length - 1; index >= 0; index--) {
      const node = this.#nodes[index];
      if (!node.outputs.some((name) => needed.has(name))) continue;
      nodes.push(node);
      for (const name of node.inputs) needed.add(name);
      for (const name of node.captures ?? []) needed.add(name);
    }
    return {
      opset: this.opset,
      inputs: this.#inputs,
      outputs: outputs.map((name) => ({ name, ...this.type(name) })),
      nodes: nodes.reverse(),
      constants: new Map([...this.#constants].filter(([name]) => needed.has(name))),
    };
  }

  #typesOf(node: GraphNode): readonly ValueType[] {
    const operator = operatorOf(node);
    if (!operator) throw new Error(`no rule for operator ${node.domain ? `${node.domain}.` : ''}${node.op}`);
    return operator.shape({
      node,
      opset: this.opset,
      inputs: node.inputs.map((name) => (name === '' ? undefined : this.type(name))),
      constant: (index) => (node.inputs[index] ? this.#constants.get(node.inputs[index]) : undefined),
      dimensions: (index) => this.#dimensions(node.inputs[index]),
      known: (index) => (node.inputs[index] ? this.known(node.inputs[index]) : undefined),
    });
  }

  #dimensions(name: string | undefined): Shape | undefined {
    const known = name ? this.known(name) : undefined;
    if (!known || known.dims.length > 1) return undefined;
    return known.data.map((value) => (typeof value === 'number' ? value : -value.perBatch));
  }

  /** Shape arithmetic is followed as far as it goes, so that the shapes it decides are known. */
  #remember(node: GraphNode): void {
    const fromShapes =
      node.op === 'Shape' || node.op === 'Size' || node.inputs.some((name) => this.#known.has(name));
    const known = fromShapes ? this.evaluate(node) : undefined;
    known?.forEach((value, index) => {
      if (node.outputs[index]) this.#known.set(node.outputs[index], value);
    });
  }

  #define(name: string, type: ValueType | undefined): void {
    if (this.#types.has(name)) throw new Error(`value ${JSON.stringify(name)} is defined twice`);
    this.#types.set(name, type && { dtype: type.dtype, shape: type.shape });
  }
}
