import type { GraphNode } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { activation } from './activation.ts';
import { arithmetic } from './arithmetic.ts';
import { attentions } from './attention.ts';
import { constants } from './constant.ts';
import { convolution } from './convolution.ts';
import { contraction } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { logic } from './logic.ts';
import { matmul } from './matmul.ts';
import { responseNormalisation } from './lrn.ts';
import { pooling } from './pooling.ts';
import { globalPooling } from './pooling-global.ts';
import { quantisation } from './quantisation.ts';
import { reductions } from './reduction.ts';
import { resizing } from './resize.ts';
import { softmax } from './softmax.ts';
import { indexing } from './indexing.ts';
import { join } from './join.ts';
import { normalisation } from './normalisation.ts';
import { ownNormalisation } from './normalisation-own.ts';
import { padding } from './pad.ts';
import { cutting } from './slice.ts';
import { smoothActivation } from './activation-smooth.ts';
import { trigonometry } from './trigonometry.ts';
import { bitwise } from './bitwise.ts';
import { masks } from './masks.ts';
import { columns } from './col2im.ts';
import { cropping } from './crop.ts';
import { sampling } from './grid.ts';
import { sequences } from './sequence.ts';
import { spaceAndDepth } from './space.ts';

/** Every operator the graph knows. A family is one file and one line here. */
export const operators: OperatorTable = {
  ...cutting,
  ...padding,
  ...normalisation,
  ...ownNormalisation,
  ...join,
  ...indexing,
  ...activation,
  ...arithmetic,
  ...attentions,
  ...constants,
  ...contraction,
  ...convolution,
  ...elementwise,
  ...layout,
  ...logic,
  ...matmul,
  ...pooling,
  ...globalPooling,
  ...responseNormalisation,
  ...quantisation,
  ...reductions,
  ...resizing,
  ...columns,
  ...cropping,
  ...sampling,
  ...sequences,
  ...spaceAndDepth,
  ...softmax,
  ...masks,
  ...bitwise,
  ...trigonometry,
  ...smoothActivation,
};

/** The rule of a node's operator; undefined for operators that the lab does not know and for those of other domains. */
export function operatorOf(node: GraphNode): Operator | undefined {
  return node.domain === undefined && Object.hasOwn(operators, node.op) ? operators[node.op] : undefined;
}
