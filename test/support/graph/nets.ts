import { GraphBuilder } from '../../../src/graph/builder.ts';
import { int, ints } from '../../../src/graph/ir.ts';
import type { Graph } from '../../../src/graph/ir.ts';
import { stream } from '../../../src/numeric/random.ts';

/** Seeded values between -1 and 1. */
export function values(count: number, ...key: (string | number)[]): Float32Array {
  const draws = stream(11, 'graph-tests', ...key);
  return Float32Array.from({ length: count }, (_, i) => 2 * draws.uniform(i) - 1);
}

export interface TinyNet {
  readonly activation?: 'Relu' | 'Tanh';
  /** Windows of 3 with stride 2 and padding, which overlap; otherwise windows of 2. */
  readonly overlapping?: boolean;
  readonly pool?: 'MaxPool' | 'AveragePool';
  readonly groups?: number;
}

/** Conv, activation, pooling, dense: [N, 2, 8, 8] → [N, 3]. */
export function tinyNet(options: TinyNet = {}): Graph {
  const { activation = 'Relu', overlapping = true, pool = 'MaxPool', groups = 1 } = options;
  const b = new GraphBuilder(17);
  const x = b.input('x', { dtype: 'float32', shape: [-1, 2, 8, 8] });
  const weight = (name: string, dims: number[]) => {
    const data = values(
      dims.reduce((a, c) => a * c, 1),
      name,
    ).map((v) => v * 0.6);
    return b.defineConstant(name, { dtype: 'float32', dims, data });
  };
  const kernel = weight('conv.weight', [4, 2 / groups, 3, 3]);
  const conv = b.emit('Conv', [x, kernel, weight('conv.bias', [4])], {
    pads: ints([1, 1, 1, 1]),
    group: int(groups),
  });
  const size = overlapping ? 3 : 2;
  const pooled = b.emit(pool, [b.emit(activation, [conv])], {
    kernel_shape: ints([size, size]),
    strides: ints([2, 2]),
    ...(overlapping ? { pads: ints([1, 1, 1, 1]) } : {}),
  });
  const flat = b.emit('Flatten', [pooled]);
  const out = b.emit('Gemm', [flat, weight('dense.weight', [3, 64]), weight('dense.bias', [3])], {
    transB: int(1),
  });
  return b.build([out]);
}
