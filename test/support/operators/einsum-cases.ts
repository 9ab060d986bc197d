import { string } from '../../../src/graph/ir.ts';
import type { OperatorCase } from './case.ts';
import { variable, weight } from './case.ts';

/** Equations with the letters of their operands' axes, three dots spelled out; a 1 is an axis of size 1. */
const equations: readonly (readonly [equation: string, ...operands: readonly string[]])[] = [
  ['ij,jk->ik', 'ij', 'jk'],
  ['bij , bjk -> bik', 'bij', 'bjk'],
  ['bhqd,bhkd->bhqk', 'bhqd', 'bhkd'],
  ['i,j', 'i', 'j'],
  ['ij->ji', 'ij'],
  ['ij->i', 'ij'],
  ['ij->', 'ij'],
  ['ii->i', 'ii'],
  ['ii', 'ii'],
  ['aii,i->a', 'aii', 'i'],
  ['ij,ij->ij', 'ij', '1j'],
  ['ij,j,i->', 'ij', 'j', 'i'],
  ['bi,io,o->bo', 'bi', 'io', 'o'],
  ['...ij,...jk->...ik', 'xyij', '1yjk'],
  ['...i,i', 'xi', 'i'],
  ['i...,i...->...', 'ixy', 'i1y'],
  ['b...,b->b...', 'bxy', 'b'],
];

const sizes: Readonly<Record<string, number>> = {
  i: 3,
  j: 2,
  k: 2,
  b: 2,
  h: 2,
  q: 2,
  d: 3,
  a: 2,
  o: 3,
  x: 2,
  y: 3,
};

export const einsumCases: readonly OperatorCase[] = equations.map(([equation, ...operands]) => ({
  op: 'Einsum',
  about: equation,
  runs: 2,
  instance: (draw) => ({
    inputs: operands.map((letters) => {
      const dims = [...letters].map((letter) => sizes[letter] ?? 1);
      // Where every operand and the result begin with it, the first axis may be a batch.
      const batch = operands.every((other) => other.startsWith('b'));
      return batch ? variable(dims, draw.values(dims)) : weight(dims, draw.values(dims));
    }),
    attributes: { equation: string(equation) },
  }),
}));
