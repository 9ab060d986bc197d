import { float, int, ints, string } from '../../../src/graph/ir.ts';
import type { CaseAttributes, OperatorCase } from './case.ts';
import { variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

export interface Geometry {
  readonly size: number[];
  readonly kernel: number[];
  readonly attributes: CaseAttributes;
}

/** A window on `rank` axes: strides with remainder, dilation, asymmetric and automatic padding. */
export function geometry(draw: Draw, dilated: boolean, rank = draw.int(1, 2)): Geometry {
  const each = (value: () => number) => Array.from({ length: rank }, value);
  const kernel = each(() => draw.int(1, 3));
  const dilations = each(() => (dilated ? draw.int(1, 2) : 1));
  const size = kernel.map((k, i) => (k - 1) * dilations[i] + 1 + draw.int(0, rank > 2 ? 2 : 4));
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

const conv = (about?: string, rank?: number): OperatorCase => ({
  op: 'Conv',
  ...(about && { about }),
  runs: rank ? 10 : 30,
  instance: (draw) => {
    const { size, kernel, attributes } = geometry(draw, draw.chance(), rank);
    const [into, out, group] = channels(draw);
    const x = [draw.int(1, 2), into * group, ...size];
    const w = [out * group, into, ...kernel];
    const bias = draw.chance() ? [weight([out * group], draw.values([out * group]))] : [];
    return {
      inputs: [variable(x, draw.values(x)), weight(w, draw.values(w)), ...bias],
      attributes: { ...attributes, group: int(group) },
    };
  },
});

/** How a ConvTranspose is told the size of its output: padding by number or by itself, more rows, the size. */
function spreading(draw: Draw, size: number[], kernel: number[]): CaseAttributes {
  const each = (value: (axis: number) => number) => kernel.map((_, axis) => value(axis));
  const strides = each(() => draw.int(1, 3));
  const dilations = each(() => draw.pick(1, 1, 2));
  const extra = each((axis) => draw.int(0, strides[axis] - 1));
  const way = draw.pick('plain', 'pads', 'SAME_UPPER', 'SAME_LOWER', 'VALID', 'output_shape');
  const whole = each((a) => (size[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1);
  // The engine's shape inference and its kernel part where automatic padding would have to add rows.
  const fits = whole.every((all, axis) => all >= size[axis] * strides[axis]);
  const attributes = { strides: ints(strides), dilations: ints(dilations) };
  if (way === 'pads') {
    const pads = [...kernel, ...kernel].map((k) => draw.int(0, Math.floor((k - 1) / 2)));
    return { ...attributes, pads: ints(pads), output_padding: ints(extra) };
  }
  if (way === 'output_shape')
    return {
      ...attributes,
      output_shape: ints(whole.map((all, axis) => Math.max(1, all + draw.int(-2, strides[axis] - 1)))),
    };
  if (way === 'plain') return { ...attributes, output_padding: ints(extra) };
  return fits || way === 'VALID' ? { ...attributes, auto_pad: string(way) } : attributes;
}

const convTranspose = (about?: string, rank?: number): OperatorCase => ({
  op: 'ConvTranspose',
  ...(about && { about }),
  imported: true,
  runs: rank ? 10 : 30,
  instance: (draw) => {
    const axes = rank ?? draw.int(1, 2);
    const [into, out, group] = channels(draw);
    const kernel = Array.from({ length: axes }, () => draw.int(1, 3));
    const size = kernel.map(() => draw.int(1, axes > 2 ? 2 : 3));
    const x = [draw.int(1, 2), into * group, ...size];
    const w = [into * group, out, ...kernel];
    const bias = draw.chance() ? [weight([out * group], draw.values([out * group]))] : [];
    return {
      inputs: [variable(x, draw.values(x)), weight(w, draw.values(w)), ...bias],
      attributes: { group: int(group), ...spreading(draw, size, kernel) },
    };
  },
});

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

export const windowCases: readonly OperatorCase[] = [
  conv(),
  { ...conv('sample by sample'), perSample: true, runs: 4 },
  conv('three axes', 3),
  convTranspose(),
  convTranspose('three axes', 3),
  gemm,
  matmul,
];
