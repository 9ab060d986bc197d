import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
const above0 = v.pipe(finite, v.gtValue(0));
/** No side of a picture is longer. */
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
/** As many columns as a table may have; a picture's channels are fewer. */
const mostFigures = 10_000;
const mostClasses = 10_000;

const list = <T extends v.GenericSchema>(of: T, most: number) =>
  v.pipe(v.array(of), v.minLength(1), v.maxLength(most));

/** Control characters, and those that turn the direction of writing: not for people. */
const hidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** A text that screens and terminals show. */
const shownText = (most: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(most),
    v.check((text) => !hidden.test(text), 'a text without control characters'),
  );

const preprocessing = v.strictObject({
  invert: v.optional(v.boolean()),
  transpose: v.optional(v.boolean()),
  channels: v.optional(v.picklist(['repeat', 'grey'])),
  resize: v.optional(
    v.strictObject({
      height: side,
      width: side,
      mode: v.picklist(['nearest', 'linear', 'cubic', 'pad']),
      antialias: v.optional(v.boolean()),
    }),
  ),
  order: v.optional(v.literal('bgr')),
  multiply: v.optional(above0),
  mean: v.optional(list(finite, mostFigures)),
  std: v.optional(list(above0, mostFigures)),
  layout: v.optional(v.literal('nhwc')),
});

/** How a model was read: in a report, so that a re-run reads it alike, and in a model card. */
export const settingSchema = v.strictObject({
  output: v.optional(shownText(1000)),
  single: v.optional(v.picklist(['logit', 'probability'])),
  preprocessing: v.optional(preprocessing),
  labels: v.optional(
    list(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(mostClasses - 1)), mostClasses),
  ),
  classNames: v.optional(list(shownText(200), mostClasses)),
});

type Fixed<T> = T extends readonly unknown[]
  ? readonly Fixed<T[number]>[]
  : T extends object
    ? { readonly [K in keyof T]: Fixed<T[K]> }
    : T;

export type SettingRecord = Fixed<v.InferOutput<typeof settingSchema>>;

/** Texts that a card may hold beside the setting. */
export const titleSchema = shownText(200);
