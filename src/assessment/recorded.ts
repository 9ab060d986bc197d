import { readPredictions, type PredictionOptions } from '../datasets/predictions.ts';
import type { SourceFile } from '../datasets/load.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { writeOnnx } from '../graph/onnx/write.ts';
import type { Message } from '../messages/index.ts';
import { prepareSubject, type Subject } from './subject.ts';

const OPSET = 17;

/** A model that returns what it is given, [N, classes]: adding zero leaves every float32 as it is. */
function identity(classes: number): Uint8Array {
  const builder = new GraphBuilder(OPSET);
  const scores = builder.input('scores', { dtype: 'float32', shape: [-1, classes] });
  return writeOnnx(builder.build([builder.add(scores, builder.floats([0]))]));
}

/**
 * A subject without a model: predictions that were made elsewhere, read from a table. Everything that asks for scores or labels
 * alone is measured as if the model were here; what needs the model itself is refused.
 * @throws UserError when the table is not one of predictions.
 */
export function prepareRecorded(
  file: SourceFile,
  options: PredictionOptions = {},
): { readonly subject: Subject; readonly notes: readonly Message[] } {
  const { dataset, access } = readPredictions(file, options);
  const { labelColumn } = options;
  const subject = prepareSubject({
    model: identity(dataset.classes),
    target: null,
    dataset,
    preparation: labelColumn === undefined ? {} : { labelColumn },
    recorded: access,
    ...(dataset.train.count > 0 ? { training: { source: 'recorded' as const } } : {}),
  });
  return { subject, notes: dataset.notes ?? [] };
}
