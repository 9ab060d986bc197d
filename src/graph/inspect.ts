import type { Message } from '../messages/index.ts';
import { UserError } from '../messages/index.ts';
import { fileHash } from '../numeric/hash.ts';
import { operatorName, engineKnows } from './import/engine-sets.ts';
import type { Access, ImportOptions, Model } from './import/types.ts';
import type { GraphNode } from './ir.ts';
import { modelFrom } from './model.ts';
import { readOnnx } from './onnx/read.ts';
import type { FileDim, FileValue, OnnxFile } from './onnx/read.ts';
import { operatorOf } from './operators/index.ts';
import { shownName } from './trouble.ts';

/** An input or output as the file states it. */
export interface InspectedValue {
  readonly name: string;
  /** Element type as a word: `float32`, `int64`, `string`, `sequence` … */
  readonly dtype: string;
  /** Undefined where the file gives no shape. */
  readonly dims: readonly FileDim[] | undefined;
}

/**
 * What the lab can do with an operator: differentiate it, differentiate it to nothing (rounding and the like), follow its
 * shapes without a gradient, leave it to the engine as a whole, or nothing at all.
 */
export type OperatorSupport = 'gradient' | 'zero' | 'forward' | 'engine' | 'none';

export interface InspectedOperator {
  /** With its operator set where that is not the standard one. */
  readonly name: string;
  readonly count: number;
  readonly support: OperatorSupport;
}

/** Everything there is to say of a model file without data. */
export interface ModelInspection {
  readonly inputs: readonly InspectedValue[];
  readonly outputs: readonly InspectedValue[];
  /** Commonest first. */
  readonly operators: readonly InspectedOperator[];
  /** Stored numbers. */
  readonly parameters: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Empty where the file names none. */
  readonly producer: string;
  readonly opset: number;
  /** Versions of the other operator sets that the file names. */
  readonly domains: Readonly<Record<string, number>>;
  /** Undefined where the model cannot be used as it stands; `findings` then says why. */
  readonly access: Access | undefined;
  /** The model's facts, where it can be used as it stands. */
  readonly model?: Omit<Model, 'graph'>;
  /** What a person should know, most important first. */
  readonly findings: readonly Message[];
}

const described = ({ name, type, dims }: FileValue): InspectedValue => ({
  name: shownName(name),
  dtype: type,
  dims,
});

function supportOf(node: GraphNode): OperatorSupport {
  const operator = operatorOf(node);
  if (!operator) return engineKnows(node) ? 'engine' : 'none';
  if (operator.lower) return 'gradient';
  if (operator.gradient === undefined) return 'forward';
  return operator.gradient === 'zero' ? 'zero' : 'gradient';
}

function operatorsOf({ nodes }: OnnxFile): InspectedOperator[] {
  const found = new Map<string, { count: number; support: OperatorSupport }>();
  for (const node of nodes) {
    const name = operatorName(node);
    const known = found.get(name);
    if (known) known.count++;
    else found.set(name, { count: 1, support: supportOf(node) });
  }
  return [...found]
    .map(([name, rest]) => ({ name: shownName(name), ...rest }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** What stands out in a model that can be used. */
function findingsOf(model: Model): Message[] {
  const findings: Message[] = [];
  const operators = (names: readonly string[]) => ({ operators: names.join(', ') });
  if (model.access === 'score')
    findings.push({ id: 'graph.finding-score', values: operators(model.notDifferentiable) });
  if (model.access === 'label') findings.push({ id: 'graph.finding-label' });
  if (model.zeroGradient.length > 0)
    findings.push({ id: 'graph.finding-zero-gradient', values: operators(model.zeroGradient) });
  if (model.straightThrough.length > 0)
    findings.push({ id: 'graph.finding-straight-through', values: operators(model.straightThrough) });
  if (model.fixedBatch !== undefined)
    findings.push({ id: 'graph.finding-fixed-batch', values: { batch: model.fixedBatch } });
  if (model.removed) findings.push({ id: 'graph.finding-removed', values: { operator: model.removed } });
  return findings;
}

function tried(
  file: OnnxFile,
  options: ImportOptions,
): Pick<ModelInspection, 'access' | 'model' | 'findings'> {
  try {
    const { graph: _, ...model } = modelFrom(file, options);
    return { access: model.access, model, findings: findingsOf({ ...model, graph: _ }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { access: undefined, findings: [{ id: error.id, values: error.values }] };
  }
}

/**
 * What a model file holds and what it allows. What merely is not supported is a finding.
 * @throws UserError, one sentence, where the file is damaged.
 */
export function inspectModel(bytes: Uint8Array, options: ImportOptions = {}): ModelInspection {
  const file = readOnnx(bytes);
  let parameters = 0;
  for (const { data } of file.constants.values()) parameters += data.length;
  return {
    inputs: file.inputs.map(described),
    outputs: file.outputs.map(described),
    operators: operatorsOf(file),
    parameters,
    bytes: bytes.length,
    sha256: fileHash(bytes),
    producer: file.producer === '' ? '' : shownName(file.producer),
    opset: file.opset,
    domains: file.domains,
    ...tried(file, options),
  };
}
