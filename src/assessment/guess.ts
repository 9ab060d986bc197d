import type { Dataset } from '../datasets/types.ts';
import { frontOf, type Front } from '../graph/front.ts';
import { presetOf, presets, type Preset } from '../graph/presets.ts';
import type { Preprocessing } from '../graph/preprocessing.ts';
import { importModel } from '../graph/model.ts';
import { readOnnx, type FileDim } from '../graph/onnx/read.ts';
import { simplified } from '../graph/onnx/simplify.ts';
import { UserError, type Message } from '../messages/index.ts';
import type { ImportSetting } from './import-setting.ts';
import { tableSpace } from './table-space.ts';

/** One way in which a model may want the data, and why. */
export interface Guess {
  readonly preprocessing: Preprocessing;
  /** The preset that it follows in what is about values. */
  readonly preset: string | null;
  readonly reasons: readonly Message[];
}

type Framework = 'tensorflow' | 'pytorch' | 'paddle' | 'mindspore' | 'sklearn' | 'other';

function frameworkOf(producer: string): Framework {
  const name = producer.toLowerCase();
  if (/tf2onnx|keras|tensorflow/.test(name)) return 'tensorflow';
  if (/torch/.test(name)) return 'pytorch';
  if (/paddle/.test(name)) return 'paddle';
  if (/mindspore/.test(name)) return 'mindspore';
  return /skl2onnx|sklearn|onnxmltools/.test(name) ? 'sklearn' : 'other';
}

