import { GraphBuilder } from '../../src/graph/builder.ts';
import { importModel } from '../../src/graph/model.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';

/**
 * The same classifier with its logits multiplied by a constant. Every decision stays the same, and so does the distance of every
 * input to the nearest one that is taken for another class; but the softmax saturates, and in float32 the gradient of the
 * cross-entropy vanishes.
 */
export function louder(onnx: Uint8Array, factor: number): Uint8Array {
  const { graph, output } = importModel(onnx);
  const builder = GraphBuilder.from(graph);
  const loud = builder.mul(output, builder.scalar(factor));
  return writeOnnx(builder.build([loud]));
}
