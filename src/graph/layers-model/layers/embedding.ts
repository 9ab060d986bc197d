import { cast } from '../../emit.ts';
import { int } from '../../ir.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import { plain, type Value } from '../values.ts';

/** Rows of a table by number. The lab's inputs are float32, so the numbers are cut to integers first, as TensorFlow.js does. */
function embedding({ builder, values, config, inputs: [x], weight, nameOf }: LayerContext): Value {
  const dims = [config.integer('input_dim'), config.integer('output_dim')];
  const name = nameOf('embeddings');
  const table = builder.has(name) ? name : builder.defineConstant(name, weight('embeddings', dims));
  const rows = cast(builder, values.last(x), 'int64');
  return plain(builder.emit('Gather', [table, rows], { axis: int(0) }));
}

export const embeddings: LayerTable = {
  Embedding: { convert: embedding, only: { mask_zero: [false] } },
};
