import { float, int, ints } from '../../../src/graph/ir.ts';
import type { OperatorCase } from './case.ts';
import { variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

const epsilon = (draw: Draw) => ({ epsilon: draw.pick(undefined, float(0.125)) });

/** Values whose variance along any axis is not small, so that differences can follow the curve. */
const spread = (draw: Draw, dims: readonly number[]) => draw.distinct(dims, 1, 0, 1);

const factor = (draw: Draw, dims: readonly number[]) => weight(dims, draw.values(dims));

const batchNormalization: OperatorCase = {
  op: 'BatchNormalization',
  instance: (draw) => {
    const dims = draw.shape(draw.int(2, 4));
    const opset = draw.pick(7, 8, 9, 14, 15);
    const places = opset < 9 && draw.chance();
    const figures = places ? dims.slice(1) : [dims[1]];
    return {
      opset,
      inputs: [
        variable(dims, draw.values(dims)),
        factor(draw, figures),
        factor(draw, figures),
        factor(draw, figures),
        weight(figures, draw.values(figures, 0.5, 2)),
      ],
      attributes: { ...epsilon(draw), ...(places && { spatial: int(0) }) },
    };
  },
};

const storedStatistics: OperatorCase = {
  op: 'BatchNormalization',
  about: 'stored statistics',
  perSample: true,
  instance: (draw) => {
    const dims = draw.shape(draw.int(2, 4));
    const channels = [dims[1]];
    const fixed = (low: number, high: number) => ({
      ...weight(channels, draw.values(channels, low, high)),
      fixed: true,
    });
    return {
      inputs: [variable(dims, draw.values(dims)), fixed(-2, 2), fixed(-2, 2), fixed(-2, 2), fixed(0.5, 2)],
    };
  },
};

const layerNormalization = (outputs: number): OperatorCase => ({
  op: 'LayerNormalization',
  about: outputs === 1 ? 'values' : 'values and figures',
  perSample: outputs === 1,
  instance: (draw) => {
    const dims = [draw.int(2, 3), draw.int(2, 3), draw.int(2, 4)];
    const axis = draw.int(1, 2);
    const shape = () => (draw.chance() ? dims.slice(axis) : dims.slice(2));
    const bias = draw.chance() ? [factor(draw, shape())] : [];
    return {
      outputs,
      inputs: [variable(dims, spread(draw, dims)), factor(draw, shape()), ...bias],
      attributes: { ...epsilon(draw), axis: int(draw.chance() ? axis : axis - 3) },
    };
  },
});

const groupNormalization = (opset: number): OperatorCase => ({
  op: 'GroupNormalization',
  about: `set ${opset}`,
  imported: true,
  perSample: true,
  instance: (draw) => {
    const groups = draw.int(1, 3);
    const dims = [draw.int(1, 2), 2 * groups, ...draw.shape(draw.int(0, 2), 3)];
    const count = [opset < 21 ? groups : 2 * groups];
    return {
      opset,
      inputs: [variable(dims, spread(draw, dims)), factor(draw, count), factor(draw, count)],
      attributes: { ...epsilon(draw), num_groups: int(groups) },
    };
  },
});

const meanVariance = (axes: readonly number[]): OperatorCase => ({
  op: 'MeanVarianceNormalization',
  about: `over ${axes.join()}`,
  imported: true,
  instance: (draw) => {
    const dims = [2, 2, 2, draw.int(1, 3)];
    return {
      opset: draw.pick(9, 13, 21),
      inputs: [variable(dims, spread(draw, dims), !axes.includes(0))],
      attributes: { axes: axes.join() === '0,2,3' && draw.chance() ? undefined : ints(axes) },
    };
  },
});

const lpNormalization = (p: number | undefined): OperatorCase => ({
  op: 'LpNormalization',
  about: `p ${p ?? 'not named'}`,
  perSample: true,
  instance: (draw) => {
    const dims = draw.shape(draw.int(2, 3));
    const axis = draw.int(1, dims.length - 1);
    return {
      opset: draw.pick(17, 22),
      inputs: [variable(dims, draw.away(dims, [0], -2, 2, 0.5))],
      attributes: {
        p: p === undefined ? undefined : int(p),
        axis: axis === dims.length - 1 ? undefined : int(axis),
      },
    };
  },
});

export const normalisationCases: readonly OperatorCase[] = [
  batchNormalization,
  storedStatistics,
  layerNormalization(1),
  layerNormalization(3),
  {
    op: 'InstanceNormalization',
    perSample: true,
    instance: (draw) => {
      const dims = [draw.int(1, 2), draw.int(1, 3), draw.int(2, 3), ...draw.shape(draw.int(0, 2), 2)];
      return {
        opset: draw.pick(17, 22),
        inputs: [variable(dims, spread(draw, dims)), factor(draw, [dims[1]]), factor(draw, [dims[1]])],
        attributes: epsilon(draw),
      };
    },
  },
  groupNormalization(18),
  groupNormalization(21),
  {
    op: 'RMSNormalization',
    imported: true,
    perSample: true,
    instance: (draw) => {
      const dims = [draw.int(1, 2), draw.int(1, 3), draw.int(2, 4)];
      const axis = draw.int(1, 2);
      return {
        opset: 23,
        inputs: [variable(dims, draw.away(dims, [0], -2, 2, 0.5)), factor(draw, dims.slice(axis))],
        attributes: { ...epsilon(draw), axis: int(draw.chance() ? axis : axis - 3) },
      };
    },
  },
  meanVariance([2, 3]),
  meanVariance([1, 2, 3]),
  meanVariance([0, 2, 3]),
  lpNormalization(undefined),
  lpNormalization(1),
  lpNormalization(2),
];
