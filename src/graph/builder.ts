import { operators } from './operators/index.ts';
import type { Attributes, Constant, Graph, GraphNode, GraphValue, Shape, ValueType } from './ir.ts';
import { int, ints } from './ir.ts';

/**
 * Grows a graph node by node and knows the type of every value in it. Gradient rules, losses and layer lists all emit
 * through it. Constants with equal content are shared.
 */
export class GraphBuilder {
  readonly opset: number;
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #types = new Map<string, ValueType>();
  readonly #inputs: GraphValue[] = [];
  readonly #constantNames = new Map<string, string>();
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
    const key = value.data.length <= 4096 ? `${value.dtype}:${value.dims.join()}:${value.data.join()}` : undefined;
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

  type(name: string): ValueType {
    const type = this.#types.get(name);
    if (!type) throw new Error(`unknown value ${JSON.stringify(name)}`);
    return type;
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
    const operator = operators[node.op];
    if (!operator || node.domain) throw new Error(`no rule for operator ${node.domain ? `${node.domain}.` : ''}${node.op}`);
    const types = operator.shape({
      node,
      opset: this.opset,
      inputs: node.inputs.map((name) => (name === '' ? undefined : this.type(name))),
      constant: (index) => (node.inputs[index] ? this.#constants.get(node.inputs[index]) : undefined),
    });
    this.#nodes.push(node);
    node.outputs.forEach((name, index) => {
      if (name !== '') this.#define(name, types[index]);
    });
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
    return perm.every((axis, index) => axis === index) ? a : this.emit('Transpose', [a], { perm: ints(perm) });
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
    }
    return {
      opset: this.opset,
      inputs: this.#inputs,
      outputs: outputs.map((name) => ({ name, ...this.type(name) })),
      nodes: nodes.reverse(),
      constants: new Map([...this.#constants].filter(([name]) => needed.has(name))),
    };
  }

  #define(name: string, type: ValueType): void {
    if (this.#types.has(name)) throw new Error(`value ${JSON.stringify(name)} is defined twice`);
    this.#types.set(name, { dtype: type.dtype, shape: type.shape });
  }
}
