import { UserError, type MessageId, type MessageValues } from '../messages/index.ts';
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

export interface DropoutStep {
  readonly kind: 'dropout';
  /** Of its mask, as batches hold it. */
  readonly name: string;
  /** Share of values that is set to 0. */
  readonly rate: number;
  /** Shape of one sample here. */
  readonly shape: readonly number[];
}

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
  | DropoutStep
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
  /** Shape of one sample behind each layer, by the layer's label: `2`; inside block 4, `4.1` and on its shortcut `4→1`. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Multiplications of one sample's forward pass through dense and convolution layers. */
  readonly multiplications: number;
}

interface Walk {
  readonly weights: WeightSpec[];
  readonly shapes: Map<string, readonly number[]>;
  readonly work: { multiplications: number };
  readonly counts: Map<string, number>;
  readonly prefix: string;
  /** Label of the block and what joins it to its layers' numbers; empty outside. */
  readonly inside: string;
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

const shown = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** @throws UserError that names the layer */
function fail(layer: string, id: MessageId, values: MessageValues): never {
  throw new UserError(id, { layer, ...values });
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

function windowed(label: string, size: number, kernel: number, stride: number, padding: number): number {
  const out = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  return out >= 1 ? out : fail(label, 'training.layer-window', { window: kernel, size });
}

function image(label: string, shape: readonly number[]): readonly [number, number, number] {
  if (shape.length !== 3) fail(label, 'training.layer-image', { shape: shown(shape) });
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

function walkResidual(
  walk: Walk,
  layer: Layer & { kind: 'residual' },
  label: string,
  shape: readonly number[],
): Walked {
  const prefix = `${nextName(walk, 'block')}.`;
  const inner: Walk = { ...walk, counts: new Map(), prefix, inside: `${label}.` };
  const body = walkLayers(inner, layer.body, shape);
  const shortcut = walkLayers(
    { ...inner, counts: new Map(), prefix: `${inner.prefix}shortcut.`, inside: `${label}→` },
    layer.shortcut ?? [],
    shape,
  );
  if (body.shape.join() !== shortcut.shape.join())
    fail(label, 'training.layer-branches', { body: shown(body.shape), shortcut: shown(shortcut.shape) });
  return { steps: [{ kind: 'residual', body: body.steps, shortcut: shortcut.steps }], shape: body.shape };
}

function walkLayer(walk: Walk, layers: readonly Layer[], index: number, shape: readonly number[]): Walked {
  const layer = layers[index];
  const label = walk.inside + (index + 1);
  switch (layer.kind) {
    case 'dense': {
      const features = product(shape);
      walk.work.multiplications += layer.units * features;
      const step: Step = { kind: 'dense', ...affine(walk, layers, index, 'dense', [layer.units, features]) };
      return { steps: shape.length === 1 ? [step] : [{ kind: 'flatten' }, step], shape: [layer.units] };
    }
    case 'conv': {
      const [channels, height, width] = image(label, shape);
      const { filters, kernel, stride = 1, padding = 0 } = layer;
      const dims = [filters, channels, kernel, kernel];
      const step: Step = { kind: 'conv', ...affine(walk, layers, index, 'conv', dims), stride, padding };
      const out = [height, width].map((size) => windowed(label, size, kernel, stride, padding));
      walk.work.multiplications += product(dims) * product(out);
      return { steps: [step], shape: [filters, ...out] };
    }
    case 'max-pool':
    case 'average-pool': {
      const [channels, height, width] = image(label, shape);
      const { size, stride = size } = layer;
      const out = [height, width].map((side) => windowed(label, side, size, stride, 0));
      return { steps: [{ kind: layer.kind, size, stride }], shape: [channels, ...out] };
    }
    case 'global-average-pool':
      return { steps: [{ kind: layer.kind }], shape: [image(label, shape)[0]] };
    case 'flatten':
      return { steps: shape.length === 1 ? [] : [{ kind: 'flatten' }], shape: [product(shape)] };
    case 'batch-norm':
      return { steps: [norm(walk, shape[0])], shape };
    case 'dropout': {
      const step = { kind: layer.kind, name: nextName(walk, 'dropout'), rate: layer.percent / 100, shape };
      return { steps: [step], shape };
    }
    case 'activation':
      return { steps: [{ kind: 'activation', function: layer.function }], shape };
    case 'residual':
      return walkResidual(walk, layer, label, shape);
  }
}

function walkLayers(walk: Walk, layers: readonly Layer[], input: readonly number[]): Walked {
  const steps: Step[] = [];
  let shape = input;
  layers.forEach((_, index) => {
    const walked = walkLayer(walk, layers, index, shape);
    steps.push(...walked.steps);
    shape = walked.shape;
    walk.shapes.set(walk.inside + (index + 1), shape);
  });
  return { steps, shape };
}

/**
 * The layer list with every shape, name and weight worked out.
 * @throws UserError, one sentence that names the layer, when layers do not fit together or do not end in `classes` logits.
 */
export function planNetwork(architecture: Architecture): NetworkPlan {
  const walk: Walk = {
    weights: [],
    shapes: new Map(),
    work: { multiplications: 0 },
    counts: new Map(),
    prefix: '',
    inside: '',
  };
  const { steps, shape } = walkLayers(walk, architecture.layers, architecture.input);
  if (shape.join() !== String(architecture.classes) || architecture.layers.at(-1)?.kind !== 'dense')
    fail(String(architecture.layers.length), 'training.layer-end', {
      classes: architecture.classes,
      shape: shown(shape),
    });
  const { standardise } = architecture;
  const figures = architecture.input[0];
  if (standardise && (standardise.mean.length !== figures || standardise.std.length !== figures))
    throw new Error(`architecture: standardisation needs ${figures} means and deviations`);
  if (standardise?.std.some((value) => !(value > 0)))
    throw new Error('architecture: standardisation needs deviations above 0');
  return { steps, weights: walk.weights, shapes: walk.shapes, multiplications: walk.work.multiplications };
}
