import { GraphBuilder } from './builder.ts';
import type { DType, Graph, GraphNode } from './ir.ts';
import { sizeOf } from './ir.ts';

/** Bytes that a run holds at its fullest moment: for each sample of the batch, and once whatever the batch. */
export interface Peak {
  readonly perSample: number;
  readonly fixed: number;
}

const bytesPer: Record<DType, number> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  int32: 4,
  uint8: 1,
  int8: 1,
  bool: 1,
};

/** Operators whose output is their first input under another shape: onnxruntime hands the same memory on. */
const views = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity']);

/** Operators that onnxruntime lets write over an input of the same size that nobody reads later (`MayInplace`). */
const overwriting = new Set([
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Relu',
    'Sigmoid',
    'Tanh',
    'Exp',
    'Log',
    'Sqrt',
    'Neg',
    'Abs',
    'Reciprocal',
  ],
  ...['Softplus', 'Elu', 'LeakyRelu', 'HardSigmoid', 'Selu', 'Softmax', 'LogSoftmax', 'Clip', 'Erf', 'Floor'],
]);

/** Bytes of constants: what a graph weighs. */
export const constantBytes = ({ constants }: Pick<Graph, 'constants'>): number =>
  [...constants.values()].reduce((sum, { data }) => sum + data.byteLength, 0);

/** Room that a kernel takes for itself during its own run: the columns of a transposed convolution, image by image. */
function workspace(node: GraphNode, builder: GraphBuilder): number {
  if (node.op !== 'ConvTranspose') return 0;
  const [, outputs, ...kernel] = builder.shape(node.inputs[1]);
  const [, , ...places] = builder.shape(node.inputs[0]);
  return Math.abs(4 * outputs * sizeOf(kernel) * sizeOf(places));
}

/** Memory that several names may stand for, and the last node that reads any of them. */
interface Piece {
  readonly perSample: number;
  readonly fixed: number;
  last: number;
}

class Ledger {
  readonly #builder: GraphBuilder;
  readonly #pieces = new Map<string, Piece>();

  constructor(graph: Graph) {
    this.#builder = GraphBuilder.from(graph);
    const end = graph.nodes.length;
    for (const { name } of graph.inputs) this.#open(name, end);
    graph.nodes.forEach((node, at) => {
      const shared = views.has(node.op) ? this.#pieces.get(node.inputs[0]) : undefined;
      for (const name of node.outputs) {
        if (name === '') continue;
        if (shared) this.#pieces.set(name, shared);
        else this.#open(name, at);
      }
      for (const name of node.inputs) this.#read(name, at);
    });
    for (const { name } of graph.outputs) this.#read(name, end);
  }

  peak({ nodes, inputs }: Graph): Peak {
    const held = { perSample: 0, fixed: 0 };
    const peak = { perSample: 0, fixed: 0 };
    const live = new Set<Piece>();
    const take = (piece: Piece | undefined): void => {
      if (!piece || live.has(piece)) return;
      live.add(piece);
      held.perSample += piece.perSample;
      held.fixed += piece.fixed;
    };
    const free = (piece: Piece | undefined): void => {
      if (!piece || !live.delete(piece)) return;
      held.perSample -= piece.perSample;
      held.fixed -= piece.fixed;
    };
    for (const { name } of inputs) take(this.#pieces.get(name));
    nodes.forEach((node, at) => {
      const read = node.inputs.map((name) => this.#pieces.get(name)).filter((piece) => piece !== undefined);
      const made = node.outputs.map((name) => this.#pieces.get(name)).filter((piece) => piece !== undefined);
      const done = read.filter((piece) => piece.last === at && !made.includes(piece));
      const over = overwriting.has(node.op) ? done.find((piece) => sameSize(piece, made[0])) : undefined;
      free(over);
      for (const piece of made) take(piece);
      peak.perSample = Math.max(peak.perSample, held.perSample);
      peak.fixed = Math.max(peak.fixed, held.fixed + workspace(node, this.#builder));
      for (const piece of [...done, ...made.filter((piece) => piece.last === at)]) free(piece);
    });
    return peak;
  }

  /** What only the engine knows the type of is left out: there is nothing to reckon with. */
  #open(name: string, at: number): void {
    if (!this.#builder.isTyped(name)) return;
    const { dtype, shape } = this.#builder.type(name);
    const size = sizeOf(shape) * bytesPer[dtype];
    this.#pieces.set(name, { perSample: Math.max(0, -size), fixed: Math.max(0, size), last: at });
  }

  #read(name: string, at: number): void {
    const piece = this.#pieces.get(name);
    if (piece) piece.last = Math.max(piece.last, at);
  }
}

const sameSize = (a: Piece, b: Piece | undefined): boolean =>
  b !== undefined && a.perSample === b.perSample && a.fixed === b.fixed;

/**
 * What a run of a graph holds at its fullest moment, constants left aside, by the life of each value: from the node that
 * makes it to the last that reads it.
 */
export const peakOf = (graph: Graph): Peak => new Ledger(graph).peak(graph);
