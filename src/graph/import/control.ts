import type { GraphProto } from 'onnx-buf';
import type { GraphBuilder } from '../builder.ts';
import type { GraphNode } from '../ir.ts';
import { int } from '../ir.ts';
import { singleConstant, singleNode } from '../onnx/precision.ts';
import { readNode } from '../onnx/read.ts';
import { renamedNode } from '../onnx/rename.ts';
import { readTensor } from '../onnx/tensor.ts';
import { fileError } from '../trouble.ts';

/** Rounds of a loop that are written out at most; beyond, the engine runs it and the model shows scores only. */
const mostRounds = 256;
/** Nodes and constants that all loops and branches of a model may come to. */
const mostNodes = 50_000;

export const isControl = ({ op, domain }: Pick<GraphNode, 'op' | 'domain'>): boolean =>
  domain === undefined && (op === 'If' || op === 'Loop');

/**
 * Writes out If and Loop where their course is known before the run: the branch that is taken, the rounds one after another.
 * Names inside get a prefix, so that they meet nothing outside.
 */
export class ControlFlow {
  readonly #builder: GraphBuilder;
  readonly #append: (node: GraphNode) => void;
  #nodes = 0;
  #graphs = 0;

  /** `append` takes a node of the file's operator set. */
  constructor(builder: GraphBuilder, append: (node: GraphNode) => void) {
    this.#builder = builder;
    this.#append = append;
  }

  /** @throws Error `… during the run` where the course is not known. */
  expand(node: GraphNode): void {
    if (node.op === 'If') this.#branch(node);
    else this.#loop(node);
  }

  #branch(node: GraphNode): void {
    const condition = this.#scalar(node.inputs[0], 'the condition');
    const taken = graphIn(node, condition ? 'then_branch' : 'else_branch');
    const results = this.#write(taken, node, new Map());
    node.outputs.forEach((name, i) => this.#hand(results[i], name));
  }

  #loop(node: GraphNode): void {
    const body = graphIn(node, 'body');
    const rounds = node.inputs[0] ? this.#scalar(node.inputs[0], 'the number of rounds') : Infinity;
    let on = node.inputs[1] ? this.#scalar(node.inputs[1], 'the condition') : 1;
    let carried: readonly string[] = node.inputs.slice(2);
    const scans: string[][] = body.output.slice(1 + carried.length).map(() => []);
    for (let round = 0; round < rounds && on; round++) {
      if (round >= mostRounds) throw new Error('a loop of so many rounds is not supported');
      const given = [this.#index(round), this.#truth(), ...carried];
      const names = new Map(body.input.map(({ name }, i) => [name, given[i] ?? '']));
      const [condition, ...results] = this.#write(body, node, names);
      on = this.#scalar(condition, 'the condition');
      results.slice(carried.length).forEach((name, i) => scans[i].push(name));
      carried = results.slice(0, carried.length);
    }
    const outputs = [...carried, ...scans.map((parts) => this.#stack(parts))];
    node.outputs.forEach((name, i) => this.#hand(outputs[i], name));
  }

  /** Writes a graph out and returns its outputs' names. */
  #write(graph: GraphProto, node: GraphNode, given: ReadonlyMap<string, string>): string[] {
    const prefix = `${node.name}#${this.#graphs++}/`;
    this.#nodes += graph.node.length + graph.initializer.length;
    if (this.#nodes > mostNodes) throw fileError('graph.too-many-nodes', { count: this.#nodes });
    const own = new Set<string>();
    for (const { name } of graph.initializer) own.add(name);
    for (const inner of graph.node) for (const name of inner.output) own.add(name);
    const rename = (name: string) => given.get(name) ?? (own.has(name) ? prefix + name : name);
    for (const tensor of graph.initializer)
      this.#builder.defineConstant(prefix + tensor.name, singleConstant(readTensor(tensor)));
    graph.node.forEach((inner, i) => {
      const read = singleNode(readNode(renamedNode(inner, rename), i, node.domains ?? {}));
      this.#append({ ...read, name: prefix + read.name });
    });
    return graph.output.map(({ name }) => rename(name));
  }

  #scalar(name: string, what: string): number {
    const value = this.#builder.has(name) ? this.#builder.known(name)?.data[0] : undefined;
    if (typeof value !== 'number') throw new Error(`${what} is computed during the run`);
    return value;
  }

  #index(round: number): string {
    return this.#builder.constant({ dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(round)) });
  }

  #truth(): string {
    return this.#builder.constant({ dtype: 'bool', dims: [], data: Uint8Array.of(1) });
  }

  /** What each round gave, one above the other. */
  #stack(parts: readonly string[]): string {
    if (parts.length === 0) throw new Error('a loop without rounds is not supported');
    const b = this.#builder;
    const raised = parts.map((name) => b.emit('Unsqueeze', [name, b.int64([0])]));
    return b.emit('Concat', raised, { axis: int(0) });
  }

  #hand(from: string | undefined, to: string): void {
    if (to === '') return;
    if (!from) throw new Error('an output is missing');
    const identity = { op: 'Identity', name: `${to}/handed`, inputs: [from], outputs: [to], attributes: {} };
    this.#append(identity);
  }
}

function graphIn({ attributes }: GraphNode, name: string): GraphProto {
  const attribute = attributes[name];
  const graph = attribute?.kind === 'encoded' ? attribute.value.g : undefined;
  if (!graph) throw new Error(`${name} is missing`);
  return graph;
}