/** What becomes of a picture's shape: the steps, and the shape that the model sees, channels first. */
interface Geometry {
  readonly steps: Preprocessing;
  readonly reasons: readonly Message[];
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const isChannels = (dim: FileDim | undefined) => dim === 1 || dim === 3 || dim === 4;
const known = (dim: FileDim, otherwise: number) => (dim === 'free' ? otherwise : dim);
const show = (dims: readonly (FileDim | number)[]) =>
  `[${dims.map((dim) => (dim === 'free' ? '?' : dim)).join(', ')}]`;

function isChannelsLast(dims: readonly FileDim[], framework: Framework): boolean {
  if (isChannels(dims[0])) return false;
  return isChannels(dims[2]) || (dims.every((dim) => dim === 'free') && framework === 'tensorflow');
}

/** Steps that bring pictures of one size to another: a small border of zeros (LeNet-5 takes 28 × 28 at 32 × 32), else scaling. */
function resizes(from: readonly number[], to: readonly number[], framework: Framework) {
  const [height, width] = to;
  const border = to.every((side, axis) => side > from[axis] && side - from[axis] <= 8 && side <= 64);
  const values = { from: from.join(' × '), to: to.join(' × ') };
  // TensorFlow's `resize` does not average unless it is told to; PIL and torchvision do.
  const scaling = {
    steps: { resize: { height, width, mode: 'linear', antialias: framework !== 'tensorflow' } },
    reason: { id: 'guess.resize', values },
  } as const;
  const padding = {
    steps: { resize: { height, width, mode: 'pad' } },
    reason: { id: 'guess.pad', values },
  } as const;
  return border ? [padding, scaling] : [scaling];
}

/** What the shapes of model and data say, likeliest first. */
function geometries(dims: readonly FileDim[], dataset: Dataset, framework: Framework): Geometry[] {
  const picture = dataset.shape.length === 3 ? dataset.shape : [1, 1, 1];
  if (dims.length !== 3) {
    const [channels, height, width] = picture;
    const plain = { steps: {}, reasons: [], channels, height, width };
    const flat = dims.length === 1 && dataset.shape.length === 3 && channels > 1;
    if (!flat) return [plain];
    const last: Geometry = { ...plain, steps: { layout: 'nhwc' }, reasons: [{ id: 'guess.flat-nhwc' }] };
    return framework === 'tensorflow' ? [last, plain] : [plain, last];
  }
  const last = isChannelsLast(dims, framework);
  const [c, h, w] = last ? [dims[2], dims[0], dims[1]] : dims;
  const flat = dataset.shape.length !== 3;
  const data = flat ? [known(c, 1), known(h, 1), known(w, 1)] : picture;
  const [channels, height, width] = [known(c, data[0]), known(h, data[1]), known(w, data[2])];
  const reasons: Message[] = [];
  let steps: Preprocessing = {};
  if (data[0] === 1 && channels === 3) {
    steps = { ...steps, channels: 'repeat' };
    reasons.push({ id: 'guess.repeat' });
  } else if (data[0] === 3 && channels === 1) {
    steps = { ...steps, channels: 'grey' };
    reasons.push({ id: 'guess.grey' });
  }
  const layout: Preprocessing = last ? { layout: 'nhwc' } : {};
  if (last) reasons.unshift({ id: 'guess.nhwc', values: { shape: show(dims) } });
  const made = { channels, height, width };
  if (height === data[1] && width === data[2]) return [{ steps: { ...steps, ...layout }, reasons, ...made }];
  return resizes(data.slice(1), [height, width], framework).map((resize) => ({
    steps: { ...steps, ...resize.steps, ...layout },
    reasons: [...reasons, resize.reason],
    ...made,
  }));
}

/** Of what spread a network's first layer sees its inputs: deviations between those of [0, 1] pixels and of standardised ones. */
const usual = (spread: number) => spread >= 0.5 && spread <= 12;

/** Whether a file's own first operators were made for values in [0, 1] or for bytes; null where they do not tell. */
function rangeOf({ scale, offset, learned }: Front): 'unit' | 'bytes' | null {
  if (learned) {
    if (learned.mean > 2 && learned.std > 2) return 'bytes';
    return learned.mean > 0.05 && learned.mean < 0.95 && learned.std < 0.5 ? 'unit' : null;
  }
  const factor = Math.abs(scale);
  if (Math.abs(offset) > 20 * Math.max(factor, 1e-9) && factor >= 0.5) return 'bytes';
  if (usual(factor)) return 'unit';
  return usual(255 * factor) ? 'bytes' : null;
}

/** Ids of presets by what each framework's own examples do with pictures of this kind, likeliest first. */
function usualPresets(
  { channels, height, width }: Geometry,
  classes: number,
  framework: Framework,
): readonly string[] {
  if (channels !== 3) {
    if (framework === 'paddle') return ['signed', 'unit'];
    if (framework === 'mindspore') return ['mnist', 'unit'];
    return ['unit', 'mnist', 'bytes', 'signed'];
  }
  const large = Math.min(height, width) >= 96;
  if (framework === 'tensorflow')
    return large ? ['signed', 'caffe', 'bytes', 'unit', 'imagenet'] : ['unit', 'bytes', 'signed'];
  if (large) return ['imagenet', 'signed', 'unit', 'bytes', 'caffe'];
  const own = classes === 43 ? ['gtsrb'] : classes === 100 ? ['cifar100'] : ['cifar10', 'cifar10-2023'];
  return framework === 'pytorch' || framework === 'paddle' || framework === 'mindspore'
    ? [...own, 'unit', 'imagenet', 'signed']
    : ['unit', ...own, 'imagenet'];
}

/** The presets in this order, then all others that fit. */
function ordered(ids: readonly string[], channels: number): Preset[] {
  const fits = presets.filter((preset) => preset.channels === null || preset.channels === channels);
  const first = ids.flatMap((id) => presetOf(id) ?? []).filter((preset) => fits.includes(preset));
  return [...first, ...fits.filter((preset) => !first.includes(preset))];
}

const frontReason = (front: Front, range: 'unit' | 'bytes'): Message => ({
  id: range === 'unit' ? 'guess.front-unit' : 'guess.front-bytes',
  values: { operators: front.operators.join(', ') },
});

function pictureGuesses(
  geometry: Geometry,
  classes: number,
  framework: Framework,
  front: Front | undefined,
  producer: string,
): Guess[] {
  const range = front && rangeOf(front);
  const usually = usualPresets(geometry, classes, framework);
  const ids = range ? [range, range === 'unit' ? 'bytes' : 'unit', ...usually] : usually;
  return ordered(ids, geometry.channels).map((preset, rank) => {
    const ofFront = front && range === preset.id ? frontReason(front, range) : undefined;
    const why: Message =
      ofFront ??
      (rank < ids.length && framework !== 'other'
        ? { id: 'guess.framework', values: { producer } }
        : { id: 'guess.common', values: { channels: geometry.channels } });
    return {
      preprocessing: { ...geometry.steps, ...preset.steps },
      preset: preset.id,
      reasons: [...geometry.reasons, why],
    };
  });
}

/** Mean and deviation of every column, as a standardising step in front of the model. */
export function columnFigures(dataset: Extract<Dataset, { kind: 'table' }>): Preprocessing {
  const { mean, std } = tableSpace(dataset.stats);
  return { mean: Array.from(mean), std: Array.from(std) };
}

/** Whether the columns come standardised already. */
function isStandardised({ stats }: Extract<Dataset, { kind: 'table' }>): boolean {
  const near = (values: Float64Array, to: number, by: number) =>
    values.every((value) => Math.abs(value - to) <= by);
  return near(stats.mean, 0, 0.5) && near(stats.std, 1, 0.5);
}

function tableGuesses(
  dataset: Extract<Dataset, { kind: 'table' }>,
  front: Front | undefined,
  framework: Framework,
): Guess[] {
  const plain = (id: 'guess.standardised' | 'guess.columns' | 'guess.pipeline'): Guess => ({
    preprocessing: {},
    preset: null,
    reasons: [{ id }],
  });
  if (isStandardised(dataset)) return [plain('guess.standardised')];
  const figures: Guess = {
    preprocessing: columnFigures(dataset),
    preset: null,
    reasons: [{ id: 'guess.standardise' }],
  };
  if (front)
    return [
      {
        preprocessing: {},
        preset: null,
        reasons: [{ id: 'guess.front', values: { operators: front.operators.join(', ') } }],
      },
      figures,
    ];
  return framework === 'sklearn' ? [plain('guess.pipeline'), figures] : [figures, plain('guess.columns')];
}

/** Trees compare columns with values in the columns' own units: what gives no gradients is given rows as they are. */
export function takesOwnUnits(
  model: Uint8Array,
  { output, single }: Pick<ImportSetting, 'output' | 'single'>,
  dataset: Dataset,
): boolean {
  if (dataset.kind !== 'table') return false;
  try {
    return importModel(model, { output, single, sampleShape: dataset.shape }).access !== 'gradient';
  } catch (error) {
    if (UserError.from(error)) return false;
    throw error;
  }
}

/**
 * How a model probably wants these data, likeliest first: from the shapes of both, the file's first operators (a model that
 * normalises by itself) and the usage of the framework that wrote it. Data that were standardised when read are left as they
 * are.
 * @throws UserError for a file that is no ONNX.
 */
export function guessPreprocessing(model: Uint8Array, dataset: Dataset): readonly Guess[] {
  const file = simplified(readOnnx(model));
  const framework = frameworkOf(file.producer);
  const front = frontOf(file);
  const dims = file.inputs[0]?.dims?.slice(1) ?? [];
  const pictureModel = dims.length === 3;
  if (dataset.kind === 'table' && !pictureModel) return tableGuesses(dataset, front, framework);
  const [first, ...others] = geometries(dims, dataset, framework);
  if (dataset.kind === 'image' && (dataset.range[0] !== 0 || dataset.range[1] !== 1))
    return [first, ...others].map(({ steps, reasons }) => ({
      preprocessing: steps,
      preset: 'unit',
      reasons: [...reasons, { id: 'guess.range', values: { low: dataset.range[0], high: dataset.range[1] } }],
    }));
  const of = (geometry: Geometry) =>
    pictureGuesses(geometry, dataset.classes, framework, front, file.producer);
  const guesses = of(first);
  // Of other geometries the likeliest values are enough: values and geometry are asked one after the other.
  return [guesses[0], ...others.map((geometry) => of(geometry)[0]), ...guesses.slice(1)];
}
