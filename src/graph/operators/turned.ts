import type { GraphBuilder } from '../builder.ts';
import { spaceOut } from '../emit.ts';
import type { Attributes } from '../ir.ts';
import { int, intOf, ints, intsOf, sizeOf } from '../ir.ts';
import { reach } from './window.ts';

/** [g·m, c, …k] → [g·c, m, …k] with every spatial axis reversed: the kernel of the input gradient as a Conv. */
export function turnedKernel(builder: GraphBuilder, w: string, group: number): string {
  const shape = builder.shape(w);
  const constant = builder.constantOf(w);
  if (constant?.data instanceof Float32Array) return turnedConstant(builder, constant.data, shape, group);
  const [outputs, channels, ...kernel] = shape;
  const axes = kernel.map((_, axis) => axis + 2);
  const split = builder.reshape(w, [group, outputs / group, channels, ...kernel]);
  const swapped = builder.transpose(split, [0, 2, 1, ...axes.map((axis) => axis + 1)]);
  const turned = builder.reshape(swapped, [group * channels, outputs / group, ...kernel]);
  if (kernel.every((size) => size === 1)) return turned;
  const before = kernel.map((size) => -size - 1);
  const back = builder.int64(kernel.map(() => -1));
  return builder.emit('Slice', [turned, back, builder.int64(before), builder.int64(axes), back]);
}

function turnedConstant(
  builder: GraphBuilder,
  data: Float32Array,
  shape: readonly number[],
  group: number,
): string {
  const [outputs, channels, ...kernel] = shape;
  const places = sizeOf(kernel);
  const perGroup = outputs / group;
  const turned = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    const g = Math.floor(output / perGroup);
    for (let channel = 0; channel < channels; channel++) {
      const from = (output * channels + channel) * places;
      const to = ((g * channels + channel) * perGroup + (output % perGroup)) * places;
      // Reversing every spatial axis reverses the row-major order of the places.
      for (let place = 0; place < places; place++) turned[to + place] = data[from + places - 1 - place];
    }
  }
  return builder.constant({ dtype: 'float32', dims: [group * channels, perGroup, ...kernel], data: turned });
}

/** A Conv and its two inputs that compute what a ConvTranspose would. */
export interface TurnedConvolution {
  readonly inputs: readonly [x: string, w: string];
  readonly attributes: Attributes;
}

/**
 * ConvTranspose as a Conv: its input with zeros between, where it has strides, under the turned kernel. For engines without
 * a ConvTranspose of that many axes; it multiplies all the zeros too.
 */
export function turnedConvolution(
  builder: GraphBuilder,
  [x, w]: readonly [string, string],
  attributes: Attributes,
): TurnedConvolution {
  const kernel = builder.shape(w).slice(2);
  const rank = kernel.length;
  const list = (name: string, otherwise: number, length = rank) =>
    intsOf(attributes, name) ?? Array.from({ length }, () => otherwise);
  const dilations = list('dilations', 1);
  const pads = list('pads', 0, 2 * rank);
  const extra = list('output_padding', 0);
  const room = kernel.map((size, axis) => reach(size, dilations[axis]) - 1);
  const around = [
    ...room.map((size, axis) => size - pads[axis]),
    ...room.map((size, axis) => size - pads[axis + rank] + extra[axis]),
  ];
  let spread = list('strides', 1).reduce((a, stride, axis) => spaceOut(builder, a, axis + 2, stride), x);
  if (around.some((size) => size < 0)) {
    const cut = around.map((size) => Math.min(size, 0));
    const before = cut.slice(0, rank);
    spread = builder.emit('Pad', [spread, builder.int64([0, 0, ...before, 0, 0, ...cut.slice(rank)])]);
  }
  const group = intOf(attributes, 'group', 1);
  return {
    inputs: [spread, turnedKernel(builder, w, group)],
    attributes: {
      strides: ints(kernel.map(() => 1)),
      dilations: ints(dilations),
      pads: ints(around.map((size) => Math.max(size, 0))),
      group: int(group),
    },
  };
}
