import type { GraphBuilder } from '../builder.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { ints, intsOf, sizeOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { given, needInts } from '../shapes.ts';
import { oneHotKernels, scatterWindows } from './pooling-max.ts';
import { slideOver } from './window.ts';
import type { Window } from './window.ts';

/** How the blocks lay over the picture that they are put together to. */
function windowOf(node: GraphNode, picture: readonly number[], block: readonly number[], x: Shape): Window {
  if (x.length !== 3 || picture.length !== block.length) throw new Error('picture and block do not fit');
  if (picture.length > 2) throw new Error('only blocks of one or two axes are known');
  const names = ['dilations', 'pads', 'strides'];
  const attributes = Object.fromEntries(
    names.flatMap((name) => {
      const value = intsOf(node.attributes, name);
      return value ? [[name, ints(value)]] : [];
    }),
  );
  const window = slideOver({ ...node, attributes }, picture, block);
  if (x[1] % sizeOf(block) !== 0 || sizeOf(window.inner) !== x[2]) throw new Error('the columns do not fit');
  return window;
}

function known(builder: GraphBuilder, name: string): number[] {
  return builder.known(name)?.data.map(Number) ?? [];
}

/** Blocks added up to a picture: what a convolution with one-hot kernels took apart, its transpose puts together. */
const col2im: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const [picture, block] = [needInts(context, 1, 'the picture'), needInts(context, 2, 'the block')];
    windowOf(context.node, picture, block, shape);
    return [{ dtype, shape: [shape[0], shape[1] / sizeOf(block), ...picture] }];
  },
  lower: (builder, node) => {
    const [columns, picture, block] = node.inputs;
    const shape = builder.shape(columns);
    const window = windowOf(node, known(builder, picture), known(builder, block), shape);
    const places = sizeOf(window.kernel);
    const planes = builder.reshape(columns, [(shape[0] * shape[1]) / places, places, ...window.inner]);
    const sums = scatterWindows(builder, planes, oneHotKernels(builder, window.kernel), window, 'wasm');
    const target = [shape[0] < 0 ? -1 : shape[0], shape[1] / places, ...window.outer];
    builder.append({ ...node, op: 'Reshape', inputs: [sums, builder.int64(target)], attributes: {} });
  },
};

export const columns: OperatorTable = { Col2Im: col2im };
