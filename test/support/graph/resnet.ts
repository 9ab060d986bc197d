import { GraphBuilder } from '../../../src/graph/builder.ts';
import { float, int, ints, type Graph } from '../../../src/graph/ir.ts';
import { stream } from '../../../src/numeric/random.ts';

export interface ResnetOptions {
  readonly side?: number;
  readonly classes?: number;
  /** Channels of the first stage; 64 in the paper. */
  readonly width?: number;
  readonly seed?: number;
}

/**
 * ResNet-18 (He et al. 2016, table 1) with seeded random weights as He et al. 2015 draw them: [N, 3, side, side] → [N, classes].
 * At 224 × 224 with 1000 classes 11.7 million weights, 47 MB.
 */
export function resnet18({ side = 224, classes = 1000, width = 64, seed = 1 }: ResnetOptions = {}): Graph {
  const b = new GraphBuilder(17);
  let made = 0;
  const drawn = (dims: number[], deviation: number): string => {
    const data = new Float32Array(dims.reduce((a, c) => a * c, 1));
    stream(seed, 'resnet', made).fillNormal(data);
    for (let i = 0; i < data.length; i++) data[i] *= deviation;
    return b.defineConstant(`w${made++}`, { dtype: 'float32', dims, data });
  };
  const filled = (count: number, value: number): string => b.floats(new Float32Array(count).fill(value));
  const conv = (x: string, from: number, to: number, kernel: number, stride: number): string => {
    const pad = (kernel - 1) / 2;
    const y = b.emit(
      'Conv',
      [x, drawn([to, from, kernel, kernel], Math.sqrt(2 / (from * kernel * kernel)))],
      {
        kernel_shape: ints([kernel, kernel]),
        pads: ints([pad, pad, pad, pad]),
        strides: ints([stride, stride]),
      },
    );
    const norm = [filled(to, 1), filled(to, 0), filled(to, 0), filled(to, 2)];
    return b.emit('BatchNormalization', [y, ...norm], { epsilon: float(1e-5) });
  };
  const relu = (x: string): string => b.emit('Relu', [x]);
  let x: string = b.input('x', { dtype: 'float32', shape: [-1, 3, side, side] });
  x = b.emit('MaxPool', [relu(conv(x, 3, width, 7, 2))], {
    kernel_shape: ints([3, 3]),
    pads: ints([1, 1, 1, 1]),
    strides: ints([2, 2]),
  });
  let from = width;
  for (const [stage, stride] of [1, 2, 2, 2].entries()) {
    const to = width << stage;
    for (const step of [stride, 1]) {
      const inner = conv(relu(conv(x, from, to, 3, step)), to, to, 3, 1);
      const around = step !== 1 || from !== to ? conv(x, from, to, 1, step) : x;
      x = relu(b.add(inner, around));
      from = to;
    }
  }
  const flat = b.emit('Flatten', [b.emit('GlobalAveragePool', [x])]);
  const dense = drawn([classes, from], Math.sqrt(1 / from));
  return b.build([b.emit('Gemm', [flat, dense, filled(classes, 0)], { transB: int(1) })]);
}
