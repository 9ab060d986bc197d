import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBundled } from '../../src/datasets/bundled.ts';
import type { Samples } from '../../src/datasets/types.ts';
import { readReport } from '../../src/document/read.ts';
import { toText } from '../../src/document/text.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { float } from '../../src/graph/ir.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';

/** Mean image of each class. */
function meansOf({ x, y, count }: Samples, classes: number): Float64Array[] {
  const size = x.length / count;
  const sums = Array.from({ length: classes }, () => new Float64Array(size));
  const counts = new Float64Array(classes);
  for (let sample = 0; sample < count; sample++) {
    counts[y[sample]]++;
    for (let at = 0; at < size; at++) sums[y[sample]][at] += x[sample * size + at];
  }
  return sums.map((sum, label) => sum.map((value) => value / counts[label]));
}

/**
 * A classifier of the digits that needs no training: half the logits of each class are minus the squared distance to its mean
 * image, the other half that of the rectified input. Small, and the same bytes everywhere.
 */
export async function meansModel(root: string): Promise<Uint8Array> {
  const digits = await loadBundled(
    'digits',
    async (path) => new Uint8Array(await readFile(join(root, 'public', path))),
  );
  const means = meansOf(digits.train, digits.classes);
  const builder = new GraphBuilder(17);
  const size = means[0].length;
  const input = builder.input('image', { dtype: 'float32', shape: [-1, size] });
  const weights = builder.defineConstant('means', {
    dtype: 'float32',
    dims: [size, means.length],
    data: Float32Array.from(
      { length: size * means.length },
      (_, at) => 2 * means[at % means.length][Math.floor(at / means.length)],
    ),
  });
  const bias = builder.defineConstant('bias', {
    dtype: 'float32',
    dims: [means.length],
    data: Float32Array.from(means, (mean) => -mean.reduce((sum, value) => sum + value * value, 0)),
  });
  const bent = builder.emit('LeakyRelu', [builder.sub(input, builder.scalar(0.25))], { alpha: float(0.5) });
  const logits = builder.add(
    builder.emit('Gemm', [input, weights, bias]),
    builder.emit('MatMul', [bent, weights]),
  );
  return writeOnnx(builder.build([logits]));
}

/** The report with timings that say nothing. */
export function withoutTimings(bytes: Uint8Array): string {
  const report = readReport(new Uint8Array(bytes));
  const items = Object.fromEntries(Object.keys(report.timings.items).map((id) => [id, 0]));
  const timings = {
    started: '2000-01-01T00:00:00.000Z',
    seconds: 0,
    workers: 0,
    computed: 0,
    cached: 0,
    items,
    host: '',
  };
  return toText({ ...report, timings });
}
