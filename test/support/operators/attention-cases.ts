import { float, int } from '../../../src/graph/ir.ts';
import type { CaseAttributes, CaseInput, OperatorCase } from './case.ts';
import { variable } from './case.ts';
import type { Draw } from './draw.ts';

type Mask = (draw: Draw, queries: number, keys: number) => readonly CaseInput[];

const none: Mask = () => [];

const numbers: Mask = (draw, queries, keys) => {
  const dims = draw.pick([queries, keys], [1, 1, queries, keys]);
  return [{ dims, values: draw.values(dims) }];
};

/** Each query sees its first key at least. */
const truths: Mask = (draw, queries, keys) => [
  {
    dims: [queries, keys],
    values: draw.values([queries, keys], 0, 1).map((value, at) => (at % keys === 0 ? 1 : Math.round(value))),
    dtype: 'bool',
    fixed: true,
  },
];

const attention = (about: string, mask: Mask, attributes: CaseAttributes = {}): OperatorCase => ({
  op: 'Attention',
  about,
  imported: true,
  runs: 3,
  instance: (draw) => {
    const flat = draw.chance();
    const [samples, keyHeads, queries, keys, width, valueWidth] = [2, 2, 3, draw.int(2, 4), 2, 3];
    const heads = draw.pick(1, 2) * keyHeads;
    const input = (count: number, length: number, size: number) => {
      const dims = flat ? [samples, length, count * size] : [samples, count, length, size];
      return variable(dims, draw.values(dims));
    };
    const inputs = [
      input(heads, queries, width),
      input(keyHeads, keys, width),
      input(keyHeads, keys, valueWidth),
      ...mask(draw, queries, keys),
    ];
    const named = flat ? { q_num_heads: int(heads), kv_num_heads: int(keyHeads) } : {};
    return { opset: draw.pick(23, 24), inputs, attributes: { ...named, ...attributes } };
  },
});

export const attentionCases: readonly OperatorCase[] = [
  attention('without a mask', none),
  attention('with a mask of numbers', numbers),
  attention('with a mask of truth values', truths),
  attention('causal', none, { is_causal: int(1), scale: float(0.5) }),
  attention('capped, with a mask', numbers, { softcap: float(1.5) }),
];
