import { UserError } from '../messages/index.ts';
import type { Graph, GraphNode } from './ir.ts';
import { differentiability } from './import/access.ts';
import { BeyondRules, buildByRules } from './import/build.ts';
import { isControl } from './import/control.ts';
import { engineKnows, newestOpset, newestSets, operatorName } from './import/engine-sets.ts';
import { headOf } from './import/heads.ts';
import { sampleShape, theInput } from './import/input.ts';
import { withoutMl } from './import/ml-rules.ts';
import { opaqueGraph } from './import/opaque.ts';
import { candidates } from './import/outputs.ts';
import type { Candidate } from './import/outputs.ts';
import { partFor } from './import/parts.ts';
import type { ImportOptions, Model } from './import/types.ts';
import { inSingle } from './onnx/precision.ts';
import { simplified } from './onnx/simplify.ts';
import { readOnnx } from './onnx/read.ts';
import type { OnnxFile } from './onnx/read.ts';
import { typeName } from './onnx/types.ts';
import { operatorOf } from './operators/index.ts';
import { fedNames } from './losses.ts';
import { otherNames, withRenamed } from './rename.ts';
import { fileError, shownNames } from './trouble.ts';
import { oldestOpset, replacedOperators } from './upgrade.ts';

export type { Access, ImportOptions, Model, Removed } from './import/types.ts';

/** If and Loop are written out where their course is known. */
const hasRule = (node: GraphNode): boolean =>
  operatorOf(node) !== undefined || (!node.domain && replacedOperators.includes(node.op)) || isControl(node);

/** @throws UserError where the file is of an operator set that neither rules nor engine read. */
export function checkSets({ opset, domains }: OnnxFile): void {
  if (opset < oldestOpset) throw fileError('graph.old-opset', { opset, oldest: oldestOpset });
  if (opset > newestOpset) throw fileError('graph.new-opset', { opset, newest: newestOpset });
  for (const [domain, version] of Object.entries(domains)) {
    const newest = newestSets[domain];
    if (newest !== undefined && version > newest)
      throw fileError('graph.new-set', { domain, version, newest });
  }
}

/** Operators of a part that even the engine does not know, all of them in one sentence. */
function checkEngine(nodes: readonly GraphNode[]): void {
  const unknown = nodes.filter((node) => !engineKnows(node)).map(operatorName);
  if (unknown.length > 0) throw fileError('graph.unknown-operators', { operators: shownNames(unknown) });
}

/** Constants of a type that the lab does not hold are the engine's business only where other operators are too. */
function checkConstants(nodes: readonly GraphNode[]): void {
  const strange = nodes.find(
    ({ op, attributes }) => op === 'Constant' && attributes['value']?.kind === 'encoded',
  );
  const value = strange?.attributes['value'];
  if (strange && value?.kind === 'encoded')
    throw fileError('graph.tensor-type', { name: strange.name, type: typeName(value.value.t?.dataType) });
}

type Taken = Omit<Model, 'opset' | 'producer'>;

function byRules(file: OnnxFile, candidate: Candidate, options: ImportOptions): Taken {
  const part = simplified(inSingle(withoutMl(partFor(file, candidate.source))));
  const missing = part.nodes.filter((node) => !hasRule(node));
  if (missing.length > 0 || candidate.label) throw new BeyondRules(missing.map(operatorName));
  checkConstants(part.nodes);
  const input = theInput(part);
  const sample = sampleShape(input, options.sampleShape);
  const { builder, feed, fixedBatch } = buildByRules(part, input, sample);
  const [{ name }] = part.outputs;
  if (!builder.has(name)) throw fileError('graph.not-a-classifier');
  const head = headOf(builder, name, candidate, options.single);
  const graph = { ...builder.build([head.name]), producer: file.producer };
  const found = differentiability(graph, feed.name, head.name);
  return {
    graph,
    input: { name: feed.name, sampleShape: sample },
    output: head.name,
    classes: head.classes,
    fixedBatch,
    removed: head.removed,
    ...found,
    straightThrough: [...new Set([...feed.straightThrough, ...found.straightThrough])],
  };
}

function byEngine(file: OnnxFile, candidate: Candidate, options: ImportOptions): Taken {
  const part = partFor(file, candidate.source);
  checkEngine(part.nodes);
  const input = theInput(part);
  const sample = sampleShape(input, options.sampleShape);
  const found = opaqueGraph(part, input, sample, candidate, options);
  const without = part.nodes
    .filter((node) => !operatorOf(node)?.gradient && !operatorOf(node)?.lower)
    .map(operatorName);
  return {
    graph: found.graph,
    input: { name: found.input, sampleShape: sample },
    output: found.output,
    classes: found.classes,
    fixedBatch: found.fixedBatch,
    removed: found.removed,
    notDifferentiable: [...new Set(without)],
    zeroGradient: [],
    straightThrough: [],
    access: candidate.label ? 'label' : 'score',
  };
}

function take(file: OnnxFile, candidate: Candidate, options: ImportOptions): Taken {
  try {
    return byRules(file, candidate, options);
  } catch (error) {
    if (!(error instanceof BeyondRules)) throw error;
    return byEngine(file, candidate, options);
  }
}

/** The same where no value is called like what loss graphs are fed. */
function withFreeNames(taken: Taken): Taken {
  const names = otherNames(taken.graph, fedNames);
  if (names.size === 0) return taken;
  const rename = (name: string) => names.get(name) ?? name;
  const { graph, input, output } = taken;
  return {
    ...taken,
    graph: withRenamed(graph, rename),
    input: { ...input, name: rename(input.name) },
    output: rename(output),
  };
}

/** Names that say more than the class's number. */
function namesFor({ classNames }: Candidate, classes: number): Pick<Model, 'classNames'> {
  if (classNames?.length !== classes || classNames.every((name, i) => name === String(i))) return {};
  return { classNames };
}

/**
 * A classifier from a file that has been read. Of several outputs the likeliest that can be used is taken; what cannot be
 * differentiated is left to the engine and shows scores only.
 * @throws UserError, one sentence, where no output can be used: the likeliest one's trouble.
 */
export function modelFrom(file: OnnxFile, options: ImportOptions = {}): Model {
  checkSets(file);
  let trouble: UserError | undefined;
  for (const candidate of candidates(file, options.output)) {
    try {
      const taken = withFreeNames(take(file, candidate, options));
      return {
        ...taken,
        opset: taken.graph.opset,
        producer: file.producer,
        ...namesFor(candidate, taken.classes),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      trouble ??= error;
    }
  }
  throw trouble ?? fileError('graph.not-a-classifier');
}

/**
 * Reads an ONNX classifier. Throws UserError, one sentence, when the file is damaged, is not a classifier of one numeric
 * input, or uses operators that neither the lab nor the engine knows; all of these are named at once.
 */
export function importModel(bytes: Uint8Array, options: ImportOptions = {}): Model {
  return modelFrom(readOnnx(bytes), options);
}

/** A model from a graph that the lab built itself; its only output are the logits. */
export function modelOf(graph: Graph): Model {
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  return {
    graph,
    input: { name: input.name, sampleShape: input.shape.slice(1) },
    output: output.name,
    classes: output.shape[1],
    opset: graph.opset,
    producer: graph.producer ?? 'touchstone',
    fixedBatch: input.shape[0] < 0 ? undefined : input.shape[0],
    removed: undefined,
    ...differentiability(graph, input.name, output.name),
  };
}
