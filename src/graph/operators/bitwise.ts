import type { Operator, OperatorTable } from '../operator.ts';
import { broadcast, given } from '../shapes.ts';
import { sameType } from './elementwise.ts';

/** Two integers with numpy's broadcasting. Nothing with a gradient is an integer. */
const bits: Operator = {
  shape: (context) => {
    const [a, b] = [given(context, 0), given(context, 1)];
    return [{ dtype: a.dtype, shape: broadcast(a.shape, b.shape) }];
  },
  gradient: 'zero',
};

export const bitwise: OperatorTable = {
  BitShift: bits,
  BitwiseAnd: bits,
  BitwiseOr: bits,
  BitwiseXor: bits,
  BitwiseNot: { shape: sameType, gradient: 'zero' },
};
