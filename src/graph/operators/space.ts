import type { GraphBuilder } from '../builder.ts';
import type { GraphNode, Shape } from '../ir.ts';
import { intOf, stringOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { given } from '../shapes.ts';

/** Side of the blocks, and the picture [N, C, H, W] that they are cut from or put into. */
function blocks(node: GraphNode, shape: Shape): { side: number; picture: Shape } {
  const side = intOf(node.attributes, 'blocksize', 0);
  if (!(side >= 1)) throw new Error('its block size is not positive');
  if (shape.length !== 4) throw new Error(`expects 4 dimensions, got ${shape.length}`);
  return { side, picture: shape };
}

/** Reshape, Transpose, Reshape: what both operators are, and what both engines have. */
function rearrange(
  builder: GraphBuilder,
  node: GraphNode,
  apart: Shape,
  order: readonly number[],
  joined: Shape,
): void {
  const moved = builder.transpose(builder.reshape(node.inputs[0], apart), order);
  const target = builder.int64(joined.map((dim) => (dim < 0 ? -1 : dim)));
  builder.append({ ...node, op: 'Reshape', inputs: [moved, target], attributes: {} });
}

function depthSizes(node: GraphNode, shape: Shape) {
  const { side, picture } = blocks(node, shape);
  const [n, channels, height, width] = picture;
  if (channels % (side * side) !== 0) throw new Error('its blocks do not divide the channels');
  return { side, n, depth: channels / (side * side), height, width };
}

const depthToSpace: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const { side, n, depth, height, width } = depthSizes(context.node, shape);
    return [{ dtype, shape: [n, depth, height * side, width * side] }];
  },
  lower: (builder, node) => {
    const { side, n, depth, height, width } = depthSizes(node, builder.shape(node.inputs[0]));
    const blocksFirst = stringOf(node.attributes, 'mode', 'DCR') === 'DCR';
    const channels = blocksFirst ? [side, side, depth] : [depth, side, side];
    rearrange(
      builder,
      node,
      [n, ...channels, height, width],
      blocksFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3],
      [n, depth, height * side, width * side],
    );
  },
};

function spaceSizes(node: GraphNode, shape: Shape) {
  const { side, picture } = blocks(node, shape);
  const [n, channels, height, width] = picture;
  if (height % side !== 0 || width % side !== 0) throw new Error('its blocks do not divide the picture');
  return { side, n, channels, height: height / side, width: width / side };
}

const spaceToDepth: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const { side, n, channels, height, width } = spaceSizes(context.node, shape);
    return [{ dtype, shape: [n, channels * side * side, height, width] }];
  },
  lower: (builder, node) => {
    const { side, n, channels, height, width } = spaceSizes(node, builder.shape(node.inputs[0]));
    rearrange(
      builder,
      node,
      [n, channels, height, side, width, side],
      [0, 3, 5, 1, 2, 4],
      [n, channels * side * side, height, width],
    );
  },
};

export const spaceAndDepth: OperatorTable = { DepthToSpace: depthToSpace, SpaceToDepth: spaceToDepth };
