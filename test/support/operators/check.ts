import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import type { Attribute, Attributes, Constant, DType, Graph, Shape } from '../../../src/graph/ir.ts';
import { concrete } from '../../../src/graph/ir.ts';
import { appendFolded, preparedOpset } from '../../../src/graph/fold.ts';
import { gradientOpset } from '../../../src/graph/upgrade.ts';
import { constantFrom } from '../../../src/graph/known.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import type { Runtime, Session, Tensor } from '../../../src/graph/runtime.ts';
import type { CaseInput, OperatorCase, OperatorInstance } from './case.ts';
import type { Draw } from './draw.ts';

/** Distance between the points of the four-point central difference; a power of two, so that x ± 2h is exact. */
const step = 1 / 32;

/** At most so many components of each input's gradient are compared. */
const components = 16;

export interface CheckOptions {
  readonly target: EmissionTarget;
  /** Whether the batch axis is of unknown size in the graph. */
  readonly symbolic: boolean;
}

/** The graph of one instance with its gradients of first and second order, and what is fed to it. */
export interface Built {
  readonly graph: Graph;
  readonly feeds: Record<string, Tensor>;
  readonly variables: readonly string[];
  /** Outputs and readout weights, by order of differentiation: the node's own, then its gradients. */
  readonly levels: readonly { readonly outputs: readonly string[]; readonly weights: readonly string[] }[];
  /** Gradients of each level's readout by each variable. */
  readonly gradients: readonly ReadonlyMap<string, string>[];
  readonly nodeOutputs: readonly string[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly batch: number | undefined;
}

function constantOf({ dtype = 'float32', dims, values }: CaseInput): Constant {
  const constant = constantFrom({ dtype, dims, data: values });
  if (!constant) throw new Error('a case holds numbers');
  return constant;
}

function tensorOf(input: CaseInput): Tensor {
  const { data, dims } = constantOf(input);
  if (data instanceof Float64Array || data instanceof Int8Array || data instanceof Uint16Array)
    throw new Error('not fed');
  return { data, dims };
}

function attributesOf({ attributes }: OperatorInstance): Attributes {
  const stated = Object.entries(attributes ?? {}).filter(
    (entry): entry is [string, Attribute] => entry[1] !== undefined,
  );
  return Object.fromEntries(stated);
}

const floating = (dtype: DType) => dtype === 'float32';

/** Builds the node, a random linear readout of its outputs, its gradient, and the same once more. */
export function build(
  testCase: OperatorCase,
  instance: OperatorInstance,
  draw: Draw,
  options: CheckOptions,
): Built {
  const from = instance.opset ?? gradientOpset;
  const builder = new GraphBuilder(preparedOpset(from));
  const feeds: Record<string, Tensor> = {};
  const variables: string[] = [];
  let batch: number | undefined;
  const names = instance.inputs.map((input, index) => {
    if (!input) return '';
    const name = `input${index}`;
    if (input.fixed) return builder.defineConstant(name, constantOf(input));
    const dtype = input.dtype ?? 'float32';
    const free = options.symbolic && input.batch === true && input.dims.length > 0 && input.dims[0] > 1;
    if (free) {
      if (batch !== undefined && batch !== input.dims[0]) throw new Error('batches of a case differ');
      batch = input.dims[0];
    }
    builder.input(name, { dtype, shape: free ? [-1, ...input.dims.slice(1)] : input.dims });
    feeds[name] = tensorOf(input);
    if (floating(dtype)) variables.push(name);
    return name;
  });
  const nodeOutputs = Array.from({ length: instance.outputs ?? 1 }, (_, index) => `output${index}`);
  const node = {
    op: testCase.op,
    name: 'node',
    inputs: names,
    outputs: nodeOutputs,
    attributes: attributesOf(instance),
  };
  if (from < gradientOpset || testCase.imported) appendFolded(builder, node, { from });
  else builder.append(node);
  // A gradient that is not the operator's own cannot agree with differences; it has a test of its own.
  const { gradient: rule, lower, straightThrough } = operators[testCase.op];
  const ownGradient = (typeof rule === 'function' && !straightThrough) || lower !== undefined;
  const differentiable = ownGradient && variables.length > 0;
  const levels: Built['levels'][number][] = [];
  const gradients: Map<string, string>[] = [];
  let outputs = nodeOutputs.filter((name) => floating(builder.type(name).dtype));
  if (testCase.behind) outputs = outputs.map((name) => builder.emit(testCase.behind ?? '', [name]));
  for (let order = 0; differentiable && order < 2; order++) {
    const weights = outputs.map((name, index) => {
      const shape = builder.shape(name);
      const weight = builder.input(`readout${order}_${index}`, { dtype: 'float32', shape });
      const dims = concrete(shape, batch ?? 1);
      feeds[weight] = { data: Float32Array.from(draw.values(dims, -1, 1)), dims };
      return weight;
    });
    levels.push({ outputs, weights });
    const terms = outputs.map((name, index) => {
      const product = builder.mul(name, weights[index]);
      return builder.sum(
        product,
        builder.shape(product).map((_, axis) => axis),
        false,
      );
    });
    const readout = terms.reduce((sum, term) => builder.add(sum, term));
    const gradient = differentiate(builder, readout, variables, options.target);
    gradients.push(gradient);
    outputs = [...gradient.values()];
  }
  const plain = testCase.behind ? [] : nodeOutputs;
  const wanted = new Set([...plain, ...levels.flatMap((level) => level.outputs), ...outputs]);
  const shapes = new Map([...wanted].map((name) => [name, builder.shape(name)]));
  const graph = builder.build([...wanted]);
  return {
    graph: onlyUsedInputs(graph),
    feeds,
    variables,
    levels,
    gradients,
    nodeOutputs: plain,
    shapes,
    batch,
  };
}

/** The engine refuses feeds that no node reads. */
function onlyUsedInputs(graph: Graph): Graph {
  const used = new Set([
    ...graph.nodes.flatMap((node) => node.inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  return { ...graph, inputs: graph.inputs.filter(({ name }) => used.has(name)) };
}

export function feedsOf({ graph, feeds }: Built): Record<string, Tensor> {
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, feeds[name]]));
}

/** Σ w·y over the outputs of one level, in double precision, and Σ |w·y|. */
function readout(
  results: Record<string, Tensor>,
  feeds: Record<string, Tensor>,
  level: Built['levels'][number],
): [number, number] {
  let sum = 0;
  let size = 0;
  level.outputs.forEach((name, index) => {
    const weights = feeds[level.weights[index]].data;
    results[name].data.forEach((value, at) => {
      const term = Number(value) * Number(weights[at]);
      sum += term;
      size += Math.abs(term);
    });
  });
  return [sum, size];
}

/** Results with one element of one input moved. */
async function moved(
  session: Session,
  built: Built,
  name: string,
  at: number,
  by: number,
): Promise<Record<string, Tensor>> {
  const feeds = feedsOf(built);
  const data = Float32Array.from(feeds[name].data, Number);
  data[at] += by;
  return session.run({ ...feeds, [name]: { ...feeds[name], data } });
}

/** Which components of a gradient of `size` values are compared. */
function chosen(size: number, draw: Draw): number[] {
  if (size <= components) return Array.from({ length: size }, (_, at) => at);
  return [...new Set(draw.values([components], 0, size - 1).map(Math.floor))];
}

/**
 * Compares every emitted gradient with f′ ≈ (8(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h. Its truncation error is
 * h⁴/30 · f⁽⁵⁾, about 3e-8 · f⁽⁵⁾; its rounding error at most 1.5 u/h · Σ|w·y| when each value of y is rounded once (u =
 * 2⁻²⁴), which the factor 8 widens to kernels that round several times.
 */
async function compare(
  session: Session,
  built: Built,
  draw: Draw,
  centre: Record<string, Tensor>,
): Promise<void> {
  for (const name of built.variables.filter((variable) => variable in feedsOf(built))) {
    for (const at of chosen(built.feeds[name].data.length, draw)) {
      const [a, b, c, d] = [
        await moved(session, built, name, at, step),
        await moved(session, built, name, at, -step),
        await moved(session, built, name, at, 2 * step),
        await moved(session, built, name, at, -2 * step),
      ];
      built.levels.forEach((level, order) => {
        const value = (results: Record<string, Tensor>) => readout(results, built.feeds, level)[0];
        const expected = (8 * (value(a) - value(b)) - (value(c) - value(d))) / (12 * step);
        const gradient = centre[built.gradients[order].get(name) ?? ''].data;
        const largest = Math.max(...Array.from(gradient, Number).map(Math.abs));
        const rounding = ((8 * 1.5 * 2 ** -24) / step) * (readout(centre, built.feeds, level)[1] + 1);
        const found = Number(gradient[at]);
        if (!(Math.abs(found - expected) <= rounding + 5e-4 * largest)) {
          throw new Error(
            `order ${order + 1} by ${name}[${at}]: rule ${found}, differences ${expected}, allowed ${rounding + 5e-4 * largest}`,
          );
        }
      });
    }
  }
}

/** Shapes that the rules gave against those that the engine returned. */
function checkShapes(built: Built, results: Record<string, Tensor>): void {
  for (const [name, shape] of built.shapes) {
    const expected = concrete(shape, built.batch ?? 1).join();
    const found = results[name].dims.join();
    if (expected !== found) throw new Error(`shape of ${name}: rule [${expected}], engine [${found}]`);
  }
}

/** The node alone as it was written: what bringing it up to date, or writing it with simpler operators, must keep. */
async function checkAsWritten(
  runtime: Runtime,
  testCase: OperatorCase,
  instance: OperatorInstance,
  results: Record<string, Tensor>,
): Promise<void> {
  const builder = new GraphBuilder(instance.opset ?? gradientOpset);
  const feeds: Record<string, Tensor> = {};
  const names = instance.inputs.map((input, index) => {
    if (!input) return '';
    const name = `input${index}`;
    if (input.fixed) return builder.defineConstant(name, constantOf(input));
    feeds[name] = tensorOf(input);
    return builder.input(name, { dtype: input.dtype ?? 'float32', shape: input.dims });
  });
  const outputs = builder.emitMany(testCase.op, names, attributesOf(instance), instance.outputs ?? 1);
  const session = await runtime.open(builder.build(outputs));
  try {
    const old = await session.run(feeds);
    outputs.forEach((name, index) => {
      const now = results[`output${index}`];
      if (old[name].dims.join() !== builder.shape(name).join())
        throw new Error('shape of the form as written');
      old[name].data.forEach((value, at) => {
        if (!(Math.abs(Number(value) - Number(now.data[at])) <= 1e-5))
          throw new Error(`values of the form as written: ${Number(value)}, now ${Number(now.data[at])}`);
      });
    });
  } finally {
    await session.release();
  }
}

/** The instance in one line, for a failure's message. */
export function describe({ inputs, attributes, opset }: OperatorInstance, options: CheckOptions): string {
  const dims = inputs.map((input) => (input ? `[${input.dims.join()}]${input.fixed ? ' fixed' : ''}` : '-'));
  const named = Object.entries(attributes ?? {}).map(
    ([name, entry]) => `${name} ${JSON.stringify(entry?.value)}`,
  );
  return [...dims, ...named, opset ?? '', options.target, options.symbolic ? 'free batch' : ''].join('; ');
}

/** Builds one random instance of a case, runs it and checks shapes, gradient and second derivative. */
export async function checkCase(runtime: Runtime, testCase: OperatorCase, draw: Draw): Promise<void> {
  const options: CheckOptions = { target: draw.pick('wasm', 'webgpu'), symbolic: draw.chance() };
  const drawn = testCase.instance(draw);
  // A model newer than what gradients are written in keeps its operator set, so they must be right there too.
  const instance = { ...drawn, opset: drawn.opset ?? draw.pick(gradientOpset, 21) };
  try {
    await checkInstance(runtime, testCase, instance, draw, options);
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new Error(`${describe(instance, options)}: ${String(reason)}`, { cause });
  }
}

async function checkInstance(
  runtime: Runtime,
  testCase: OperatorCase,
  instance: OperatorInstance,
  draw: Draw,
  options: CheckOptions,
): Promise<void> {
  const built = build(testCase, instance, draw, options);
  const session = await runtime.open(built.graph);
  try {
    const centre = await session.run(feedsOf(built));
    checkShapes(built, centre);
    if ((instance.opset ?? gradientOpset) < gradientOpset || operators[testCase.op].lower)
      await checkAsWritten(runtime, testCase, instance, centre);
    await compare(session, built, draw, centre);
  } finally {
    await session.release();
  }
}
