import { float, int, ints, string } from '../../../src/graph/ir.ts';
import type { CaseAttributes, OperatorCase, OperatorInstance } from './case.ts';
import { fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

interface Geometry {
  readonly size: number[];
  readonly kernel: number[];
  readonly attributes: CaseAttributes;
}

/** A window on 1 or 2 axes: strides with remainder, dilation, asymmetric and automatic padding. */
function geometry(draw: Draw, dilated: boolean): Geometry {
  const rank = draw.int(1, 2);
  const each = (value: () => number) => Array.from({ length: rank }, value);
  const kernel = each(() => draw.int(1, 3));
  const dilations = each(() => (dilated ? draw.int(1, 2) : 1));
  const size = kernel.map((k, i) => (k - 1) * dilations[i] + 1 + draw.int(0, 4));
  const strides = each(() => draw.int(1, 3));
  const border = kernel.map((k) => Math.max(0, k - 1));
  // The engine knows automatic padding neither with dilation nor where a stride steps over the kernel.
  const automatic = dilations.every((d) => d === 1) && strides.every((stride, i) => stride <= kernel[i]);
  const padding = draw.pick('none', 'explicit', 'VALID', ...(automatic ? ['SAME_UPPER', 'SAME_LOWER'] : []));
  const pads = [...border, ...border].map((most) => draw.int(0, most));
  return {
    size,
    kernel,
    attributes: {
      ...(draw.chance() && { kernel_shape: ints(kernel) }),
      strides: ints(strides),
      ...(dilated && { dilations: ints(dilations) }),
      ...(padding === 'explicit' && { pads: ints(pads) }),
      ...(padding !== 'explicit' && padding !== 'none' && { auto_pad: string(padding) }),
    },
  };
}

/** Channels per group in, out, and the number of groups. */
const channels = (draw: Draw) => [draw.int(1, 2), draw.int(1, 2), draw.pick(1, 1, 2, 3)];

const conv: OperatorCase = {
  op: 'Conv',
  runs: 30,
  instance: (draw) => {
    const { size, kernel, attributes } = geometry(draw, draw.chance());
    const [into, out, group] = channels(draw);
    const x = [draw.int(1, 2), into * group, ...size];
    const w = [out * group, into, ...kernel];
    const bias = draw.chance() ? [weight([out * group], draw.values([out * group]))] : [];
    return {
      inputs: [variable(x, draw.values(x)), weight(w, draw.values(w)), ...bias],
      attributes: { ...attributes, group: int(group) },
    };
  },
};

const convTranspose: OperatorCase = {
  op: 'ConvTranspose',
  runs: 20,
  instance: (draw) => {
    const rank = draw.int(1, 2);
    const each = (value: () => number) => Array.from({ length: rank }, value);
    const [into, out, group] = channels(draw);
    const kernel = each(() => draw.int(1, 3));
    const strides = each(() => draw.int(1, 3));
    const x = [draw.int(1, 2), into * group, ...each(() => draw.int(1, 3))];
    const w = [into * group, out, ...kernel];
    const bias = draw.chance() ? [weight([out * group], draw.values([out * group]))] : [];
    const pads = [...kernel, ...kernel].map((k) => draw.int(0, Math.floor((k - 1) / 2)));
    return {
      inputs: [variable(x, draw.values(x)), weight(w, draw.values(w)), ...bias],
      attributes: {
        group: int(group),
        strides: ints(strides),
        ...(draw.chance() && { pads: ints(pads) }),
        ...(draw.chance() && { output_padding: ints(strides.map((stride) => draw.int(0, stride - 1))) }),
      },
    };
  },
};

/** Pooling windows: the pads stay smaller than the kernel. */
function pooling(
  draw: Draw,
  values: (dims: readonly number[]) => number[],
  extra: CaseAttributes,
): OperatorInstance {
  const { size, kernel, attributes } = geometry(draw, false);
  const dims = [draw.int(1, 2), draw.int(1, 2), ...size];
  return {
    inputs: [variable(dims, values(dims))],
    attributes: { ...attributes, kernel_shape: ints(kernel), ...extra },
  };
}

const gemm: OperatorCase = {
  op: 'Gemm',
  runs: 16,
  instance: (draw) => {
    const [m, k, n] = [draw.int(1, 3), draw.int(1, 4), draw.int(1, 3)];
    const [transA, transB] = [draw.int(0, 1), draw.int(0, 1)];
    const a = transA ? [k, m] : [m, k];
    const b = transB ? [n, k] : [k, n];
    const c = draw.pick(undefined, [n], [1, n], [m, n], [m, 1], []);
    const x = transA ? weight(a, draw.values(a)) : variable(a, draw.values(a));
    const bias =
      c &&
      (c[0] === m && c.length === 2 && !transA ? variable(c, draw.values(c)) : weight(c, draw.values(c)));
    return {
      inputs: [x, weight(b, draw.values(b)), ...(bias ? [bias] : [])],
      attributes: {
        transA: int(transA),
        transB: int(transB),
        ...(draw.chance() && { alpha: float(0.5), beta: float(1.5) }),
      },
    };
  },
};

const matmul: OperatorCase = {
  op: 'MatMul',
  runs: 16,
  instance: (draw) => {
    const [m, k, n] = [draw.int(1, 3), draw.int(1, 4), draw.int(1, 3)];
    const [a, b] = draw.pick<[number[], number[]]>(
      [
        [m, k],
        [k, n],
      ],
      [
        [2, m, k],
        [k, n],
      ],
      [
        [2, m, k],
        [2, k, n],
      ],
      [
        [2, m, k],
        [1, k, n],
      ],
      [
        [3, 1, m, k],
        [2, k, n],
      ],
      [
        [m, k],
        [2, k, n],
      ],
      [[k], [k, n]],
      [[m, k], [k]],
      [[k], [k]],
    );
    const batched = a.length >= b.length && a.length > 1;
    const both = batched && a.length === b.length && a.length > 2 && b[0] > 1;
    return {
      inputs: [
        batched ? variable(a, draw.values(a)) : weight(a, draw.values(a)),
        both ? variable(b, draw.values(b)) : weight(b, draw.values(b)),
      ],
    };
  },
};

const unpool: OperatorCase = {
  op: 'MaxUnpool',
  instance: (draw) => {
    const places = draw.permutation(12).slice(0, 6);
    return {
      inputs: [
        weight([1, 1, 2, 3], draw.values([6])),
        fixedInts(places, [1, 1, 2, 3]),
        fixedInts([1, 1, 3, 4]),
      ],
      attributes: { kernel_shape: ints([2, 2]) },
    };
  },
};

export const windowCases: readonly OperatorCase[] = [
  conv,
  { ...conv, about: 'sample by sample', perSample: true, runs: 4 },
  convTranspose,
  {
    op: 'MaxPool',
    runs: 20,
    imported: true,
    perSample: true,
    instance: (draw) =>
      pooling(draw, (dims) => draw.distinct(dims), draw.chance() ? { ceil_mode: int(draw.int(0, 1)) } : {}),
  },
  {
    op: 'AveragePool',
    runs: 20,
    imported: true,
    perSample: true,
    instance: (draw) =>
      pooling(draw, (dims) => draw.values(dims), {
        ...(draw.chance() && { count_include_pad: int(draw.int(0, 1)) }),
        ...(draw.chance() && { ceil_mode: int(draw.int(0, 1)) }),
      }),
  },
  {
    op: 'GlobalAveragePool',
    perSample: true,
    instance: (draw) => {
      const dims = draw.shape(draw.int(3, 4));
      return { inputs: [variable(dims, draw.values(dims))] };
    },
  },
  gemm,
  matmul,
  unpool,
];
