import type { Activation, Architecture, Layer } from './layers.ts';

/** What a weight is for; decides how it starts. The running figures of a batch norm are not trained. */
export type WeightRole = 'kernel' | 'bias' | 'scale' | 'shift' | 'running-mean' | 'running-variance';

export interface WeightSpec {
  /** Stable: kind and number of the layer, e.g. `conv2.weight`, `block1.norm1.scale`. */
  readonly name: string;
  readonly dims: readonly number[];
  readonly role: WeightRole;
  readonly fanIn: number;
  readonly fanOut: number;
  /** What follows the layer decides how wide its kernel starts. */
  readonly before?: Activation;
}

export const isTrainable = (spec: WeightSpec): boolean =>
  spec.role !== 'running-mean' && spec.role !== 'running-variance';

/** One thing to do, with every figure resolved: what an engine walks through to build its network. */
export type Step =
  | { readonly kind: 'dense'; readonly weight: WeightSpec; readonly bias?: WeightSpec }
  | {
      readonly kind: 'conv';
      readonly weight: WeightSpec;
      readonly bias?: WeightSpec;
      readonly stride: number;
      readonly padding: number;
    }
  | { readonly kind: 'max-pool' | 'average-pool'; readonly size: number; readonly stride: number }
  | { readonly kind: 'global-average-pool' | 'flatten' }
  | { readonly kind: 'activation'; readonly function: Activation }
  | {
      readonly kind: 'batch-norm';
      readonly name: string;
      readonly scale: WeightSpec;
      readonly shift: WeightSpec;
      readonly mean: WeightSpec;
      readonly variance: WeightSpec;
    }
  | { readonly kind: 'residual'; readonly body: readonly Step[]; readonly shortcut: readonly Step[] };

export interface NetworkPlan {
  readonly steps: readonly Step[];
  /** In the order of the layers; also the order in which they are drawn, stored and updated. */
  readonly weights: readonly WeightSpec[];
}

