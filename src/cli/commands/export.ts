import { importWith } from '../../assessment/import-setting.ts';
import { exportGradient, exportModel, type GradientExportOptions } from '../../graph/export.ts';
import type { GraphLoss } from '../../graph/losses.ts';
import { importModel, type Model } from '../../graph/model.ts';
import { readOnnx, type FileValue } from '../../graph/onnx/read.ts';
import { shapeBefore } from '../../graph/preprocessing.ts';
import { text, UserError } from '../../messages/index.ts';
import { OutputFile } from '../files.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';
import { settingFrom, settingRequest } from '../setting.ts';
import { loadModel, loadSubject, requestOfOptions, targetOf, type SubjectRequest } from '../subject.ts';

const losses: readonly GraphLoss[] = ['cross-entropy', 'margin', 'dlr'];

/** What was typed about the gradient; undefined where only the model is wanted. */
function gradientOf(options: Options): GradientExportOptions | undefined {
  if (!options.has('gradient')) {
    for (const name of ['loss', 'targeted'])
      if (options.has(name)) throw new UserError('cli.gradient-only', { option: `--${name}` });
    return undefined;
  }
  const typed = options.text('loss');
  const loss = losses.find((known) => known === typed);
  if (typed !== undefined && !loss)
    throw new UserError('cli.loss', { value: typed, known: losses.join(', ') });
  return { loss, targeted: options.has('targeted') };
}

/** The model that takes samples of the data; without data, samples that the steps bring to the model's shape. */
async function modelOf(host: Host, request: SubjectRequest): Promise<Model> {
  const loaded = await loadModel(host, request.target);
  const { bytes } = loaded;
  if (request.data !== undefined || loaded.data !== undefined) {
    const { model, dataset } = await loadSubject(host, request, loaded);
    return importWith(bytes, model.setting, dataset.shape);
  }
  const setting = settingFrom(request.setting ?? {}, bytes, undefined) ?? {};
  const { output, single, preprocessing } = setting;
  const plain = importModel(bytes, { output, single });
  const before = preprocessing
    ? shapeBefore(preprocessing, plain.input.sampleShape)
    : plain.input.sampleShape;
  // What is resized or guessed from data has a shape that the data alone tell.
  if (request.setting?.preprocess !== undefined || !before || before.includes(null))
    throw new UserError('cli.data-needed', { target: request.target });
  return importWith(bytes, setting, before as readonly number[]);
}

const shown = (values: readonly FileValue[]) =>
  values
    .map(
      ({ name, dims }) => `${name} [${(dims ?? []).map((dim) => (dim === 'free' ? 'N' : dim)).join(', ')}]`,
    )
    .join(', ');

export async function runExport(host: Host, options: Options): Promise<number> {
  const path = options.required('out');
  const gradient = gradientOf(options);
  const output = await OutputFile.prepare(host, path);
  const setting = await settingRequest(host, options);
  const model = await modelOf(host, requestOfOptions(options, targetOf(options, setting, 'model'), setting));
  const bytes = gradient ? exportGradient(model, gradient) : exportModel(model);
  host.signal.throwIfAborted();
  await output.write(bytes);
  const { inputs, outputs, opset } = readOnnx(bytes);
  const kilobytes = Math.ceil(bytes.length / 1024);
  const values = { path, inputs: shown(inputs), outputs: shown(outputs), opset, kilobytes };
  host.say(text({ id: 'cli.exported', values }, host.language));
  return exit.done;
}
