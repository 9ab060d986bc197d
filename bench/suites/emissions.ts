import { GraphBuilder } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/ir.ts';
import { int, ints, sizeOf } from '../../src/graph/ir.ts';
import { inputGradient } from '../../src/graph/operators/convolution-gradients.ts';
import { maxByIndex, maxByMask } from '../../src/graph/operators/pooling-max.ts';
import { poolWindow } from '../../src/graph/operators/pooling.ts';
import { turnedConvolution } from '../../src/graph/operators/turned.ts';
import { slideOver } from '../../src/graph/operators/window.ts';
import type { Tensor } from '../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { stream } from '../../src/numeric/random.ts';
import { sideBySide, timed, type Contestant } from '../measure.ts';

/** Two forms of one gradient that give the same values, and the one that the rule takes. */
interface Pair {
  readonly name: string;
  readonly forms: readonly [string, string];
  readonly graphs: readonly [Graph, Graph];
  readonly taken: string;
}

const batch = 16;

const node = (op: string, inputs: string[], attributes: Parameters<GraphBuilder['emit']>[2]) => ({
  op,
  name: 'node',
  inputs,
  outputs: ['y'],
  attributes: attributes ?? {},
});

interface Convolution {
  readonly size: readonly number[];
  readonly channels: readonly [into: number, out: number];
  readonly kernel: number;
  readonly pad: number;
  readonly stride?: number;
  readonly group?: number;
}

/** The input gradient of a Conv whose weights are constant: by ConvTranspose, and by a Conv with the turned kernel. */
function convolution({ size, channels: [into, out], kernel, pad, stride = 1, group = 1 }: Convolution): Pair {
  const sides = size.map(() => kernel);
  const attributes = {
    strides: ints(size.map(() => stride)),
    pads: ints([...size, ...size].map(() => pad)),
    group: int(group),
  };
  const window = slideOver(node('Conv', [], attributes), size, sides);
  const shape = [out, into / group, ...sides];
  const data = stream(1, 'bench', 'weights').fillUniform(new Float32Array(sizeOf(shape)));
  const form = (emit: (b: GraphBuilder, w: string) => string) => {
    const b = new GraphBuilder(17);
    b.input('dy', { dtype: 'float32', shape: [batch, out, ...window.inner] });
    return b.build([emit(b, b.defineConstant('w', { dtype: 'float32', dims: shape, data }))]);
  };
  const extra = window.outer.map((all, axis) => all + 2 * pad - ((window.inner[axis] - 1) * stride + kernel));
  const spread = { ...attributes, output_padding: ints(extra) };
  const graphs = [
    form((b, w) => b.emit('ConvTranspose', ['dy', w], spread)),
    form((b, w) => {
      const turned = turnedConvolution(b, ['dy', w], spread);
      return b.emit('Conv', turned.inputs, turned.attributes);
    }),
  ] as const;
  const chosen = form((b, w) => inputGradient({ builder: b, dy: 'dy', w, window, group, target: 'wasm' }));
  const taken = chosen.nodes.some(({ op }) => op === 'ConvTranspose') ? 'ConvTranspose' : 'turned';
  const step = `${stride === 1 ? '' : `, stride ${stride}`}${group === 1 ? '' : `, ${group} groups`}`;
  const name = `Conv ${into}→${out}, ${sides.join('×')} on ${size.join('×')}, pad ${pad}${step}`;
  return { name, forms: ['ConvTranspose', 'turned'], graphs, taken };
}

/** The gradient of a MaxPool: by the indices that WASM can return, and by masks. */
function pooling(channels: number, side: number, kernel: number, stride: number): Pair {
  const form = (emit: typeof maxByMask | typeof maxByIndex) => {
    const b = new GraphBuilder(17);
    b.input('x', { dtype: 'float32', shape: [batch, channels, side, side] });
    const pool = node('MaxPool', ['x'], {
      kernel_shape: ints([kernel, kernel]),
      strides: ints([stride, stride]),
    });
    b.append(pool);
    const window = poolWindow(pool, b.shape('x'));
    b.input('dy', { dtype: 'float32', shape: b.shape('y') });
    return b.build(['y', emit(b, pool, 'dy', window, 'wasm')]);
  };
  const name = `MaxPool ${kernel}×${kernel}, stride ${stride}, ${channels} channels of ${side}×${side}`;
  return { name, forms: ['index', 'mask'], graphs: [form(maxByIndex), form(maxByMask)], taken: 'index' };
}

const pairs = (): Pair[] => [
  convolution({ size: [28, 28], channels: [1, 6], kernel: 5, pad: 2 }),
  convolution({ size: [32, 32], channels: [3, 32], kernel: 3, pad: 1 }),
  convolution({ size: [14, 14], channels: [6, 16], kernel: 5, pad: 0 }),
  convolution({ size: [32, 32], channels: [16, 16], kernel: 3, pad: 1 }),
  convolution({ size: [16, 16], channels: [64, 64], kernel: 3, pad: 1 }),
  convolution({ size: [16, 16], channels: [64, 64], kernel: 1, pad: 0 }),
  convolution({ size: [16, 16], channels: [64, 64], kernel: 3, pad: 1, group: 64 }),
  convolution({ size: [32, 32], channels: [16, 32], kernel: 3, pad: 1, stride: 2 }),
  convolution({ size: [8, 8, 8], channels: [16, 16], kernel: 3, pad: 1 }),
  convolution({ size: [8, 8, 8], channels: [8, 16], kernel: 3, pad: 0 }),
  convolution({ size: [8, 8, 8], channels: [16, 16], kernel: 3, pad: 1, stride: 2 }),
  pooling(6, 28, 2, 2),
  pooling(32, 32, 2, 2),
  pooling(32, 32, 3, 2),
  pooling(32, 32, 3, 1),
];

async function row({ name, forms, graphs, taken }: Pair): Promise<string> {
  const runtime = createWasmRuntime();
  const sessions = [await runtime.open(graphs[0]), await runtime.open(graphs[1])];
  const contestants = sessions.map((session, index): Contestant => {
    const feeds = Object.fromEntries(
      graphs[index].inputs.map((input): [string, Tensor] => {
        const dims = [...input.shape];
        const data = stream(1, 'bench', input.name).fillUniform(new Float32Array(sizeOf(dims)));
        return [input.name, { data, dims }];
      }),
    );
    return { name: forms[index], work: (repeats) => timed(() => session.run(feeds), repeats) };
  });
  const [first, second] = await sideBySide(contestants, { rounds: 9, repeats: 5 });
  for (const session of sessions) await session.release();
  const ratio = `${second.ratioToFirst.toFixed(2)} (${second.spread.map((each) => each.toFixed(2)).join('–')})`;
  const cells = [name, forms[0], first.ms.toFixed(2), forms[1], second.ms.toFixed(2), ratio, taken];
  return `| ${cells.join(' | ')} |`;
}

/** Where a gradient can be written in two ways: both, and the one that the rule takes. WASM, one thread, batch 16. */
export async function run(print: (line: string) => void): Promise<void> {
  print('| | form | ms | form | ms | second ÷ first (range) | taken |');
  print('|---|---|---|---|---|---|---|');
  for (const pair of pairs()) print(await row(pair));
}