interface Walk {
  readonly weights: WeightSpec[];
  readonly counts: Map<string, number>;
  readonly prefix: string;
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

function fail(what: string): never {
  throw new Error(`architecture: ${what}`);
}

function nextName(walk: Walk, stem: string): string {
  const number = (walk.counts.get(stem) ?? 0) + 1;
  walk.counts.set(stem, number);
  return `${walk.prefix}${stem}${number}`;
}

function add(walk: Walk, spec: WeightSpec): WeightSpec {
  walk.weights.push(spec);
  return spec;
}

function activationAfter(layers: readonly Layer[], index: number): Activation | undefined {
  for (let next = index + 1; next < layers.length; next++) {
    const layer = layers[next];
    if (layer.kind === 'activation') return layer.function;
    if (layer.kind === 'dense' || layer.kind === 'conv' || layer.kind === 'residual') return undefined;
  }
  return undefined;
}

/** A dense or convolution layer's kernel and, unless a batch norm follows, its bias. */
function affine(
  walk: Walk,
  layers: readonly Layer[],
  index: number,
  stem: string,
  dims: readonly number[],
): { weight: WeightSpec; bias?: WeightSpec } {
  const name = nextName(walk, stem);
  const area = product(dims.slice(2));
  const fan = { fanIn: dims[1] * area, fanOut: dims[0] * area, before: activationAfter(layers, index) };
  const weight = add(walk, { name: `${name}.weight`, dims, role: 'kernel', ...fan });
  if (layers[index + 1]?.kind === 'batch-norm') return { weight };
  return { weight, bias: add(walk, { name: `${name}.bias`, dims: [dims[0]], role: 'bias', ...fan }) };
}

function windowed(size: number, kernel: number, stride: number, padding: number): number {
  const out = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  return out >= 1 ? out : fail(`a window of ${kernel} does not fit into ${size} values`);
}

function image(shape: readonly number[], layer: Layer): readonly [number, number, number] {
  if (shape.length !== 3) fail(`${layer.kind} needs an image [C, H, W], not [${shape.join(', ')}]`);
  return [shape[0], shape[1], shape[2]];
}

function norm(walk: Walk, channels: number): Step {
  const name = nextName(walk, 'norm');
  const spec = (part: string, role: WeightRole): WeightSpec =>
    add(walk, { name: `${name}.${part}`, dims: [channels], role, fanIn: channels, fanOut: channels });
  return {
    kind: 'batch-norm',
    name,
    scale: spec('scale', 'scale'),
    shift: spec('shift', 'shift'),
    mean: spec('mean', 'running-mean'),
    variance: spec('variance', 'running-variance'),
  };
}

interface Walked {
  readonly steps: readonly Step[];
  readonly shape: readonly number[];
}

function walkResidual(walk: Walk, layer: Layer & { kind: 'residual' }, shape: readonly number[]): Walked {
  const inner: Walk = { ...walk, counts: new Map(), prefix: `${nextName(walk, 'block')}.` };
  const body = walkLayers(inner, layer.body, shape);
  const shortcut = walkLayers(
    { ...inner, counts: new Map(), prefix: `${inner.prefix}shortcut.` },
    layer.shortcut ?? [],
    shape,
  );
  if (body.shape.join() !== shortcut.shape.join())
    fail(`a residual block adds [${body.shape.join(', ')}] to [${shortcut.shape.join(', ')}]`);
  return { steps: [{ kind: 'residual', body: body.steps, shortcut: shortcut.steps }], shape: body.shape };
}

function walkLayer(walk: Walk, layers: readonly Layer[], index: number, shape: readonly number[]): Walked {
  const layer = layers[index];
  switch (layer.kind) {
    case 'dense': {
      const features = product(shape);
      const step: Step = { kind: 'dense', ...affine(walk, layers, index, 'dense', [layer.units, features]) };
      return { steps: shape.length === 1 ? [step] : [{ kind: 'flatten' }, step], shape: [layer.units] };
    }
    case 'conv': {
      const [channels, height, width] = image(shape, layer);
      const { filters, kernel, stride = 1, padding = 0 } = layer;
      const dims = [filters, channels, kernel, kernel];
      const step: Step = { kind: 'conv', ...affine(walk, layers, index, 'conv', dims), stride, padding };
      const out = [height, width].map((size) => windowed(size, kernel, stride, padding));
      return { steps: [step], shape: [filters, ...out] };
    }
    case 'max-pool':
    case 'average-pool': {
      const [channels, height, width] = image(shape, layer);
      const { size, stride = size } = layer;
      const out = [height, width].map((side) => windowed(side, size, stride, 0));
      return { steps: [{ kind: layer.kind, size, stride }], shape: [channels, ...out] };
    }
    case 'global-average-pool':
      return { steps: [{ kind: layer.kind }], shape: [image(shape, layer)[0]] };
    case 'flatten':
      return { steps: shape.length === 1 ? [] : [{ kind: 'flatten' }], shape: [product(shape)] };
    case 'batch-norm':
      return { steps: [norm(walk, shape[0])], shape };
    case 'activation':
      return { steps: [{ kind: 'activation', function: layer.function }], shape };
    case 'residual':
      return walkResidual(walk, layer, shape);
  }
}

function walkLayers(walk: Walk, layers: readonly Layer[], input: readonly number[]): Walked {
  const steps: Step[] = [];
  let shape = input;
  layers.forEach((_, index) => {
    const walked = walkLayer(walk, layers, index, shape);
    steps.push(...walked.steps);
    shape = walked.shape;
  });
  return { steps, shape };
}

/**
 * The layer list with every shape, name and weight worked out.
 * @throws Error with a short reason when layers do not fit together or do not end in `classes` logits.
 */
export function planNetwork(architecture: Architecture): NetworkPlan {
  const walk: Walk = { weights: [], counts: new Map(), prefix: '' };
  const { steps, shape } = walkLayers(walk, architecture.layers, architecture.input);
  if (shape.join() !== String(architecture.classes) || architecture.layers.at(-1)?.kind !== 'dense')
    fail(`it must end in a dense layer of ${architecture.classes} units, not in [${shape.join(', ')}]`);
  const { standardise } = architecture;
  const figures = architecture.input[0];
  if (standardise && (standardise.mean.length !== figures || standardise.std.length !== figures))
    fail(`standardisation needs ${figures} means and deviations`);
  if (standardise?.std.some((value) => !(value > 0))) fail('standardisation needs deviations above 0');
  return { steps, weights: walk.weights };
}
