import type { GraphNode } from '../ir.ts';
import { intOf } from '../ir.ts';
import type { FileValue, OnnxFile } from '../onnx/read.ts';
import { codeOf } from '../onnx/types.ts';
import { fileError, shownNames } from '../trouble.ts';
import { labelsOf, classifierOf } from './ml.ts';
import { producers } from './parts.ts';

/** A value of a file that may hold what the model says of the classes. */
export interface Candidate {
  /** The output of the file that it was found behind. */
  readonly output: FileValue;
  /** The value to be computed: the output itself, or what stands before a map or a decision. */
  readonly source: FileValue;
  /** Whether the source is the class itself and no score for each. */
  readonly label: boolean;
  /** Where a decision was taken off: what it compared one value per sample with. */
  readonly threshold?: number;
  readonly classNames?: readonly string[];
}

const isLabelName = /label|class_?(id|idx|index)|argmax|predicted_?class|prediction$/i;

/** How likely an output is the scores, by its type and name. */
function rank({ dtype, name, type }: FileValue): number {
  if (type === 'sequence' || type === 'map') return 3;
  if (dtype !== undefined && !dtype.startsWith('float')) return 0;
  if (isLabelName.test(name) || type === 'string') return 1;
  if (/logit/i.test(name)) return 4;
  return /prob|score|softmax/i.test(name) ? 3 : 2;
}

const floats = [codeOf.float32, codeOf.float64, codeOf.float16];

const isCastTo = (node: GraphNode, kinds: readonly number[], inside: boolean) =>
  kinds.includes(intOf(node.attributes, 'to', 0)) === inside;

/** Follows a file's outputs back to scores. */
class Tracer {
  readonly #file: OnnxFile;
  readonly #made: ReadonlyMap<string, GraphNode>;

  constructor(file: OnnxFile) {
    this.#file = file;
    this.#made = producers(file);
  }

  candidate(output: FileValue): Candidate {
    return { output, ...(this.#scores(output.name) ?? this.#label(output) ?? this.#plain(output)) };
  }

  #plain(output: FileValue): Omit<Candidate, 'output'> {
    const label =
      output.type === 'string' || (output.dtype !== undefined && !output.dtype.startsWith('float'));
    return { source: output, label };
  }

  #value(name: string): FileValue {
    const known = this.#file.values.get(name);
    return known ?? { name, dtype: undefined, type: 'undefined', dims: undefined };
  }

  /** What stands before maps from class to probability: the engine cannot return those. */
  #scores(name: string): Omit<Candidate, 'output'> | undefined {
    let node = this.#made.get(name);
    while (node?.op === 'Identity') node = this.#made.get(node.inputs[0]);
    if (node?.op === 'ZipMap') {
      const [source] = node.inputs;
      const names = labelsOf(node);
      return { source: this.#value(source), label: false, ...(names ? { classNames: names } : {}) };
    }
    return undefined;
  }

  /** The scores that a label was decided by; undefined where it was not decided in a way that is known here. */
  #label({ name, dtype, type }: FileValue): Omit<Candidate, 'output'> | undefined {
    const node = this.#made.get(name);
    if (!node || (dtype?.startsWith('float') && type !== 'string')) return undefined;
    return this.#decision(node, name);
  }

  #decision(node: GraphNode, name: string, depth = 0): Omit<Candidate, 'output'> | undefined {
    if (depth > 16) return undefined;
    const before = (index: number) => {
      const input = node.inputs[index] ?? '';
      const made = this.#made.get(input);
      return made && this.#decision(made, input, depth + 1);
    };
    const scores = classifierOf(node, name);
    if (scores) {
      const names = labelsOf(node);
      return { source: this.#value(scores), label: false, ...(names ? { classNames: names } : {}) };
    }
    switch (node.domain ? `${node.domain}.${node.op}` : node.op) {
      case 'Identity':
      case 'Squeeze':
      case 'Reshape':
      case 'Flatten':
      case 'ai.onnx.ml.LabelEncoder':
        return before(0);
      case 'Cast':
        return isCastTo(node, floats, false) ? before(0) : undefined;
      case 'ai.onnx.ml.ArrayFeatureExtractor':
        return before(1);
      case 'ArgMax':
        return intOf(node.attributes, 'select_last_index', 0) === 0
          ? { source: this.#value(node.inputs[0]), label: false }
          : undefined;
      case 'Greater':
      case 'GreaterOrEqual': {
        const threshold = this.#file.constants.get(node.inputs[1]);
        if (threshold?.data.length !== 1 || !threshold.dtype.startsWith('float')) return undefined;
        return { source: this.#value(node.inputs[0]), label: false, threshold: Number(threshold.data[0]) };
      }
      default:
        return undefined;
    }
  }
}

/** Outputs that are tried at most; each is followed through the whole file. */
const mostCandidates = 16;

/**
 * What may hold the scores, likeliest first: by name and type, then in the file's order.
 * @throws UserError when the output that was asked for is none of the file's.
 */
export function candidates(file: OnnxFile, wanted: string | undefined): Candidate[] {
  const tracer = new Tracer(file);
  if (wanted !== undefined) {
    const output = file.outputs.find(({ name }) => name === wanted);
    if (!output) {
      const names = shownNames(file.outputs.map(({ name }) => name));
      throw fileError('graph.no-output', { name: wanted, names });
    }
    return [tracer.candidate(output)];
  }
  const found = file.outputs.map((output) => tracer.candidate(output));
  return found.sort((a, b) => rank(b.output) - rank(a.output)).slice(0, mostCandidates);
}
