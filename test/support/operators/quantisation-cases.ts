import { int } from '../../../src/graph/ir.ts';
import type { CaseInput, OperatorCase } from './case.ts';
import { variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

/** Scales and zero points, with the attributes and the operator set that their shape asks for. */
function granularity(draw: Draw, dims: readonly number[], blocks: boolean) {
  // The engine takes one number in a list for the scale of all, which has no blocks.
  const kind = draw.pick('one', 'axis', blocks && dims.length > 1 ? 'block' : 'axis');
  const axis = draw.int(0, dims.length - 1);
  const size = 2;
  const shape = {
    one: [],
    axis: [dims[axis]],
    block: dims.map((dim, i) => (i === axis ? Math.ceil(dim / size) : dim)),
  }[kind];
  const zero: CaseInput = {
    dims: shape,
    values: draw.values(shape, 0, 255).map(Math.floor),
    dtype: 'uint8',
    fixed: true,
  };
  return {
    scale: weight(shape, draw.values(shape, 0.25, 1)),
    zero,
    attributes: {
      ...(kind !== 'one' && { axis: int(axis) }),
      ...(kind === 'block' && { block_size: int(size) }),
    },
    opset: kind === 'block' ? 21 : draw.pick(13, 17, 21),
  };
}

export const quantisationCases: readonly OperatorCase[] = [
  {
    op: 'QuantizeLinear',
    instance: (draw) => {
      const dims = draw.shape(draw.int(1, 3), 4);
      const { scale, zero, ...rest } = granularity(draw, dims, true);
      return {
        ...rest,
        inputs: [
          variable(dims, draw.values(dims), false),
          { ...scale, fixed: true },
          ...(draw.chance() ? [zero] : []),
        ],
      };
    },
  },
  {
    op: 'DequantizeLinear',
    instance: (draw) => {
      const dims = draw.shape(draw.int(1, 3), 4);
      const { scale, zero, ...rest } = granularity(draw, dims, false);
      const levels: CaseInput = { dims, values: draw.values(dims, 0, 255).map(Math.floor), dtype: 'uint8' };
      return { ...rest, inputs: [levels, scale, ...(draw.chance() ? [zero] : [])] };
    },
  },
];
