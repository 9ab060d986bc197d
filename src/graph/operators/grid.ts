import type { GraphBuilder } from '../builder.ts';
import { cast, compare, scale, slice, total } from '../emit.ts';
import type { Dim, GraphNode, Shape } from '../ir.ts';
import { int, intOf, sizeOf, stringOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { affordable, given } from '../shapes.ts';

/**
 * Sampling a picture at computed places, as spatial transformers do. Written as gathers, products and sums, whose rules give
 * the gradients by picture and by grid.
 */

type Padding = 'zeros' | 'border' | 'reflection';

interface Sampling {
  readonly nearest: boolean;
  readonly padding: Padding;
  readonly aligned: boolean;
}

function samplingOf({ attributes }: GraphNode): Sampling {
  const mode = stringOf(attributes, 'mode', 'linear');
  if (!['linear', 'bilinear', 'nearest'].includes(mode)) throw new Error(`sampling by ${mode} has no rule`);
  return {
    nearest: mode === 'nearest',
    padding: stringOf(attributes, 'padding_mode', 'zeros') as Padding,
    aligned: intOf(attributes, 'align_corners', 0) !== 0,
  };
}

/** Pixels from the grid's −1 … 1, mirrored or held inside where the padding says so. */
function position(builder: GraphBuilder, grid: string, size: number, sampling: Sampling): string {
  const { aligned, nearest, padding } = sampling;
  const stretch = (aligned ? size - 1 : size) / 2;
  const exact = builder.add(scale(builder, grid, stretch), builder.scalar((size - 1) / 2));
  const at = nearest ? builder.emit('Round', [exact]) : exact;
  if (padding === 'border') return builder.emit('Clip', [at, builder.scalar(0), builder.scalar(size - 1)]);
  if (padding === 'zeros') return at;
  const [low, span] = aligned ? [0, size - 1] : [-0.5, size];
  if (span === 0) return scale(builder, at, 0);
  const away = builder.emit('Abs', [builder.sub(at, builder.scalar(low))]);
  const periods = builder.emit('Floor', [scale(builder, away, 1 / (2 * span))]);
  const within = builder.sub(away, scale(builder, periods, 2 * span));
  const mirrored = builder.emit('Abs', [builder.sub(within, builder.scalar(span))]);
  return builder.sub(builder.scalar(span + low), mirrored);
}

/** A pixel's index along an axis, held inside, and what it counts: its weight, 0 outside where the padding is zeros. */
interface Corner {
  readonly index: string;
  readonly weight: string | undefined;
}

function corners(builder: GraphBuilder, at: string, size: number, { nearest, padding }: Sampling): Corner[] {
  const corner = (pixel: string, weight: string | undefined): Corner => {
    const index = builder.emit('Clip', [pixel, builder.scalar(0), builder.scalar(size - 1)]);
    if (padding !== 'zeros') return { index, weight };
    const inside = cast(builder, compare(builder, 'Equal', index, pixel), 'float32');
    return { index, weight: weight === undefined ? inside : builder.mul(weight, inside) };
  };
  if (nearest) return [corner(at, undefined)];
  const low = builder.emit('Floor', [at]);
  const part = builder.sub(at, low);
  return [
    corner(low, builder.sub(builder.scalar(1), part)),
    corner(builder.add(low, builder.scalar(1)), part),
  ];
}

const gridSample: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const grid = given(context, 1).shape;
    if (shape.length !== 4 || grid.length !== 4 || grid[3] !== 2) throw new Error('only pictures are known');
    if (shape[0] !== grid[0]) throw new Error('picture and grid differ in their batch');
    return [{ dtype, shape: [shape[0], shape[1], grid[1], grid[2]] }];
  },
  convention: 'on a pixel the gradient by the grid is that of the way to the next one',
  lower: (builder, node) => {
    const [x, grid] = node.inputs;
    const [n, channels, height, width] = builder.shape(x);
    const [, rows, across] = builder.shape(grid);
    const places = rows * across;
    const sampling = samplingOf(node);
    const along = (index: number, size: number) => {
      const part = builder.reshape(slice(builder, grid, [[3, index, index + 1]]), [n, 1, places]);
      return corners(builder, position(builder, part, size, sampling), size, sampling);
    };
    const [columns, lines] = [along(0, width), along(1, height)];
    const flat = builder.reshape(x, [n, channels, height * width]);
    const terms = lines.flatMap((line) =>
      columns.map((column) => {
        const index = builder.add(scale(builder, line.index, width), column.index);
        const everyChannel = builder.emit('Expand', [
          cast(builder, index, 'int64'),
          builder.int64([1, channels, 1]),
        ]);
        const values = builder.emit('GatherElements', [flat, everyChannel], { axis: int(2) });
        const weights = [line.weight, column.weight].filter((weight) => weight !== undefined);
        return weights.reduce((product, weight) => builder.mul(product, weight), values);
      }),
    );
    const target = builder.int64([n < 0 ? -1 : n, channels, rows, across]);
    builder.append({
      ...node,
      op: 'Reshape',
      inputs: [total(builder, terms) ?? flat, target],
      attributes: {},
    });
  },
};

/** Where each pixel's centre lies between −1 and 1; with aligned corners the outermost centres lie at the ends. */
const centre = (at: number, size: number, aligned: boolean) =>
  aligned ? (size === 1 ? 0 : (2 * at) / (size - 1) - 1) : (2 * at + 1) / size - 1;

/** Rows (x, y, 1), or (x, y, z, 1), of all pixels in row-major order. */
function homogeneous(sizes: readonly number[], aligned: boolean): number[] {
  // Lists of numbers take many times the memory of the constant they become.
  affordable(32 * sizeOf(sizes));
  const rows = sizes.reduce<number[][]>(
    (all, size) =>
      all.flatMap((row) => Array.from({ length: size }, (_, at) => [centre(at, size, aligned), ...row])),
    [[1]],
  );
  return rows.flat();
}

function sizesOf(shape: Shape | undefined): { batch: Dim; sizes: Shape } {
  if (!shape) throw new Error('its size is computed during the run');
  if (shape.length < 4 || shape.length > 5) throw new Error('only pictures and volumes are known');
  return { batch: shape[0], sizes: shape.slice(2) };
}

const affineGrid: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const { batch, sizes } = sizesOf(context.dimensions(1));
    if (batch !== shape[0] || shape[1] !== sizes.length) throw new Error('its size does not fit');
    return [{ dtype, shape: [batch, ...sizes, sizes.length] }];
  },
  lower: (builder, node) => {
    const [theta, size] = node.inputs;
    const asked = builder.known(size)?.data.map((dim) => (typeof dim === 'number' ? dim : -dim.perBatch));
    const { batch, sizes } = sizesOf(asked);
    const aligned = intOf(node.attributes, 'align_corners', 0) !== 0;
    const rank = sizes.length;
    const places = sizes.reduce((a, b) => a * b, 1);
    const base = builder.floats(homogeneous(sizes, aligned), [1, places, rank + 1]);
    const grid = builder.emit('MatMul', [base, builder.transpose(theta, [0, 2, 1])]);
    const target = builder.int64([batch < 0 ? -1 : batch, ...sizes, rank]);
    builder.append({ ...node, op: 'Reshape', inputs: [grid, target], attributes: {} });
  },
};

export const sampling: OperatorTable = { GridSample: gridSample, AffineGrid: affineGrid };
