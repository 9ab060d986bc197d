import type { Dataset } from '../../datasets/types.ts';
import type { Preprocessing } from '../../graph/preprocessing.ts';
import { shownName } from '../../graph/trouble.ts';
import { presetIn, presets, withPreset } from '../../graph/presets.ts';
import type { Message } from '../../messages/index.ts';
import { canonical } from '../../document/text.ts';
import { columnFigures } from '../guess.ts';
import type { ImportSetting } from '../import-setting.ts';
import { isTextOrder } from './labels.ts';

type Table = Extract<Dataset, { kind: 'table' }>;

/** Only the steps that do something. */
function tidy(steps: Preprocessing): Preprocessing {
  return Object.fromEntries(Object.entries(steps).filter(([, step]) => step !== undefined && step !== false));
}

/** Mean and deviation of the pixels of each channel as the model gets them, the same in and after `order`. */
function ownFigures({ test, shape }: Dataset, steps: Preprocessing): Preprocessing {
  const channels = shape.length === 3 ? shape[0] : 1;
  const plane = test.x.length / test.count / channels;
  const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)];
  test.x.forEach((value, at) => {
    const channel = Math.floor(at / plane) % channels;
    sum[channel] += value;
    squares[channel] += value * value;
  });
  const n = test.count * plane;
  const mean = Array.from(sum, (total) => total / n);
  const std = mean.map((value, channel) => Math.sqrt(Math.max(squares[channel] / n - value * value, 1e-12)));
  const average = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / channels;
  // Where channels are made of others, one figure serves all.
  const one = steps.channels !== undefined || shape.length !== 3;
  const rounded = (values: readonly number[]) =>
    (one ? [average(values)] : values).map((value) => Number(value.toPrecision(4)));
  return { ...steps, order: undefined, multiply: undefined, mean: rounded(mean), std: rounded(std) };
}

function tableMistakes(dataset: Table, steps: Preprocessing): Preprocessing[] {
  const { min, max } = dataset.stats;
  const spread = Array.from(max, (value, at) => (value > min[at] ? value - min[at] : 1));
  const top = Math.max(...max.map(Math.abs), ...min.map(Math.abs));
  const values = { ...steps, multiply: undefined, mean: undefined, std: undefined };
  return [
    values,
    { ...values, ...columnFigures(dataset) },
    { ...values, mean: Array.from(min), std: spread },
    ...(top > 1 ? [{ ...values, multiply: 1 / top }] : []),
  ];
}

/** What single other steps may have been meant instead of these, for a model that takes `channels`. */
export function otherSteps(
  dataset: Dataset,
  steps: Preprocessing,
  modelShape: readonly number[],
): Preprocessing[] {
  const found: Preprocessing[] = [];
  if (dataset.kind === 'table' && modelShape.length !== 3) found.push(...tableMistakes(dataset, steps));
  else {
    const [data, made] = [dataset.shape, modelShape].map((shape) => (shape.length === 3 ? shape : [1, 1, 1]));
    const last = steps.layout === 'nhwc' || (made[2] === data[0] && made[0] !== data[0]);
    const channels = modelShape.length === 3 ? (last ? made[2] : made[0]) : data[0];
    const unit = dataset.kind === 'table' || (dataset.range[0] === 0 && dataset.range[1] === 1);
    if (unit) {
      const fitting = presets.filter((preset) => preset.channels === null || preset.channels === channels);
      found.push(...fitting.map((preset) => withPreset(steps, preset)), ownFigures(dataset, steps));
      if (channels === 1) found.push({ ...steps, invert: !steps.invert });
    }
    if (channels === 3) found.push({ ...steps, order: steps.order ? undefined : 'bgr' });
    if (dataset.shape.length === 3 && data[1] === data[2])
      found.push({ ...steps, transpose: !steps.transpose });
    if (data[0] > 1) found.push({ ...steps, layout: steps.layout ? undefined : 'nhwc' });
    if (steps.resize && steps.resize.mode !== 'pad')
      found.push({ ...steps, resize: { ...steps.resize, antialias: !steps.resize.antialias } });
  }
  const names = new Set([canonical(tidy(steps))]);
  return found.map(tidy).filter((other) => {
    const name = canonical(other);
    return !names.has(name) && names.add(name);
  });
}

const same = (a: unknown, b: unknown) => canonical(a ?? null) === canonical(b ?? null);

function valueChange(from: Preprocessing, to: Preprocessing): Message[] {
  const values = (steps: Preprocessing) => [steps.multiply ?? 1, steps.mean, steps.std];
  const order: Message[] =
    from.order === to.order ? [] : [{ id: to.order ? 'diagnosis.bgr' : 'diagnosis.rgb' }];
  if (same(values(from), values(to))) return order;
  const whole = presetIn(to);
  if (whole) return [{ id: whole.title }];
  const preset = presetIn({ ...to, order: undefined });
  if (preset) return [{ id: preset.title }, ...order];
  const figures: Message = to.mean
    ? { id: 'diagnosis.own-figures' }
    : { id: 'diagnosis.scaled', values: { by: to.multiply ?? 1 } };
  return [figures, ...order];
}

function stepChanges(from: Preprocessing, to: Preprocessing): Message[] {
  const changes = valueChange(from, to);
  if (!from.invert !== !to.invert)
    changes.push({ id: to.invert ? 'diagnosis.invert' : 'diagnosis.not-inverted' });
  if (!from.transpose !== !to.transpose)
    changes.push({ id: to.transpose ? 'diagnosis.transpose' : 'diagnosis.not-transposed' });
  if (from.layout !== to.layout) changes.push({ id: to.layout ? 'diagnosis.nhwc' : 'diagnosis.nchw' });
  if (!same(from.resize, to.resize) || from.channels !== to.channels)
    changes.push({ id: 'diagnosis.resize' });
  return changes;
}

/** Of a long map the first changes are shown. */
const shownLabels = 12;

function labelChange(to: readonly number[], classes: number): Message {
  const by = (step: number) =>
    to.every((label, at) => label === -1 || label === (at + step + classes) % classes);
  if (by(0)) return { id: 'diagnosis.labels-same' };
  if (by(-1)) return { id: 'diagnosis.labels-late' };
  if (by(1)) return { id: 'diagnosis.labels-early' };
  if (isTextOrder(to)) return { id: 'diagnosis.labels-text' };
  const pairs = to.flatMap((label, at) => (label === at ? [] : [`${at} → ${label}`]));
  const shown = pairs.slice(0, shownLabels).join(', ') + (pairs.length > shownLabels ? ' …' : '');
  return { id: 'diagnosis.labels-shuffled', values: { map: shown } };
}

/** Another output of the file, or another meaning of its one value. */
function readingChanges(from: ImportSetting, to: ImportSetting): Message[] {
  const changes: Message[] = [];
  if (to.output !== undefined && to.output !== from.output)
    changes.push({ id: 'diagnosis.output', values: { name: shownName(to.output) } });
  if (to.single !== undefined && to.single !== from.single) changes.push({ id: `diagnosis.${to.single}` });
  return changes;
}

/** What another setting changes, in words. */
export function changesBetween(from: ImportSetting, to: ImportSetting, classes: number): readonly Message[] {
  const steps = stepChanges(from.preprocessing ?? {}, to.preprocessing ?? {});
  const changes = [...readingChanges(from, to), ...steps];
  const identity = to.labels ?? from.labels?.map((_, at) => at) ?? [];
  if (!same(from.labels, to.labels)) changes.push(labelChange(identity, classes));
  return changes;
}
