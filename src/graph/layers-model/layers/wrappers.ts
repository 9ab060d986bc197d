import { sizeOf } from '../../ir.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import { plain, type Value } from '../values.ts';

/** The same layer at every step: steps join the batch and leave it again. */
function timeDistributed({ builder, values, inputs: [x], wrapped }: LayerContext): Value {
  const [batch, steps, ...rest] = values.shape(x);
  if (rest.length === 0) throw new Error('takes at least three axes');
  const together = builder.reshape(values.last(x), [sizeOf([batch, steps]), ...rest]);
  const result = wrapped(plain(together));
  const [, ...left] = values.shape(result);
  return plain(builder.reshape(values.last(result), [batch, steps, ...left]));
}

export const wrappers: LayerTable = {
  TimeDistributed: { convert: timeDistributed },
};
