import { UserError } from '../../messages/index.ts';
import { GraphBuilder } from '../builder.ts';
import { appendFolded, preparedOpset } from '../fold.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { sizeOf } from '../ir.ts';
import type { FileValue, OnnxFile } from '../onnx/read.ts';
import { fileError } from '../trouble.ts';
import { ControlFlow, isControl } from './control.ts';
import { operatorName } from './engine-sets.ts';
import { feed } from './input.ts';
import type { Feed } from './input.ts';

const largestValue = 1 << 26;

/** The rules do not carry this part of a file; the engine may. */
export class BeyondRules extends Error {
  readonly operators: readonly string[];

  constructor(operators: readonly string[], cause?: unknown) {
    super(`no rule for ${operators.join(', ')}`, { cause });
    this.name = 'BeyondRules';
    this.operators = operators;
  }
}

/** How rules say that a form is right and only not known before the run, or not to them. */
const unknownForm = /during the run|not supported|are known|not known|no rule for operator/;

export interface Built {
  readonly builder: GraphBuilder;
  readonly feed: Feed;
  readonly fixedBatch: number | undefined;
}

/** The part's graph for inputs of this shape; `statedBatch` where a batch that the file fixes is made free. */
function build(
  file: OnnxFile,
  input: FileValue,
  shape: Shape,
  statedBatch?: number,
): Omit<Built, 'fixedBatch'> {
  const builder = new GraphBuilder(preparedOpset(file.opset));
  const fed = feed(builder, input, shape, file.nodes);
  for (const [name, constant] of file.constants) builder.defineConstant(name, constant);
  const append = (node: GraphNode): void => {
    try {
      if (isControl(node)) control.expand(node);
      else appendFolded(builder, node, { from: file.opset, statedBatch });
    } catch (cause) {
      if (cause instanceof UserError || cause instanceof BeyondRules) throw cause;
      if (cause instanceof Error && unknownForm.test(cause.message))
        throw new BeyondRules([operatorName(node)], cause);
      throw fileError('graph.does-not-fit', { node: node.name, operator: node.op }, cause);
    }
    for (const name of node.outputs) checkSize(builder, name, node);
  };
  const control = new ControlFlow(builder, append);
  file.nodes.forEach(append);
  return { builder, feed: fed };
}

/** A few hundred megabytes for one sample are a lie in the file, or too much for a page. */
function checkSize(builder: GraphBuilder, name: string, node: GraphNode): void {
  if (name === '' || !builder.has(name)) return;
  if (Math.abs(sizeOf(builder.shape(name))) > largestValue) {
    throw fileError('graph.value-too-large', { node: node.name, operator: node.op });
  }
}

/**
 * Follows a part of a file by rules: shapes are known, its operator set is brought to that of gradients. Tries a free batch
 * first; where a file insists on its size because samples meet, that size stays.
 * @throws BeyondRules where an operator or its form has no rule; UserError where the part is wrong in itself.
 */
export function buildByRules(file: OnnxFile, input: FileValue, sample: readonly number[]): Built {
  const stated = input.dims?.[0] ?? 'free';
  if (stated === 'free') return { ...build(file, input, [-1, ...sample]), fixedBatch: undefined };
  const free = attempt(() => build(file, input, [-1, ...sample], stated));
  const [{ name }] = file.outputs;
  if (free?.builder.has(name) && free.builder.shape(name)[0] === -1)
    return { ...free, fixedBatch: undefined };
  return { ...build(file, input, [stated, ...sample]), fixedBatch: stated };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
