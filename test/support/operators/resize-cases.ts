import { float, int, ints, string } from '../../../src/graph/ir.ts';
import type { CaseAttributes, CaseInput, OperatorCase, OperatorInstance } from './case.ts';
import { fixedInts, variable } from './case.ts';
import type { Draw } from './draw.ts';

const floats = (values: readonly number[]): CaseInput => ({ dims: [values.length], values, fixed: true });

const nothing: CaseInput = { dims: [0], values: [], fixed: true };

/** How a mode is told apart further. */
function options(draw: Draw, mode: string, opset: number): CaseAttributes {
  const antialias = opset >= 18 && mode !== 'nearest' && draw.chance();
  const outside = (mode === 'cubic' || antialias) && draw.chance();
  const coordinates = draw.pick(
    undefined,
    'half_pixel',
    'pytorch_half_pixel',
    'align_corners',
    'asymmetric',
    'tf_crop_and_resize',
    ...(opset >= 19 ? ['half_pixel_symmetric'] : []),
    ...(opset < 13 && mode === 'nearest' ? ['tf_half_pixel_for_nn'] : []),
  );
  return {
    mode: string(mode),
    ...(coordinates && { coordinate_transformation_mode: string(coordinates) }),
    ...(coordinates === 'tf_crop_and_resize' && { extrapolation_value: float(0.5) }),
    ...(mode === 'nearest' &&
      draw.chance() && {
        nearest_mode: string(draw.pick('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil')),
      }),
    ...(mode === 'cubic' && draw.chance() && { cubic_coeff_a: float(-0.5) }),
    ...(outside && { exclude_outside: int(1) }),
    ...(antialias && { antialias: int(1) }),
  };
}

/** A picture (or, but for cubic, a volume or a row) resized by scales or to sizes, up and down. */
function resized(draw: Draw, mode: string, opset: number): OperatorInstance {
  const attributes = options(draw, mode, opset);
  const antialias = attributes['antialias'] !== undefined;
  const rank = mode === 'nearest' ? draw.int(1, 3) : mode === 'linear' && !antialias ? draw.pick(2, 2, 3) : 2;
  const x = [draw.int(1, 2), draw.int(1, 2), ...Array.from({ length: rank }, () => draw.int(2, 5))];
  const crop = attributes['coordinate_transformation_mode']?.value === 'tf_crop_and_resize';
  const all = opset < 18 || draw.chance();
  const axes = x.map((_, axis) => axis).slice(all ? 0 : 2);
  const roi = [
    ...axes.map((axis) => (axis < 2 ? 0 : draw.pick(-0.25, 0, 0.125))),
    ...axes.map((axis) => (axis < 2 ? 1 : draw.pick(0.75, 1, 1.25))),
  ];
  const named = all ? {} : { axes: ints(axes) };
  const byScales = draw.chance();
  // Sizes of all axes fix the batch too.
  const inputs = [variable(x, draw.values(x), byScales || !all), crop ? floats(roi) : nothing];
  if (byScales) {
    const scales = axes.map((axis) => (axis < 2 ? 1 : draw.pick(0.5, 0.75, 1, 1.5, 2, 2.25)));
    return { opset, inputs: [...inputs, floats(scales)], attributes: { ...attributes, ...named } };
  }
  const sizes = axes.map((axis) => (axis < 2 ? x[axis] : draw.int(1, 8)));
  const policy =
    all || !draw.chance() ? {} : { keep_aspect_ratio_policy: string(draw.pick('not_larger', 'not_smaller')) };
  return {
    opset,
    inputs: [...inputs, opset < 18 ? nothing : undefined, fixedInts(sizes)],
    attributes: { ...attributes, ...named, ...policy },
  };
}

const resize = (mode: string): OperatorCase => ({
  op: 'Resize',
  about: mode,
  runs: 20,
  imported: true,
  instance: (draw) => resized(draw, mode, draw.pick(11, 13, 17, 18, 19, 21)),
});

export const resizeCases: readonly OperatorCase[] = [...['nearest', 'linear', 'cubic'].map(resize)];
